import { addAction, arrived, findPlain } from '../src/actions/store.ts';
import type { App } from '../src/app.ts';
import { offer, offerToOthers } from '../src/channels/blocks.ts';
import { enter, leave, readingSince, saveChannel, setGone, standingIn } from '../src/channels/store.ts';
import { withoutName } from '../src/decisions/captures/rules.ts';
import {
  addCapture,
  captureEmoji,
  dropCaptures,
  reviseCaptures,
  withdrawCapture,
} from '../src/decisions/captures/store.ts';
import { dropNod, quoteAgain, redactAbsent, redactMessage } from '../src/decisions/evidence/store.ts';
import { followReasons } from '../src/decisions/reasons/store.ts';
import { quotedFrom } from '../src/decisions/rules.ts';
import { beginDigests } from '../src/delivery/store.ts';
import { hour } from '../src/edges/clock.ts';
import type { Database, Transaction } from '../src/edges/db.ts';
import { claimedBy, isThis } from '../src/edges/stamp.ts';
import { teamNow } from '../src/edges/workspace.ts';
import { askForHome } from '../src/home/store.ts';
import type { Happening } from '../src/messages/events.ts';
import { atOf, editionOf, storable } from '../src/messages/rules.ts';
import {
  dropReaction,
  findMessage,
  keepMessage,
  keepReaction,
  removeAbsent,
  removeMessage,
  restoreMessage,
  reviseMessage,
  type Said,
} from '../src/messages/store.ts';
import { letsKeep, mayWrite } from '../src/people/rules.ts';
import { findReader, findRights, forgetAllRights, forgetRights, savePerson } from '../src/people/store.ts';
import type { Learned } from './learn.ts';
import { showAllAgain } from './show-again.ts';

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
  async said(reading, { channel, ts, thread, author, text, version, found }) {
    const { trx, ws } = reading;
    const message = { ws, channel, ts, thread_ts: thread, author, text: storable(text), version };
    const isEdited = version !== ts || found;
    if (await mayKeep(trx, ws, { channel, ts, person: author, at: ts }))
      await (found ? keepFound : keepMessage)(trx, message, found);
    // What is kept or quoted already goes on being true to its source, also where nothing new is kept any more.
    else if (isEdited) await reviseMessage(trx, message, found);
    if (isEdited)
      await reviseCaptures(trx, { ws, channel, ts }, withoutName(message.text, reading.app.workspace.botUser));
    return isEdited ? rejudge(reading, { ws, channel, ts }, message.text) : [];
  },

  async absent(reading, { channel, ts }) {
    const { trx, ws } = reading;
    if (!(await removeAbsent(trx, { ws, channel, ts }))) return [];
    await dropCaptures(trx, { ws, channel, ts });
    await followReasons(trx, { ws, channel, ts }, '');
    return mended(reading, await redactAbsent(trx, { ws, channel, ts }, await removalNow(reading)));
  },

  async removed(reading, { channel, ts }) {
    const { trx, ws } = reading;
    await removeMessage(trx, { ws, channel, ts });
    await dropCaptures(trx, { ws, channel, ts });
    await followReasons(trx, { ws, channel, ts }, '');
    return mended(reading, await redactMessage(trx, { ws, channel, ts }, await removalNow(reading)));
  },

  /** Kept where messages are; what was agreed by a reaction that is taken away again is agreed no more. */
  async reacted(reading, { channel, ts, person, reaction, version, removed }) {
    const { trx, ws } = reading;
    await captureByReaction(reading, { channel, ts, person, reaction, removed });
    const nod = { ws, channel, ts, person, name: reaction, version, removed };
    const isRead = await mayKeep(trx, ws, { channel, ts, person, at: version });
    const isNews = isRead ? await keepReaction(trx, nod) : removed && (await dropReaction(trx, nod));
    if (!isNews || !removed) return [];
    return mended(reading, await dropNod(trx, { ws, channel, ts }, { person, reaction }, await removalNow(reading)));
  },

  /** Done by a job of its own: what it calls is an operation like any other. */
  async mentioned({ app, trx, ws }, { channel, ts, thread, person, text }) {
    const said = withoutName(storable(text), app.workspace.botUser);
    const what = `mention|${channel}|${ts}`;
    await addCapture(trx, { ws, what, kind: 'mention', channel, ts, thread_ts: thread, person, text: said });
    return [];
  },

  async echo({ app, trx, ws }, { channel, ts, bot, metadata }) {
    const claimed = claimedBy(metadata);
    const action = claimed && (await findPlain(trx, ws, claimed));
    if (action && isThis(app.workspace, action, { bot_id: bot, metadata }) === 'yes')
      await arrived(trx, ws, action.id, channel, ts);
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
    // Of who came before Hypha, Slack told it nothing.
    if (facts?.bot_in) await forgetAllRights(trx, ws);
    if (!facts?.bot_in || !inviter || (await standingIn(trx, ws, channel)) !== 'outside') return [];
    const host = learned.people.get(inviter);
    if (host) await savePerson(trx, ws, host);
    await enter(trx, ws, channel, inviter);
    const rights = await findRights(trx, ws, inviter);
    const place = { id: channel, name: facts.name };
    await addAction(trx, ws, app.workspace.botUser, await teamNow(trx, ws), {
      key: `offer:${row}`,
      kind: 'ephemeral',
      to: channel,
      reader: inviter,
      card: !rights || mayWrite({ ...rights }) ? offer(place) : offerToOthers(place),
      why: 'You invited Hypha here.',
      subject: channel,
      asked: true,
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
    const by = app.workspace.botUser;
    const now = await teamNow(trx, ws);
    const facts = learned.people.get(person);
    if (facts) await savePerson(trx, ws, facts);
    await beginDigests(trx, ws, person, now);
    await askForHome(trx, { ws, person, cause: row, why: 'You opened it.', by, now });
    return [person];
  },
};

type Reacted = Omit<Extract<Happening, { is: 'reacted' }>, 'is' | 'version'>;

/** One reaction, the team's own choice, logs what it is put to; taken away again soon, it takes that back. */
async function captureByReaction({ trx, ws }: Reading, { channel, ts, person, reaction, removed }: Reacted) {
  if (reaction !== (await captureEmoji(trx, ws))) return;
  const what = ['reaction', channel, ts, person].join('|');
  if (removed) return withdrawCapture(trx, ws, what);
  await addCapture(trx, { ws, what, kind: 'reaction', channel, ts, person, thread_ts: null });
}

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

interface Word {
  channel: string;
  /** The message, and what else was done to it: by whom, and when. */
  ts: string;
  person: string;
  at: string;
}

/** The channel was told that Hypha reads before this was said, and whoever did it lets it be kept. */
async function mayKeep(trx: Transaction<Database>, ws: string, { channel, ts, person, at }: Word): Promise<boolean> {
  const since = await readingSince(trx, ws, channel);
  if (!since || atOf(ts) < since) return false;
  const reader = await findReader(trx, ws, person);
  return !reader || letsKeep(reader, atOf(at));
}

/** Taken for deleted because history did not show it, it is here again once history does; and so are its quotes. */
async function keepFound(trx: Transaction<Database>, message: Said, found: boolean): Promise<void> {
  const was = await findMessage(trx, message);
  if (!was?.removed || !was.absent_at) return keepMessage(trx, message, found);
  await restoreMessage(trx, message);
  // Edited meanwhile, it does not say what was quoted.
  if (editionOf(was.version) === editionOf(message.version)) await quoteAgain(trx, message, quotedFrom(message.text));
}

/** Quotes of a message that no longer says so go. What it says now is in its row, whichever version came last. */
async function rejudge(reading: Reading, place: { ws: string; channel: string; ts: string }, text: string) {
  const { app, trx } = reading;
  const says = (await findMessage(trx, place))?.text ?? text;
  await followReasons(trx, place, withoutName(says, app.workspace.botUser));
  return mended(reading, await redactMessage(trx, place, await removalNow(reading), says));
}

const removalNow = async ({ app, trx, ws }: Reading) => ({ by: app.workspace.botUser, now: await teamNow(trx, ws) });

/** What Hypha posted of those decisions says what is true now. */
const mended = ({ app, trx, ws }: Reading, decisions: readonly number[]): Promise<string[]> =>
  showAllAgain({ trx, ws, by: app.workspace.botUser }, decisions);

async function placeNow({ trx, ws, learned }: Pick<Reading, 'trx' | 'ws' | 'learned'>, channel: string) {
  const facts = learned.channels.get(channel);
  if (facts) await saveChannel(trx, ws, facts);
  // Thrown out, Hypha has to be let in anew; of a public channel Slack goes on answering.
  if (facts === null || facts?.bot_in === false) await setGone(trx, ws, channel);
  return facts;
}
