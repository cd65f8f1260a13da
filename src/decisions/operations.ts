import { z } from 'zod';
import { wasAsked } from '../actions/store.ts';
import { type Channel, findReadable, findStanding, placeNamed } from '../channels/store.ts';
import type { Writing } from '../context.ts';
import { hour } from '../edges/clock.ts';
import type { Reads } from '../edges/db.ts';
import { defineOperation } from '../operation.ts';
import { mayWrite, type Viewer } from '../people/rules.ts';
import { decisionCard, decisionList, loggedCard, notedCard } from './blocks.ts';
import { horizonOf, states } from './changes/rules.ts';
import { writeFirst } from './changes/store.ts';
import { decisionPage } from './markdown.ts';
import { factsOf, fromThread, type Noting, noting } from './noting.ts';
import { peopleNamed } from './people.ts';
import { DecisionLine, DecisionOut, linesNamed, readDecision } from './reading.ts';
import { type Asked, decisionNumber, filtersIn, nameOf, pageSize, sinceOf } from './rules.ts';
import * as store from './store.ts';

export const logDecision = defineOperation({
  name: 'decision.log',
  summary: 'Record a decision.',
  kind: 'write',
  access: 'member',
  input: noting,
  output: DecisionOut.extend({
    /** Whether its channel is told. */
    announced: z.boolean(),
    archived: z.boolean(),
    /** Standing decisions that it may replace: that is asked, never assumed. */
    close: z.array(z.object({ number: z.number(), statement: z.string() })),
  }),
  words: ['statement'],
  prefill: fromThread,
  subject: ({ number }) => nameOf(number),
  again: ({ db, actor, rights }, subject) =>
    readLogged(db, { ws: actor.ws, person: actor.person, rights }, decisionNumber.parse(subject)),
  async run(context, input) {
    const { trx, actor, rights } = context;
    const viewer = { ws: actor.ws, person: actor.person, rights };
    const place = await placeNamed(trx, viewer, input.channel);
    const number = await log(context, viewer, place, input);
    return readLogged(trx, viewer, number);
  },
  show: loggedCard,
});

async function log({ trx, actor, now, send }: Writing, viewer: Viewer, place: Channel, input: Noting): Promise<number> {
  const { fields, evidence, thread } = await factsOf({ trx, actor, now }, viewer, place, input);
  const number = await store.drawNumber(trx, actor.ws);
  const announced = await announces(trx, place);
  const action = announced ? await send(announcement(number, fields.statement, place, thread)) : null;
  const { decided_at, type } = fields;
  const kept = { ...fields, review_at: fields.review_at ?? horizonOf(type, new Date(decided_at)).toISOString() };
  const whose = { ws: actor.ws, person: actor.person, via: actor.via };
  const [first, ...more] = evidence;
  const whole = { ...kept, ws: actor.ws, number, state: 'decided' as const, logged_by: actor.person, via: actor.via };
  await store.addDecision(trx, { ...whole, changed_at: now }, [
    { ...first, action: first.message_ts ? null : action },
    ...more,
  ]);
  await writeFirst(trx, whose, number, new Date(decided_at), { kind: 'log', state: 'decided', fields: kept });
  return number;
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
  card: notedCard({ number, statement, state: 'decided', replacedBy: null }),
  why: 'A decision was logged in this channel.',
  subject: nameOf(number),
  asked: true as const,
  audience: [place.id],
  shows: [number],
  goodForMs: hour,
  ...(!place.reading && place.notice && { dependsOn: place.notice }),
});

/** As whoever logged it is told: also whether others are, and what it may replace. */
const readLogged = async (db: Reads, viewer: Viewer, number: number) => ({
  ...(await readDecision(db, viewer, number)),
  announced: await wasAsked(db, viewer.ws, notedKey(number)),
  archived: await isArchived(db, viewer, number),
  close: await store.closeTo(db, viewer, number, 1),
});

async function isArchived(db: Reads, viewer: Viewer, number: number): Promise<boolean> {
  const [id = ''] = (await store.audienceOf(db, viewer.ws, number))?.audience ?? [];
  return (await findReadable(db, viewer, { id }))?.archived ?? false;
}

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
  markdown: decisionPage,
});

const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((said) => said === 'true')]).optional();
const person = z.string().trim().min(1).max(100).optional();

