import { z } from 'zod';
import { context, moment, say } from '../card.ts';
import { findAgenda } from '../edges/agenda.ts';
import { Refusal } from '../errors.ts';
import { defineOperation } from '../operation.ts';
import { agendaCard } from './blocks.ts';
import { mayFollow, span } from './rules.ts';
import { addToTime, findTime, isUntouched, setTime } from './store.ts';

const sandboxClock =
  'The sandbox has a clock of its own, which has to move with it: its clock bar moves both, and this is what it calls.';

/** Team time is what people see: due dates, hours, "tomorrow". Machine time, which settles and paces, never moves. */
export const moveClock = defineOperation({
  name: 'clock.move',
  summary: "Move the sandbox's time forward.",
  kind: 'write',
  access: 'anyone',
  sandboxOnly: true,
  movesTime: true,
  input: z.object({ by: span.meta({ description: 'How far, as 30m, 2h, 1d or 6w.' }) }),
  output: z.object({ now: z.string() }),
  words: ['by'],
  async run({ trx, actor, now }, { by }) {
    if (by === 0) throw new Refusal('invalid', 'The clock only moves forward.', 'by');
    await addToTime(trx, actor.ws, by);
    return { now: new Date(now.getTime() + by).toISOString() };
  },
  show: ({ now }) => say(`✓ It is ${moment(now)} now.`, context('Only in the sandbox.')),
});

export const setClock = defineOperation({
  name: 'clock.set',
  summary: "Set the sandbox's time, going on or standing still.",
  kind: 'write',
  access: 'anyone',
  sandboxOnly: true,
  movesTime: true,
  input: z.object({
    to: z.iso.datetime({ offset: true }).meta({ description: 'The time, like 2026-12-01T09:00:00Z.' }),
    standing: z.enum(['yes', 'no']).default('no').meta({ description: 'Whether it stands still from then on.' }),
  }),
  output: z.object({ now: z.string(), stands: z.boolean() }),
  words: ['to'],
  withheld: { slack: sandboxClock, cli: sandboxClock },
  async run({ trx, actor }, { to: said, standing }) {
    const wanted = new Date(said);
    const now = await findTime(trx, actor.ws);
    if (!mayFollow(now, wanted) && !(await isUntouched(trx, actor.ws)))
      throw new Refusal('invalid', 'The clock only moves forward.', 'to');
    const isBack = mayFollow(now, wanted) && wanted < now;
    const stands = standing === 'yes';
    const set = await setTime(trx, actor.ws, { to: isBack ? now : wanted, stands });
    return { now: set.toISOString(), stands };
  },
  show: ({ now, stands }) =>
    say(`✓ It is ${moment(now)}${stands ? ', and time stands still' : ' now'}.`, context('Only in the sandbox.')),
});

export const nextOfClock = defineOperation({
  name: 'clock.next',
  summary: 'What is under way now, and when something is due next.',
  kind: 'read',
  access: 'anyone',
  sandboxOnly: true,
  input: z.object({}),
  output: z.object({
    now: z.string(),
    stands: z.boolean(),
    nextAt: z.string().nullable(),
    busy: z.object({ inbox: z.number(), actions: z.number(), repairs: z.number(), erasures: z.number() }),
  }),
  async run({ db, actor }) {
    const { now, stands, nextAt, ...busy } = await findAgenda(db, actor.ws);
    return { now: now.toISOString(), stands, nextAt: nextAt?.toISOString() ?? null, busy };
  },
  show: agendaCard,
});
