import { z } from 'zod';
import { channelRef } from '../channels/rules.ts';
import { type Channel, findReadable } from '../channels/store.ts';
import type { Writing } from '../context.ts';
import { hour } from '../edges/clock.ts';
import { Refusal } from '../errors.ts';
import { atOf } from '../messages/rules.ts';
import { findMessage } from '../messages/store.ts';
import { defineOperation } from '../operation.ts';
import { decisionCard, decisionList, noted } from './blocks.ts';
import { type Decision, decisionNumber, nameOf, pageSize, permalink, statement } from './rules.ts';
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
  link: z.string().nullable(),
  at: z.string().nullable(),
  removed: z.boolean(),
});
const DecisionOut = Line.extend({ why: z.string().nullable(), sources: z.array(Source) });

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
  output: DecisionOut,
  words: ['statement'],
  subject: ({ number }) => nameOf(number),
  async run({ trx, actor, rights, now, send }, input) {
    const viewer = { ws: actor.ws, person: actor.person, rights };
    const place = await findReadable(trx, viewer, channelRef(input.channel));
    if (!place)
      throw new Refusal(
        'not_found',
        'There is no such channel that both you and Hypha can see. Private: first /invite @Hypha there.',
        'channel',
      );
    const number = await store.nextNumber(trx, actor.ws);
    const words = await evidenceOf({ trx, actor }, place, input);
    const action = announces(place) ? await send(announcement(number, input.statement, place, words.thread_ts)) : null;
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
    return readDecision(trx, viewer, number);
  },
  show: decisionCard,
});

/** With a message: who said it, and its words if Hypha has them. Without: what the person typed is the evidence. */
async function evidenceOf(
  { trx, actor }: Pick<Writing, 'trx' | 'actor'>,
  place: Channel,
  input: { statement: string; message?: string | undefined },
) {
  if (!input.message) return { author: actor.person, quote: input.statement, message_ts: null, thread_ts: null };
  const said = await findMessage(trx, { ws: actor.ws, channel: place.id, ts: input.message });
  if (!said)
    throw new Refusal(
      'not_found',
      'Hypha has not read that message, so nothing can rest on it. Let it read the channel with /hypha join, or say it in your own words with /decide.',
      'message',
    );
  if (said.removed) throw new Refusal('conflict', 'That message was deleted, so nothing can rest on it.', 'message');
  return {
    author: said.author,
    quote: said.text.slice(0, 4_000) || null,
    message_ts: input.message,
    thread_ts: said.thread_ts ?? input.message,
  };
}

const announces = (place: Channel) => place.reading && place.bot_in && !place.archived;

const announcement = (number: number, statement: string, place: Channel, thread: string | null) => ({
  key: `noted:${nameOf(number)}`,
  kind: 'post' as const,
  to: place.id,
  thread: thread ?? undefined,
  card: noted(number, statement),
  why: 'A decision was logged in this channel.',
  subject: nameOf(number),
  audience: [place.id],
  goodForMs: hour,
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
    about: z.string().optional(),
    channel: z.string().optional(),
  }),
  words: ['about'],
  async run({ db, actor, rights }, { about, channel, page }) {
    const viewer = { ws: actor.ws, person: actor.person, rights };
    const place = channel ? await findReadable(db, viewer, channelRef(channel)) : undefined;
    if (channel && !place)
      throw new Refusal('not_found', 'There is no such channel that both you and Hypha can see.', 'channel');
    const filter = { about: about || undefined, channel: place?.id };
    const total = await store.countDecisions(db, viewer, filter);
    const rows = await store.listDecisions(db, viewer, filter, page);
    const pages = Math.max(1, Math.ceil(total / pageSize));
    return {
      decisions: rows.map(lineOf),
      total,
      page,
      pages,
      ...(about && { about }),
      ...(place && { channel: place.name }),
    };
  },
  show: decisionList,
});

type Row = Awaited<ReturnType<typeof store.listDecisions>>[number];
const lineOf = (row: Row) => ({
  number: row.number,
  statement: row.statement,
  state: row.state,
  decidedAt: row.decided_at.toISOString(),
  decidedBy: row.decided_by ?? 'someone who left',
});

async function readDecision(
  db: Parameters<typeof store.findDecision>[0],
  viewer: Parameters<typeof store.findDecision>[1],
  number: number,
): Promise<Decision> {
  const row = await store.findDecision(db, viewer, number);
  if (!row) throw new Refusal('not_found', `There is no ${nameOf(number)} that you can see.`, 'decision');
  const sources = await store.sourcesOf(db, viewer.ws, number);
  return { ...lineOf(row), why: row.why, sources: sources.map(sourceOf) };
}

type SourceRow = Awaited<ReturnType<typeof store.sourcesOf>>[number];
function sourceOf(row: SourceRow) {
  const ts = row.message_ts ?? row.sent_ts;
  return {
    author: row.author ?? 'someone who left',
    channel: row.channel_name ?? 'a channel',
    quote: row.quote,
    link: ts ? permalink(row.url, row.channel, ts, row.thread_ts) : null,
    at: ts ? atOf(ts).toISOString() : null,
    removed: row.removed,
  };
}