export const listDecisions = defineOperation({
  name: 'decision.list',
  summary: 'Find decisions.',
  kind: 'read',
  access: 'anyone',
  input: z.object({
    about: z
      .string()
      .trim()
      .max(200)
      .optional()
      .meta({ description: 'Words it contains; also: mine, stale, since 3w, by @maya, state done.', asks: true }),
    channel: z.string().min(1).max(100).optional().meta({ description: 'Only of this channel.', place: true }),
    mine: flag.meta({ description: 'Only those you decided, agreed to, own or wrote down.', aside: true }),
    stale: flag.meta({ description: 'Only those that were to be looked at again by now.', aside: true }),
    by: person.meta({ description: 'Only those of this person.', person: true, aside: true }),
    owner: person.meta({ description: 'Only those this person owns.', person: true, aside: true }),
    since: z.string().max(20).optional().meta({ description: 'Only from then on: 3w, or 2026-11-01.', aside: true }),
    state: z
      .enum([...states, 'current', 'all'])
      .optional()
      .meta({ description: 'Only in this state; otherwise those that are not over.', aside: true }),
    page: z.coerce.number().int().positive().max(1_000).default(1).meta({ description: 'Which page.' }),
  }),
  output: z.object({
    decisions: z.array(DecisionLine),
    /** Not counted further than to a thousand. */
    total: z.number(),
    andMore: z.boolean(),
    page: z.number(),
    pages: z.number(),
    /** What it was asked for, the page aside. */
    asked: z.record(z.string(), z.string()),
    /** The channel's name, where one was asked for. */
    channel: z.string().optional(),
    /** The names of the people it was asked about. */
    people: z.record(z.string(), z.string()),
    /** Whether whoever asks may log one. */
    mayLog: z.boolean(),
    /** Where it is but one: the whole of it. */
    only: DecisionOut.nullable(),
  }),
  words: ['about'],
  async run({ db, actor, rights, now }, { page, ...given }) {
    const viewer = { ws: actor.ws, person: actor.person, rights };
    const { filter, asked, people, place } = await filterOf(db, viewer, now, given);
    const { total, rows } = await store.findDecisions(db, viewer, filter, page);
    const [first] = rows;
    return {
      decisions: linesNamed(rows),
      total,
      andMore: total === store.mostCounted,
      page,
      pages: Math.max(1, Math.ceil(total / pageSize)),
      asked,
      people,
      mayLog: mayWrite(rights),
      only: total === 1 && first ? await readDecision(db, viewer, first.number) : null,
      ...(place && { channel: place.name }),
    };
  },
  show: decisionList,
});

type Given = Partial<Record<'about' | 'channel' | 'by' | 'owner' | 'since', string | undefined>> & {
  mine?: boolean | undefined;
  stale?: boolean | undefined;
  state?: store.Filter['state'];
};

const States = z.enum([...states, 'current', 'all']).optional();

/** What was asked in words or by name, the same to the store. */
async function filterOf(db: Reads, viewer: Viewer, now: Date, given: Given) {
  const { words, ...typed } = filtersIn(given.about ?? '');
  const place = given.channel ?? typed.channel;
  const channel = place ? await placeNamed(db, viewer, place) : undefined;
  const [by] = await peopleNamed(db, viewer.ws, given.by ?? typed.by ?? '', 'by');
  const [owner] = await peopleNamed(db, viewer.ws, given.owner ?? typed.owner ?? '', 'owner');
  const mine = given.mine || Boolean(typed.mine);
  const stale = given.stale || Boolean(typed.stale);
  const since = given.since ?? typed.since;
  const state = given.state ?? States.parse(typed.state);
  const filter: store.Filter = {
    about: words,
    channel: channel?.id,
    by: mine ? viewer.person : by?.id,
    owner: owner?.id,
    since: since ? sinceOf(since, now, viewer.rights.zone) : undefined,
    state,
    staleAt: stale ? now : undefined,
  };
  const asked = asTyped({
    about: words,
    channel: channel?.id,
    by: by?.id,
    owner: owner?.id,
    mine,
    stale,
    since,
    state,
  });
  const people = { ...(by && { by: by.name }), ...(owner && { owner: owner.name }) };
  return { filter, asked, people, place: channel };
}

/** What was asked for and not left open, as a button carries it. */
const asTyped = (filter: Record<string, string | boolean | undefined>): Asked =>
  Object.fromEntries(Object.entries(filter).flatMap(([name, value]) => (value ? [[name, String(value)]] : [])));
