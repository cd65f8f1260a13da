import { z } from 'zod';
import { wasAsked } from '../actions/store.ts';
import { type Channel, findStanding, placeNamed } from '../channels/store.ts';
import type { Writing } from '../context.ts';
import { hour } from '../edges/clock.ts';
import type { Reads } from '../edges/db.ts';
import { Refusal } from '../errors.ts';
import { inWords, type Names } from '../markup.ts';
import { namesIn } from '../messages/names.ts';
import { atOf } from '../messages/rules.ts';
import { findMessage } from '../messages/store.ts';
import { defineOperation } from '../operation.ts';
import { unmet, type Viewer } from '../people/rules.ts';
import { decisionCard, decisionList, loggedCard, noted } from './blocks.ts';
import {
  type Asked,
  type Decision,
  decisionNumber,
  nameOf,
  pageSize,
  permalink,
  quotedFrom,
  statement,
} from './rules.ts';
import * as store from './store.ts';

const channel = z.string().min(1).max(100).meta({ description: 'The channel it belongs to, as #name.', place: true });
const Line = z.object({
  number: z.number(),
  statement: z.string(),
  state: z.string(),
  decidedAt: z.string(),
  decidedBy: z.string(),
});
const Source = z.object({
  author: z.string(),
  channel: z.string(),
  quote: z.string().nullable(),
  words: z.string().nullable(),
  link: z.string().nullable(),
  at: z.string().nullable(),
  removed: z.boolean(),
});
const DecisionOut = Line.extend({
  /** Who wrote it down, where that was somebody else. */
  loggedBy: z.string().nullable(),
  why: z.string().nullable(),
  sources: z.array(Source),
});

export const logDecision = defineOperation({
  name: 'decision.log',
  summary: 'Record a decision.',
  kind: 'write',
  access: 'member',
  input: z.object({
    statement: statement.meta({ description: 'What was decided, in one line.' }),
    channel,
    why: z.string().trim().max(2_000).optional().meta({ description: 'Why, and what else was weighed.', long: true }),
    message: z
      .string()
      .regex(/^\d{10}\.\d{6}$/, 'is not a Slack message id')
      .optional()
      .meta({ description: 'The message it rests on.', hidden: true }),
  }),
  output: DecisionOut.extend({
    /** Whether its channel is told. */
    announced: z.boolean(),
  }),
  words: ['statement'],
  subject: ({ number }) => nameOf(number),
  again: ({ db, actor, rights }, subject) =>
    readLogged(db, { ws: actor.ws, person: actor.person, rights }, decisionNumber.parse(subject)),
  async run({ trx, actor, rights, now, send }, input) {
    const viewer = { ws: actor.ws, person: actor.person, rights };
    const place = await placeNamed(trx, viewer, input.channel);
    const number = await store.drawNumber(trx, actor.ws);
    const words = await evidenceOf({ trx, actor }, place, input);
    const action = (await announces(trx, place))
      ? await send(announcement(number, input.statement, place, words.thread_ts))
      : null;
    const decision = {
      ws: actor.ws,
      number,
      statement: input.statement,
      why: input.why || null,
      state: 'decided',
      decided_at: now,
    };
    await store.addDecision(
      trx,
      { ...decision, decided_by: words.author, logged_by: actor.person, via: actor.via },
      { ...words, channel: place.id, action: words.message_ts ? null : action },
    );
    return readLogged(trx, viewer, number);
  },
  show: loggedCard,
});

/** With a message: who said it, and its words if Hypha has them. Without: what the person typed is the evidence. */
async function evidenceOf(
  { trx, actor }: Pick<Writing, 'trx' | 'actor'>,
  place: Channel,
  input: { statement: string; message?: string | undefined },
) {
  if (!input.message) return { author: actor.person, quote: input.statement, message_ts: null, thread_ts: null };
  const said = await findMessage(trx, { ws: actor.ws, channel: place.id, ts: input.message });
  if (!said) throw new Refusal('not_found', whyUnread(place, input.message), 'message');
  if (said.removed) throw new Refusal('conflict', 'That message was deleted, so nothing can rest on it.', 'message');
  return {
    author: said.author,
    quote: quotedFrom(said.text),
    message_ts: input.message,
    thread_ts: said.thread_ts ?? input.message,
  };
}

function whyUnread(place: Channel, ts: string): string {
  const ownWords = 'say it in your own words with /decide';
  if (!place.reading)
    return `Hypha has not read that message, so nothing can rest on it. Let it read what is said from now on with /hypha join, and ${ownWords}.`;
  const isOlder = place.joined_at !== null && atOf(ts) < place.joined_at;
  return `${isOlder ? 'That message is older than Hypha is here' : 'Hypha has not kept that message'}, so nothing can rest on it: ${ownWords}.`;
}

