import { z } from 'zod';
import { defineOperation } from '../../operation.ts';
import { emojiSet } from './blocks.ts';
import { setCaptureEmoji } from './store.ts';

export const setEmoji = defineOperation({
  name: 'decision.emoji',
  summary: 'Choose the reaction that logs the message it is put to.',
  kind: 'write',
  access: 'admin',
  input: z.object({
    name: z
      .string()
      .trim()
      .transform((said) => said.replace(/^:|:$/g, '').toLowerCase())
      .pipe(z.string().regex(/^[\p{L}\p{N}_+'-]{1,100}$/u, 'give its name, as :memo:'))
      .meta({ description: 'The name of the emoji, as memo.' }),
  }),
  output: z.object({ name: z.string() }),
  words: ['name'],
  subject: ({ name }) => name,
  async run({ trx, actor }, { name }) {
    await setCaptureEmoji(trx, actor.ws, name);
    return { name };
  },
  show: ({ name }) => emojiSet(name),
});
