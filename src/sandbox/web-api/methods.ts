import { auth } from './auth.ts';
import { chat } from './chat.ts';
import { conversations } from './conversations.ts';
import { history } from './history.ts';
import { membership } from './membership.ts';
import type { Method } from './method.ts';
import { reactions } from './reactions.ts';
import { users } from './users.ts';
import { views } from './views.ts';

/** Every method of the Web API that the box knows. */
export const methods: Readonly<Record<string, Method>> = {
  ...auth,
  ...chat,
  ...conversations,
  ...history,
  ...membership,
  ...reactions,
  ...users,
  ...views,
};
