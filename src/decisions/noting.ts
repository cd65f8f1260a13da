import { z } from 'zod';
import { clip } from '../card.ts';
import { isDirectMessage } from '../channels/rules.ts';
import { type Channel, findReadable } from '../channels/store.ts';
import type { Reading, Writing } from '../context.ts';
import type { Reads } from '../edges/db.ts';
import { Refusal } from '../errors.ts';
import { inWords } from '../markup.ts';
import { namesIn } from '../messages/names.ts';
import { atOf, markOf } from '../messages/rules.ts';
import { findMessage, lockMessage, type Message, withReplies } from '../messages/store.ts';
import type { Viewer } from '../people/rules.ts';
import { type Agreement, agreedIn } from './agreement/rules.ts';
import { loggedFrom } from './captures/store.ts';
import { type Fields, types } from './changes/rules.ts';
import { peopleNamed } from './people.ts';
import { dayIn, keptDay, linesOf, nameOf, quotedFrom, statement } from './rules.ts';

const text = (most: number) => z.string().trim().max(most).optional();

/** All that can be said of a decision; people are asked for the first few, and the rest can be added. */
export const details = {
  alternatives: text(2_000).meta({ description: 'What else was weighed, one to a line.', long: true, aside: true }),
  assumptions: text(1_000).meta({ description: 'What it takes for granted.', long: true, aside: true }),
  reopen: text(1_000).meta({ description: 'When it is to be opened again.', long: true, aside: true }),
  topic: text(100).meta({ description: 'What it is about, in a word or two.', aside: true }),
  type: z.enum(types).optional().meta({ description: 'What kind of decision it is.', aside: true }),
  owner: text(100).meta({ description: 'Who sees to it.', person: true, aside: true }),
  deciders: text(4_000).meta({ description: 'Whose decision it is.', people: true, aside: true }),
  agreed: text(4_000).meta({ description: 'Who said yes to it.', people: true, aside: true }),
  when: text(10).meta({ description: 'When it was decided, as 2026-11-12, if not today.', day: true, aside: true }),
  again: text(10).meta({ description: 'When to look at it again, as 2027-05-12.', day: true, aside: true }),
};

export const noting = z.object({
  statement: statement.meta({ description: 'What was decided, in one line.' }),
  channel: z
    .string()
    .min(1)
    .max(100)
    .refine((said) => !isDirectMessage(said), 'a direct message is none: name the one it belongs to, as #name')
    .meta({ description: 'The channel it belongs to, as #name.', place: true }),
  why: text(2_000).meta({ description: 'What speaks for it, and what else was weighed.', long: true }),
  ...details,
  message: z
    .string()
    .regex(/^\d{10}\.\d{6}$/, 'is not a Slack message id')
    .optional()
    .meta({ description: 'The message it rests on.', hidden: true }),
  reads: z
    .string()
    .max(64)
    .optional()
    .meta({ description: 'How that message read when it was looked at.', hidden: true }),
  once: z
    .enum(['yes'])
    .optional()
    .meta({ description: 'Not again where that message is logged already.', hidden: true }),
});
export type Noting = z.output<typeof noting>;
type Details = { [K in keyof typeof details]?: Noting[K] };

type At = Pick<Writing, 'trx' | 'actor' | 'now'>;

/** What is said of it and what that rests on: the message and its thread, or else what was typed. */
export async function factsOf({ trx, actor, now }: At, viewer: Viewer, place: Channel, input: Noting) {
  const said = input.message ? await messageFor(trx, viewer, place, input.message, input) : undefined;
  const agreements = said ? await agreementWith(trx, said, { lock: true }) : [];
  const named = await namedIn(trx, viewer.ws, input);
  const deciders = named.deciders.length > 0 ? named.deciders : [said?.author ?? actor.person];
  const agreed = input.agreed === undefined ? agreements.map(({ person }) => person) : named.agreed;
  const { zone } = viewer.rights;
  const fields: Fields & { type: NonNullable<Noting['type']> } = {
    statement: input.statement,
    why: input.why || null,
    ...plainFields(input),
    type: input.type ?? 'choice',
    owner: named.owner,
    deciders,
    agreed: [...new Set(agreed)].filter((person) => !deciders.includes(person)),
    decided_at: input.when ? pastDay(input.when, zone, now) : (said ? atOf(said.ts) : now).toISOString(),
    review_at: input.again ? dayGiven(input.again, zone, 'again').toISOString() : null,
  };
  const first = said
    ? {
        channel: place.id,
        author: said.author,
        quote: quotedFrom(said.text),
        message_ts: said.ts,
        thread_ts: said.thread_ts ?? said.ts,
      }
    : { channel: place.id, author: actor.person, quote: input.statement, message_ts: null, thread_ts: null };
  const others = agreements
    .filter(({ person }) => fields.agreed.includes(person))
    .map((one) => agreement(place.id, one));
  const evidence: [typeof first, ...ReturnType<typeof agreement>[]] = [first, ...others];
  return { fields, evidence, thread: first.thread_ts };
}

