import { z } from 'zod';
import { letGo, tryAgain } from '../edges/inbox-aside.ts';
import { alone } from '../edges/inbox-rows.ts';
import { defineOperation } from '../operation.ts';
import { letGone, triedAgain } from './blocks.ts';

export const retryMessages = defineOperation({
  name: 'message.retry',
  phrase: 'retry',
  summary: 'Try again to read what could not be read and was put aside.',
  kind: 'write',
  access: 'admin',
  input: z.object({}),
  output: z.object({ count: z.number() }),
  subject: () => 'everything put aside',
  run: async ({ trx, actor }) => ({ count: await tryAgain(trx, actor.ws, alone) }),
  show: triedAgain,
});

export const dismissMessages = defineOperation({
  name: 'message.dismiss',
  phrase: 'dismiss',
  summary: 'Let go of what could not be read and was put aside.',
  kind: 'write',
  access: 'admin',
  input: z.object({}),
  output: z.object({ count: z.number() }),
  subject: () => 'everything put aside',
  run: async ({ trx, actor }) => ({ count: await letGo(trx, actor.ws) }),
  show: letGone,
});
