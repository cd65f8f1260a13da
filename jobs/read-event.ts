import { addAction, arrived, findPlain } from '../src/actions/store.ts';
import type { App } from '../src/app.ts';
import type { Card } from '../src/card.ts';
import { offer } from '../src/channels/blocks.ts';
import { enter, leave, readingSince, saveChannel, setGone } from '../src/channels/store.ts';
import { redactMessage } from '../src/decisions/store.ts';
import { hour } from '../src/edges/clock.ts';
import type { Database, Transaction } from '../src/edges/db.ts';
import { isGenuine, stampOf } from '../src/edges/posting.ts';
import { teamNow } from '../src/edges/workspace.ts';
import type { Happening } from '../src/messages/events.ts';
import { atOf, clockSlackMs, storable } from '../src/messages/rules.ts';
import { findMessage, keepMessage, removeMessage, reviseMessage } from '../src/messages/store.ts';
import { findReader, forgetRights, savePerson } from '../src/people/store.ts';
import type { Learned } from './learn.ts';

interface Reading {
  app: App;
  trx: Transaction<Database>;
  ws: string;
  learned: Learned;
  /** The inbox row: whatever is caused by it is keyed by it, so that reading it twice causes it once. */
  row: string;
}

type Handler<K extends Happening['is']> = (
  reading: Reading,
  happening: Extract<Happening, { is: K }>,
) => Promise<string[]>;

/** What each kind of happening does to the rows. Each is a function of what is true now, so any order ends the same. */
const handlers: { [K in Happening['is']]: Handler<K> } = {
  async said({ trx, ws }, { channel, ts, thread, author, text, version }) {
    const message = { ws, channel, ts, thread_ts: thread, author, text: storable(text), version };
    if (await mayKeep(trx, ws, channel, ts, author)) await keepMessage(trx, message);
    // What is kept or quoted already goes on being true to its source, also where nothing new is kept any more.
    else if (version !== ts) await reviseMessage(trx, message);
    if (version !== ts) await rejudge(trx, { ws, channel, ts }, message.text);
    return [];
  },

  async removed({ trx, ws }, { channel, ts }) {
    await removeMessage(trx, { ws, channel, ts });
    await redactMessage(trx, { ws, channel, ts });
    return [];
  },

  async echo({ app, trx, ws }, { channel, ts, metadata }) {
    const stamp = stampOf(metadata);
    const action = stamp && (await findPlain(trx, ws, stamp.id));
    if (action && isGenuine(app, action, stamp.mark)) await arrived(trx, ws, action.id, channel, ts);
    return [];
  },

  async moved({ app, trx, ws, learned, row }, { channel, person, inviter, joined }) {
    if (person !== app.workspace.botUser) {
      // Joining and leaving may arrive in either order, so neither is believed: Slack is asked again.
      await forgetRights(trx, ws, person);
      if (!joined) await leave(trx, ws, channel, person);
      return [];
    }
    const facts = await placeNow({ trx, ws, learned }, channel);
    if (!facts?.bot_in || !inviter || (await readingSince(trx, ws, channel))) return [];
    await enter(trx, ws, channel, inviter);
    await addAction(trx, ws, app.workspace.botUser, await teamNow(trx, ws), {
      key: `offer:${row}`,
      kind: 'ephemeral',
      to: channel,
      reader: inviter,
      card: offer({ id: channel, name: facts.name }),
      why: 'You invited Hypha here.',
      subject: channel,
      audience: [channel],
      goodForMs: hour,
    });
    return [channel];
  },

  async channel(reading, { channel }) {
    await placeNow(reading, channel);
    return [];
  },

  async person({ trx, ws, learned }, { person }) {
    const facts = learned.people.get(person);
    if (facts) await savePerson(trx, ws, facts);
    await forgetRights(trx, ws, person);
    return [];
  },

  async home({ app, trx, ws, learned, row }, { person }) {
    const card = learned.homes.get(person);
    if (card) await addAction(trx, ws, app.workspace.botUser, await teamNow(trx, ws), homeDraft(person, row, card));
    return card ? [person] : [];
  },
};

const homeDraft = (person: string, row: string, card: Card) => ({
  key: `home:${row}`,
  kind: 'home' as const,
  to: person,
  card,
  why: 'You opened it.',
  subject: person,
  audience: [],
  goodForMs: hour,
});

/** Gives the destinations that now have something to send. */
export async function readEvent(reading: Reading, happening: Happening): Promise<string[]> {
  const { learned, trx, ws } = reading;
  if (happening.is === 'said') {
    const author = learned.people.get(happening.author);
    if (author) await savePerson(trx, ws, author);
  }
  return dispatch(reading, happening);
}

const dispatch = <K extends Happening['is']>(
  reading: Reading,
  happening: Extract<Happening, { is: K }>,
): Promise<string[]> => handlers[happening.is](reading, happening);

/** The channel lets Hypha read, has since before this was said, and its author has not opted out. */
async function mayKeep(
  trx: Transaction<Database>,
  ws: string,
  channel: string,
  ts: string,
  author: string,
): Promise<boolean> {
  const since = await readingSince(trx, ws, channel);
  if (!since || atOf(ts).getTime() < since.getTime() - clockSlackMs) return false;
  const person = await findReader(trx, ws, author);
  return !person?.opted_out_at;
}

/** Quotes of a message that no longer says so go. What it says now is in its row, whichever version came last. */
async function rejudge(trx: Transaction<Database>, place: { ws: string; channel: string; ts: string }, text: string) {
  const message = await findMessage(trx, place);
  await redactMessage(trx, place, message?.text ?? text);
}

async function placeNow({ trx, ws, learned }: Pick<Reading, 'trx' | 'ws' | 'learned'>, channel: string) {
  const facts = learned.channels.get(channel);
  if (facts) await saveChannel(trx, ws, facts);
  // Thrown out, Hypha has to be let in anew; of a public channel Slack goes on answering.
  if (facts === null || facts?.bot_in === false) await setGone(trx, ws, channel);
  return facts;
}
