import { z } from 'zod';
import { context, moment, say } from '../card.ts';
import { Refusal } from '../errors.ts';
import { defineOperation } from '../operation.ts';
import { addToOffset } from './store.ts';

const units = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

const span = z
  .string()
  .trim()
  .regex(/^\d{1,4}[mhdw]$/, 'say how far as 30m, 2h, 1d or 6w')
  .transform((said) => {
    const unit = said.at(-1);
    const length = unit === 'm' || unit === 'h' || unit === 'd' || unit === 'w' ? units[unit] : 0;
    return Number.parseInt(said, 10) * length;
  });

/** Team time is what people see: due dates, hours, "tomorrow". Machine time, which settles and paces, never moves. */
export const moveClock = defineOperation({
  name: 'clock.move',
  summary: "Move the sandbox's time forward.",
  kind: 'write',
  access: 'anyone',
  sandboxOnly: true,
  input: z.object({ by: span.meta({ description: 'How far, as 30m, 2h, 1d or 6w.' }) }),
  output: z.object({ now: z.string() }),
  words: ['by'],
  async run({ trx, actor, now }, { by }) {
    if (by === 0) throw new Refusal('invalid', 'The clock only moves forward.', 'by');
    await addToOffset(trx, actor.ws, by);
    return { now: new Date(now.getTime() + by).toISOString() };
  },
  show: ({ now }) => say(`✓ It is ${moment(now)} now.`, context('Only in the sandbox.')),
});
