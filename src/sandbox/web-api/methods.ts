import { auth } from './auth.ts';
import { bookmarks } from './bookmarks.ts';
import { canvases } from './canvases.ts';
import { chat } from './chat.ts';
import { checkBlocks } from './check-blocks.ts';
import { conversations } from './conversations.ts';
import { files } from './files.ts';
import { history } from './history.ts';
import { membership } from './membership.ts';
import type { Method } from './method.ts';
import { pins } from './pins.ts';
import { reactions } from './reactions.ts';
import { usergroups } from './usergroups.ts';
import { users } from './users.ts';
import { views } from './views.ts';

/** Every method of the Web API that the box knows. */
export const methods: Readonly<Record<string, Method>> = {
  ...auth,
  ...checkBlocks,
  ...bookmarks,
  ...canvases,
  ...chat,
  ...conversations,
  ...files,
  ...history,
  ...membership,
  ...pins,
  ...reactions,
  ...usergroups,
  ...users,
  ...views,
};