/** Only where Hypha reads, or is about to say that it will; and then after that. */
const announces = async (trx: Writing['trx'], place: Channel): Promise<boolean> =>
  place.bot_in && !place.archived && (await findStanding(trx, place.ws, place.id)) !== 'outside';

const notedKey = (number: number) => `noted:${nameOf(number)}`;

const announcement = (number: number, statement: string, place: Channel, thread: string | null) => ({
  key: notedKey(number),
  kind: 'post' as const,
  to: place.id,
  thread: thread ?? undefined,
  card: noted(number, statement),
  why: 'A decision was logged in this channel.',
  subject: nameOf(number),
  asked: true,
  audience: [place.id],
  goodForMs: hour,
  ...(!place.reading && place.notice && { dependsOn: place.notice }),
});

export const showDecision = defineOperation({
  name: 'decision.show',
  summary: 'Show one decision with what it rests on.',
  kind: 'read',
  access: 'anyone',
  input: z.object({ decision: decisionNumber.meta({ description: 'Which one, as D-42.' }) }),
  output: DecisionOut,
  words: ['decision'],
  run: ({ db, actor, rights }, { decision }) =>
    readDecision(db, { ws: actor.ws, person: actor.person, rights }, decision),
  show: decisionCard,
});

export const listDecisions = defineOperation({
  name: 'decision.list',
  summary: 'Find decisions.',
  kind: 'read',
  access: 'anyone',
  input: z.object({
    about: z.string().trim().max(200).optional().meta({ description: 'Words it should contain.' }),
    channel: channel.optional(),
    page: z.coerce.number().int().positive().max(10_000).default(1).meta({ description: 'Which page.' }),
  }),
  output: z.object({
    decisions: z.array(Line),
    total: z.number(),
    page: z.number(),
    pages: z.number(),
    /** What it was asked for, the page aside. */
    asked: z.record(z.string(), z.string()),
    /** The channel's name, where one was asked for. */
    channel: z.string().optional(),
    /** Where it is but one: the whole of it. */
    only: DecisionOut.nullable(),
  }),
  words: ['about'],
  async run({ db, actor, rights }, { page, channel, ...asked }) {
    const viewer = { ws: actor.ws, person: actor.person, rights };
    const place = channel ? await placeNamed(db, viewer, channel) : undefined;
    const filter = { ...asked, channel: place?.id };
    const total = await store.countDecisions(db, viewer, filter);
    const rows = await store.listDecisions(db, viewer, filter, page);
    const [first] = rows;
    const pages = Math.max(1, Math.ceil(total / pageSize));
    return {
      decisions: rows.map(lineOf),
      total,
      page,
      pages,
      asked: asTyped(filter),
      only: total === 1 && first ? await readDecision(db, viewer, first.number) : null,
      ...(place && { channel: place.name }),
    };
  },
  show: decisionList,
});

/** What was asked for and not left open, as a button carries it. */
const asTyped = (filter: Record<string, string | number | boolean | undefined>): Asked =>
  Object.fromEntries(Object.entries(filter).flatMap(([name, value]) => (value ? [[name, String(value)]] : [])));

type Row = Awaited<ReturnType<typeof store.listDecisions>>[number];
const lineOf = (row: Row) => ({
  number: row.number,
  statement: row.statement,
  state: row.state,
  decidedAt: row.decided_at.toISOString(),
  decidedBy: row.decided_by ?? unmet,
});

/** As whoever logged it is told: also whether others are. */
const readLogged = async (db: Reads, viewer: Viewer, number: number) => ({
  ...(await readDecision(db, viewer, number)),
  announced: await wasAsked(db, viewer.ws, notedKey(number)),
});

async function readDecision(db: Reads, viewer: Viewer, number: number): Promise<Decision> {
  const row = await store.findDecision(db, viewer, number);
  if (!row) throw new Refusal('not_found', `There is no ${nameOf(number)} that you can see.`, 'decision');
  const sources = await store.sourcesOf(db, viewer.ws, number);
  const names = await namesIn(
    db,
    viewer,
    sources.flatMap(({ quote }) => quote ?? []),
  );
  const loggedBy = row.logged_by === row.by ? null : (row.logger ?? unmet);
  return { ...lineOf(row), loggedBy, why: row.why, sources: sources.map((source) => sourceOf(source, names)) };
}

type SourceRow = Awaited<ReturnType<typeof store.sourcesOf>>[number];
function sourceOf(row: SourceRow, names: Names) {
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
  };
}
