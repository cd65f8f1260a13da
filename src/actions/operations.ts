import { z } from 'zod';
import { unescaped } from '../card.ts';
import type { Reading, Writing } from '../context.ts';
import { Refusal } from '../errors.ts';
import { defineOperation } from '../operation.ts';
import { findPerson } from '../people/store.ts';
import { actionCard, actionList, goingCard, stoppedCard } from './blocks.ts';
import { type ActionState, type Move, moves } from './rules.ts';
import * as store from './store.ts';

const states = [
  'planned',
  'held',
  'due',
  'sending',
  'unclear',
  'needs a person',
  'sent',
  'cancelled',
  'expired',
  'refused',
] as const;
const open: readonly ActionState[] = ['planned', 'held', 'due', 'sending', 'unclear', 'needs a person'];

const Action = z.object({
  id: z.string(),
  kind: z.string(),
  state: z.enum(states),
  to: z.string(),
  text: z.string(),
  why: z.string(),
  subject: z.string(),
  dueAt: z.string(),
  problem: z.string().nullable(),
});

const which = z.object({
  action: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^[0-9a-f-]{6,36}$/, 'say which one by its id, as "planned" lists it')
    .meta({ description: 'Which one, by its id.' }),
});

export const listActions = defineOperation({
  name: 'action.list',
  phrase: 'planned',
  also: ["what's planned"],
  summary: 'What Hypha is about to say, and what waits for a person.',
  kind: 'read',
  access: 'anyone',
  input: z.object({
    state: z.enum(states).optional().meta({ description: 'Only those in this state; otherwise all that is open.' }),
    limit: z.coerce.number().int().min(1).max(200).default(15).meta({ description: 'How many.' }),
  }),
  output: z.object({ actions: z.array(Action), stopped: z.string().nullable() }),
  async run({ db, actor, rights }, { state, limit }) {
    const viewer = { ws: actor.ws, person: actor.person, rights };
    const rows = await store.listActions(db, viewer, state ? [state] : open, limit);
    const stop = await store.findStop(db, actor.ws);
    const by = stop?.stopped_by ? await findPerson(db, actor.ws, stop.stopped_by) : undefined;
    return { actions: rows.map(planned), stopped: stop?.stopped_at ? (by?.name ?? 'an admin') : null };
  },
  show: actionList,
});

const moving = (move: Move, summary: string) =>
  defineOperation({
    name: `action.${move}`,
    summary,
    kind: 'write',
    access: 'member',
    input: which,
    output: Action,
    words: ['action'],
    subject: ({ id }) => id,
    run: (context, { action }) => moveOne(context, move, action),
    show: actionCard,
  });

export const holdAction = moving('hold', 'Keep something from being sent, until it is released.');
export const releaseAction = moving('release', 'Let something held go out, or send what may not have arrived again.');
export const cancelAction = moving('cancel', 'Never send it.');

async function moveOne({ trx, actor, rights, now }: Writing, move: Move, ending: string) {
  const found = await findOne({ db: trx, actor, rights }, ending);
  if (rights.role !== 'admin' && found.person === null && found.host !== actor.person)
    throw new Refusal(
      'forbidden',
      'Only whoever let Hypha into that channel, or an admin, decides about what it says there.',
    );
  const moved = await store.moveAction(trx, actor.ws, found.id, moves[move].from, moves[move].to, now);
  if (!moved)
    throw new Refusal('conflict', `It is ${found.state} by now, so it cannot be ${moves[move].done}.`, 'action');
  return planned(await findOne({ db: trx, actor, rights }, found.id));
}

async function findOne({ db, actor, rights }: Pick<Reading, 'db' | 'actor' | 'rights'>, ending: string) {
  const [found, another] = await store.findAction(db, { ws: actor.ws, person: actor.person, rights }, ending);
  if (!found) throw new Refusal('not_found', 'There is no such action that you can see.', 'action');
  if (another) throw new Refusal('conflict', 'Several end like that: give more of the id.', 'action');
  return found;
}

type Row = Awaited<ReturnType<typeof store.listActions>>[number];
const planned = (row: Row): z.input<typeof Action> => ({
  id: row.id,
  kind: row.kind,
  state: z.enum(states).parse(row.state),
  to: row.channel ? `#${row.channel}` : `DM to ${row.person ?? 'someone'}`,
  text: unescaped(z.object({ text: z.string() }).parse(row.body).text).replaceAll('\u200b', ''),
  why: row.why,
  subject: row.subject,
  dueAt: row.due_at.toISOString(),
  problem: row.problem,
});

const Switched = z.object({ already: z.boolean() });

export const stopSending = defineOperation({
  name: 'sending.stop',
  phrase: 'stop',
  summary: 'Stop everything Hypha says, at once.',
  kind: 'write',
  access: 'admin',
  input: z.object({}),
  output: Switched,
  subject: () => 'everything',
  run: (context) => switchSending(context, context.actor.person),
  show: ({ already }) => stoppedCard(already),
});

export const resumeSending = defineOperation({
  name: 'sending.go',
  phrase: 'go',
  summary: 'Let Hypha speak again.',
  kind: 'write',
  access: 'admin',
  input: z.object({}),
  output: Switched,
  subject: () => 'everything',
  run: (context) => switchSending(context, null),
  show: ({ already }) => goingCard(already),
});

async function switchSending({ trx, actor, now }: Writing, by: string | null) {
  const before = await store.findStop(trx, actor.ws);
  const already = Boolean(before?.stopped_at) === Boolean(by);
  if (!already) await store.setStopped(trx, actor.ws, by, now);
  return { already };
}
