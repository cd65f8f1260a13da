import { z } from 'zod';
import type { Reads } from '../edges/db.ts';
import { Refusal } from '../errors.ts';
import { inWords, type Names } from '../markup.ts';
import { namesIn } from '../messages/names.ts';
import { atOf } from '../messages/rules.ts';
import { unmet, type Viewer } from '../people/rules.ts';
import { namesOfPeople } from '../people/store.ts';
import { isOver, isWorded, standsSince, states, types, worded } from './changes/rules.ts';
import { changesOf, type Line } from './changes/store.ts';
import { sourcesOf } from './evidence/store.ts';
import { linesOf, nameOf, permalink } from './rules.ts';
import { findDecision, headOf, type Row, replacedBy } from './store.ts';

const Who = z.object({ id: z.string(), name: z.string() });
const Named = z.object({ number: z.number(), statement: z.string() });

export const DecisionLine = z.object({
  number: z.number(),
  statement: z.string(),
  state: z.enum(states),
  decidedAt: z.string(),
  decidedBy: z.string(),
  owner: Who.nullable(),
});
const Source = z.object({
  author: z.string(),
  channel: z.string(),
  quote: z.string().nullable(),
  words: z.string().nullable(),
  link: z.string().nullable(),
  at: z.string().nullable(),
  removed: z.boolean(),
  role: z.enum(['said', 'agreed']),
  reaction: z.string().nullable(),
});
export const DecisionOut = DecisionLine.extend({
  /** Who wrote it down, where that was somebody else. */
  loggedBy: z.string().nullable(),
  why: z.string().nullable(),
  alternatives: z.array(z.string()),
  assumptions: z.string().nullable(),
  reopenIf: z.string().nullable(),
  topic: z.string().nullable(),
  type: z.enum(types),
  deciders: z.array(Who),
  agreed: z.array(Who),
  lookAgainAt: z.string().nullable(),
  replacedBy: Named.nullable(),
  replaces: z.array(Named),
  closed: z.object({ by: z.string(), at: z.string(), reason: z.string().nullable(), removed: z.boolean() }).nullable(),
  removed: z.array(z.enum(worded)),
  version: z.number(),
  changedAt: z.string(),
  sources: z.array(Source),
});
type Out = z.input<typeof DecisionOut>;

/** Everybody that some rows name, by their names. */
export async function peopleOf(db: Reads, ws: string, ids: readonly (string | null)[]) {
  const known = [...new Set(ids.flatMap((id) => id ?? []))];
  const names = known.length > 0 ? await namesOfPeople(db, ws, known) : new Map<string, string>();
  return (id: string) => ({ id, name: names.get(id) ?? unmet });
}

/** Of rows that bring the names along of everybody they name. */
export const linesNamed = (rows: readonly (Lined & { names: Record<string, string> })[]) =>
  rows.map((row) => lineOf(row, (id) => ({ id, name: row.names[id] ?? unmet })));

type Lined = Pick<Row, 'number' | 'statement' | 'state' | 'decided_at' | 'deciders' | 'owner'>;
const lineOf = (row: Lined, who: (id: string) => z.output<typeof Who>): z.output<typeof DecisionLine> => ({
  number: row.number,
  statement: row.statement,
  state: row.state,
  decidedAt: row.decided_at.toISOString(),
  decidedBy: row.deciders.map((id) => who(id).name).join(', '),
  owner: row.owner ? who(row.owner) : null,
});

export async function readDecision(db: Reads, viewer: Viewer, number: number): Promise<Out> {
  const row = await findDecision(db, viewer, number);
  if (!row) throw unseen(number);
  return wholeOf(db, viewer, row);
}

export const unseen = (number: number, field = 'decision') =>
  new Refusal('not_found', `There is no ${nameOf(number)} that you can see.`, field);

async function wholeOf(db: Reads, viewer: Viewer, row: Row): Promise<Out> {
  const { ws } = viewer;
  const sources = await sourcesOf(db, ws, row.number);
  const names = await namesIn(
    db,
    viewer,
    sources.flatMap(({ quote }) => quote ?? []),
  );
  const isClosed = isOver(row.state) || row.state === 'done';
  const closing = isClosed ? standsSince(await changesOf(db, ws, row.number)) : undefined;
  const named = [...row.deciders, ...row.agreed, row.owner, row.logged_by, closing?.person ?? null];
  const who = await peopleOf(db, ws, named);
  const head = await headOf(db, ws, row);
  const successor = head === undefined ? undefined : await findDecision(db, viewer, head);
  return {
    ...lineOf(row, who),
    loggedBy: row.deciders.includes(row.logged_by) ? null : who(row.logged_by).name,
    why: row.why,
    alternatives: linesOf(row.alternatives),
    assumptions: row.assumptions,
    reopenIf: row.reopen_if,
    topic: row.topic,
    type: z.enum(types).catch('choice').parse(row.type),
    deciders: row.deciders.map(who),
    agreed: row.agreed.map(who),
    lookAgainAt: row.review_at?.toISOString() ?? null,
    replacedBy: successor ? { number: successor.number, statement: successor.statement } : null,
    replaces: await replacedBy(db, viewer, row.number),
    closed: closing ? closedBy(closing, who(closing.person).name) : null,
    removed: row.removed.filter(isWorded),
    version: row.version,
    changedAt: row.changed_at.toISOString(),
    sources: sources.map((source) => sourceOf(source, names)),
  };
}

const closedBy = ({ at, reason, removed }: Line, by: string) => ({
  by,
  at,
  reason,
  removed: removed.includes('reason'),
});

type SourceRow = Awaited<ReturnType<typeof sourcesOf>>[number];
function sourceOf(row: SourceRow, names: Names): z.input<typeof Source> {
  const ts = row.message_ts ?? row.sent_ts;
  return {
    author: row.author ?? unmet,
    channel: row.channel_name ?? 'a channel',
    quote: row.quote,
    // What somebody typed to Hypha is plain text already.
    words: row.quote && row.message_ts ? inWords(row.quote, names) : row.quote,
    link: ts ? permalink(row.url, row.channel, ts, row.thread_ts) : null,
    at: ts ? atOf(ts).toISOString() : null,
    removed: row.removed,
    role: row.role,
    reaction: row.reaction,
  };
}