/** Locked, what they said cannot be taken back until it is written down that they said it. */
async function agreementWith(db: Reads, message: Message, { lock = false } = {}) {
  const { said, replies } = await withReplies(db, message, lock);
  return agreedIn(said, replies);
}

/** A form opened on a message holds its words, and who agreed in its thread, to be corrected. */
export async function fromThread(
  { db, actor, rights }: Reading,
  { channel = '', message = '', statement }: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const viewer = { ws: actor.ws, person: actor.person, rights };
  const place = await findReadable(db, viewer, { id: channel });
  const said = place && (await findMessage(db, { ws: viewer.ws, channel, ts: message }));
  if (!said || said.removed) return {};
  const words = inWords(said.text, await namesIn(db, viewer, [said.text]));
  const agreed = (await agreementWith(db, said)).map(({ person }) => person);
  return {
    statement: statement ?? clip(words.replace(/\s+/g, ' ').trim(), 500),
    reads: markOf(said.text),
    ...(agreed.length > 0 && { agreed: agreed.join(',') }),
  };
}

export const plainFields = ({ alternatives, assumptions, reopen, topic }: Details) => ({
  alternatives: linesOf(alternatives ?? null).join('\n') || null,
  assumptions: assumptions || null,
  reopen_if: reopen || null,
  topic: topic || null,
});

const agreement = (channel: string, { person, message, reaction }: Agreement) => ({
  channel,
  author: person,
  quote: reaction ? null : quotedFrom(message.text),
  message_ts: message.ts,
  thread_ts: message.thread_ts ?? message.ts,
  role: 'agreed' as const,
  reaction,
});

export async function namedIn(trx: Writing['trx'], ws: string, input: Pick<Details, 'owner' | 'deciders' | 'agreed'>) {
  const [owner] = await peopleNamed(trx, ws, input.owner ?? '', 'owner');
  const ids = async (field: 'deciders' | 'agreed') =>
    (await peopleNamed(trx, ws, input[field] ?? '', field)).map(({ id }) => id);
  return { owner: owner?.id ?? null, deciders: await ids('deciders'), agreed: await ids('agreed') };
}

export function dayGiven(said: string, zone: string, field: string): Date {
  const day = keptDay(said, zone);
  if (!day) throw new Refusal('invalid', 'Give the day as 2027-05-12.', field);
  return day;
}

/** Nothing was decided later than now: of today it is no later either. */
export function pastDay(said: string, zone: string, now: Date): string {
  const day = dayGiven(said, zone, 'when');
  if (dayIn(day, zone) > dayIn(now, zone))
    throw new Refusal('invalid', 'That day is still to come: say when it was decided.', 'when');
  return (day > now ? now : day).toISOString();
}

/** With what it says now: whoever looked at it before it was edited looks again. */
async function messageFor(
  trx: Writing['trx'],
  viewer: Viewer,
  place: Channel,
  ts: string,
  { reads, once }: Pick<Noting, 'reads' | 'once'>,
): Promise<Message> {
  const said = await lockMessage(trx, { ws: viewer.ws, channel: place.id, ts });
  if (!said) throw new Refusal('not_found', whyUnread(place, ts), 'message');
  if (said.removed) throw new Refusal('conflict', wasDeleted, 'message');
  const before = once && (await loggedFrom(trx, viewer, said));
  if (before) throw new Refusal('conflict', `${nameOf(before)} is that message already.`, 'once');
  if (reads !== undefined && reads !== markOf(said.text))
    throw new Refusal(
      'conflict',
      'That message was edited since you opened this. Look at it again, and log it anew.',
      'message',
    );
  return said;
}

const ownWords = 'say it in your own words with /decide';
export const neverDirect = `Hypha never reads direct messages, so nothing can rest on one: ${ownWords} in the channel it belongs to.`;
export const wasDeleted = 'That message was deleted, so nothing can rest on it.';

/** What is not here of what was said there, and what helps. */
export function whyUnread(place: Channel, ts: string): string {
  if (place.kind === 'dm' || place.kind === 'group dm') return neverDirect;
  if (!place.reading)
    return `Hypha has not read that message, so nothing can rest on it. Let it read what is said from now on with /hypha join, and ${ownWords}.`;
  const isOlder = place.joined_at !== null && atOf(ts) < place.joined_at;
  return `${isOlder ? 'That message is older than Hypha is here' : 'Hypha has not kept that message'}, so nothing can rest on it: ${ownWords}.`;
}
