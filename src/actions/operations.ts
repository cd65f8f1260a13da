import { z } from 'zod';
import { unescaped } from '../card.ts';
import { mayHost } from '../channels/rules.ts';
import type { Reading, Writing } from '../context.ts';
import { Refusal } from '../errors.ts';
import { defineOperation } from '../operation.ts';
import { mayWrite, unmet } from '../people/rules.ts';
import { actionList, goingCard, movedCard, stoppedCard } from './blocks.ts';
import { type Move, moves, open, perPage, standing, states } from './rules.ts';
import * as store from './store.ts';

export const Action = z.object({
  id: z.string(),
  kind: z.string(),
  state: z.enum(states),
  to: z.string(),
  text: z.string(),
  why: z.string(),
  subject: z.string(),
  dueAt: z.string(),
  problem: z.string().nullable(),
  /** Whether whoever asked decides about it. */
  yours: z.boolean(),
});

const Listing = z.object({
  actions: z.array(Action),
  total: z.number(),
  page: z.number(),
  pages: z.number(),
  state: z.enum(states).nullable(),
  limit: z.number(),
  stopped: z.string().nullable(),
});

export const which = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[0-9a-f-]{6,36}$/, 'say which one by its id, as "planned" lists it')
  .meta({ description: 'Which one, by its id.' });

const state = z.enum(states).optional();
const limit = z.coerce.number().int().min(1).max(40).default(perPage);
const page = z.coerce.number().int().positive().max(10_000);
/** Where in the list something was clicked: from there it goes on. */
const there = { description: 'Of the list it stands in, which is then shown again.', hidden: true };

export const listActions = defineOperation({
  name: 'action.list',
  phrase: 'planned',
  also: ["what's planned"],
  summary: 'What Hypha is about to say, and what waits for a person.',
  kind: 'read',
  access: 'anyone',
  input: z.object({
    state: state.meta({ description: 'Only those in this state; otherwise all that is open.' }),
    limit: limit.meta({ description: 'How many on a page.' }),
    page: page.default(1).meta({ description: 'Which page.' }),
  }),
  output: Listing,
  run: listed,
  show: actionList,
});

interface Part {
  state?: z.output<typeof state>;
  limit: number;
  page: number;
}

async function listed(
  { db, actor, rights }: Pick<Reading, 'db' | 'actor' | 'rights'>,
  { state, limit, page: wanted }: Part,
): Promise<z.input<typeof Listing>> {
  const viewer = { ws: actor.ws, person: actor.person, rights };
  const asked = state ? [state] : open;
  const total = await store.countActions(db, viewer, asked);
  const pages = Math.max(1, Math.ceil(total / limit));
  const page = Math.min(wanted, pages);
  const rows = await store.listActions(db, viewer, asked, { limit, page });
  const actions = rows.map((row) => planned(row, { actor, rights }));
  const stopped = await store.stoppedBy(db, actor.ws);
  return { actions, total, page, pages, state: state ?? null, limit, stopped };
}

const allMoves = ['hold', 'release', 'cancel', 'restore', 'arrived'] as const satisfies Move[];
const Moved = Action.extend({
  did: z.enum(allMoves),
  by: z.string(),
  /** What takes it back, while it can be taken back. */
  undo: z.enum(allMoves).nullable(),
  list: Listing.nullable(),
});

const moving = (move: Move, summary: string) =>
  defineOperation({
    name: `action.${move}`,
    summary,
    kind: 'write',
    access: 'member',
    input: z.object({
      action: which,
      page: page.optional().meta(there),
      state: state.meta(there),
      limit: limit.meta(there),
    }),
    output: Moved,
    words: ['action'],
    subject: ({ id }) => id,
    again: (context, id, input) => movedOne(context, move, id, input),
    run: (context, input) => moveOne(context, move, input),
    show: movedCard,
  });

export const holdAction = moving('hold', 'Keep something from being sent, until it is released.');
export const releaseAction = moving('release', 'Let something held go out, or send what may not have arrived again.');
export const cancelAction = moving('cancel', 'Never send it.');
export const restoreAction = moving('restore', 'Take up again what was cancelled.');
export const arrivedAction = moving('arrived', 'Say that something arrived of which Hypha does not know it.');

type Asked = Omit<Part, 'page'> & { action: string; page?: number | undefined };

async function moveOne({ trx, actor, rights, now }: Writing, move: Move, { action, ...shown }: Asked) {
  const context = { db: trx, actor, rights, now };
  const found = await findOne(context, action);
  if (!decides(found, context))
    throw new Refusal(
      'forbidden',
      'Only whoever let Hypha into that channel, whoever made it, or an admin, decides about what it says there.',
    );
  const { done } = moves[move];
  if (move === 'restore' && found.state === 'cancelled' && found.expires_at <= now)
    throw new Refusal('conflict', 'The time in which it made sense is over, so it stays cancelled.', 'action');
  if (!(await store.moveAction(trx, actor.ws, found.id, move, now)))
    throw new Refusal('conflict', `It is ${standing[found.state]} by now, so it cannot be ${done}.`, 'action');
  return movedOne(context, move, found.id, shown);
}

/** What was done, and how it stands now. */
async function movedOne(context: Reading, move: Move, id: string, { page, ...part }: Omit<Asked, 'action'>) {
  const found = await findOne(context, id);
  const { undo } = moves[move];
  return {
    ...planned(found, context),
    did: move,
    by: context.rights.name,
    undo: undo === 'restore' && found.expires_at <= context.now ? null : undo,
    list: page === undefined ? null : await listed(context, { ...part, page }),
  };
}

type Who = Pick<Reading, 'actor' | 'rights'>;

const findOne = async ({ db, actor, rights }: Pick<Reading, 'db'> & Who, ending: string) =>
  onlyOne(await store.findAction(db, { ws: actor.ws, person: actor.person, rights }, ending));

export function onlyOne<Found extends { state: string }>([found, another]: readonly Found[]) {
  if (!found) throw new Refusal('not_found', 'There is no such action that you can see.', 'action');
  if (another) throw new Refusal('conflict', 'Several end like that: give more of the id.', 'action');
  return { ...found, state: z.enum(states).parse(found.state) };
}

type Row = Awaited<ReturnType<typeof store.listActions>>[number];

/** What is said to one person is theirs, as nobody else sees it. */
const decides = (row: Row, { actor, rights }: Who): boolean =>
  mayWrite(rights) && (row.person !== null || mayHost(row, { person: actor.person, rights }));

export const planned = (row: Row, who: Who): z.input<typeof Action> => ({
  id: row.id,
  kind: row.kind,
  state: z.enum(states).parse(row.state),
  to: row.channel ? `#${row.channel}` : `DM to ${row.person ?? unmet}`,
  text: unescaped(z.object({ text: z.string() }).parse(row.body).text).replaceAll('\u200b', ''),
  why: row.why,
  subject: row.subject,
  dueAt: row.due_at.toISOString(),
  problem: row.problem,
  yours: decides(row, who),
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
  const already = ((await store.stoppedBy(trx, actor.ws)) !== null) === Boolean(by);
  if (!already) await store.setStopped(trx, actor.ws, by, now);
  return { already };
}
