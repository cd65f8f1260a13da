import { addressOf, type Place } from './address.ts';
import { ask, Refused } from './ask.ts';
import { openDeeds } from './deeds.ts';
import { follow, isReply, withStretch } from './follow.ts';
import { openStream } from './live.ts';
import { callsFor } from './mention.ts';
import { tellTime } from './now.ts';
import { ALL_READ, openReading, type Reading } from './reading.ts';
import { appRoom, authorOf, firstState, isDirect, roomNamed, roomShown, type State, titleOf } from './state.ts';
import { openStore, type Store, toast } from './store.ts';
import { plainWords, shortened } from './typed.ts';
import type { Here, Question } from './view/here.ts';
import type { Change, Message, Room, Start } from './wire.ts';

/** One person at one window: the state, what changes it, and where they are. */
export interface Session {
  person: string;
  store: Store;
  here: Here;
  reading: Reading;
  /** A question that waits for an answer. */
  asking(): Asking | undefined;
  arrive(place: Place | undefined): Promise<void>;
  close(): void;
}

export interface Asking {
  question: Question;
  answer(yes: boolean): void;
}

const MINUTE_MS = 60_000;
const FLOOD_MS = 40;
const ID = /^[CDG][A-Z0-9]{6,}$/;

export async function openSession(as: string | undefined, place: Place | undefined): Promise<Session> {
  const start = await ask<Start>('start', as === undefined ? {} : { as });
  tellTime(start.time);
  const store = openStore(firstState(start, place ?? { at: 'page', name: '' }));
  const reading = openReading(store);
  const deeds = openDeeds(store);
  let asking: Asking | undefined;
  const handle = store.get().me.name;

  const here: Here = {
    state: store.get,
    go: (to) => {
      location.hash = addressOf(handle, to);
    },
    address: (to) => addressOf(handle, to),
    say: (words, bad) => toast(store, words, bad),
    confirm: (question) =>
      new Promise((resolve) => {
        const answer = (yes: boolean) => {
          asking = undefined;
          store.change((state) => ({ ...state }));
          resolve(yes);
        };
        asking = { question, answer };
        store.change((state) => ({ ...state }));
      }),
    deeds,
  };

  const take = (changes: readonly Change[]) => {
    reading.hear(changes);
    for (const change of changes) {
      if (change.kind === 'clock') tellTime(change);
      if (change.kind === 'anew') void anew();
    }
    store.change((state) => changes.reduce(noticed, state));
  };
  const hear = gathered(take);
  const minutes = setInterval(() => store.change((state) => ({ ...state, tick: state.tick + 1 })), MINUTE_MS);
  const stream = openStream(start.me, start.cursor, hear, (connected) => {
    if (connected !== store.get().connected) store.change((state) => ({ ...state, connected }));
  });

  const anew = async () => {
    await reading.anew().catch(() => {});
    await arrive(store.get().place);
  };

  /** Finds the room of an address; a direct conversation that was never opened is opened, and of one that is new was perhaps not heard yet. */
  async function roomAt(slug: string): Promise<Room | undefined> {
    const known = roomNamed(store.get(), slug);
    if (known || !(slug.startsWith('@') || ID.test(slug))) return known;
    const id = slug.startsWith('@') ? await deeds.direct([slug.slice(1)]) : slug;
    if (id === undefined) return undefined;
    await reading.open(id);
    return store.get().rooms.get(id);
  }

  async function arrive(wanted: Place | undefined): Promise<void> {
    const to = wanted ?? firstPlace(store.get());
    // In place of the address without one, so that the way back leads out of here.
    if (!wanted) return location.replace(here.address(to));
    store.change((state) => ({ ...state, place: to, thread: threadAt(state, to) }));
    try {
      await show(to);
    } catch (error) {
      toast(store, error instanceof Refused ? error.message : 'That could not be shown.', true);
    }
  }

  async function show(to: Place): Promise<void> {
    if (to.at === 'app') {
      await deeds.openHome(to.tab === 'messages' ? 'messages' : 'home');
      const room = appRoom(store.get());
      if (room && to.tab === 'messages') await reading.open(room.id);
      return;
    }
    if (to.at !== 'room') return;
    const room = await roomAt(to.room);
    if (!room) return;
    store.change((state) => ({ ...state, thread: threadAt(state, state.place) }));
    if (to.thread !== undefined) {
      await Promise.all([reading.open(room.id), reading.thread(room.id, to.thread)]);
      return;
    }
    const { found, thread } = await reading.open(room.id, to.ts);
    if (thread !== undefined) here.go({ ...to, thread });
    else if (!found) toast(store, 'That message is not there any more.');
  }

  const close = () => {
    clearInterval(minutes);
    stream.close();
  };
  return { person: handle, store, here, reading, asking: () => asking, arrive, close };
}

/** What comes alone is taken at once; of a flood, as when the clock leaps a week, a handful at a time, so that the page keeps up. */
function gathered(take: (changes: readonly Change[]) => void): (changes: readonly Change[]) => void {
  const waiting: Change[] = [];
  let busy = false;
  const flush = () => {
    busy = waiting.length > 0;
    if (!busy) return;
    take(waiting.splice(0));
    setTimeout(flush, FLOOD_MS);
  };
  return (changes) => {
    waiting.push(...changes);
    if (!busy) flush();
  };
}

/** Where somebody is who did not say: in the channel that everybody is in. */
function firstPlace(state: State): Place {
  const joined = [...state.rooms.values()].filter((room) => room.joined && !isDirect(room) && !room.archived);
  const first = joined.find(({ general }) => general) ?? joined[0];
  return first ? { at: 'room', room: first.name } : { at: 'channels' };
}

function threadAt(state: State, place: Place): State['thread'] {
  if (place.at !== 'room' || place.thread === undefined) return undefined;
  const room = roomNamed(state, place.room);
  if (!room) return undefined;
  const { thread } = state;
  if (thread?.channel === room.id && thread.root === place.thread) return thread;
  return { channel: room.id, root: place.thread, messages: undefined };
}

function noticed(state: State, change: Change): State {
  const next = follow(state, change);
  if (change.kind !== 'said' || change.message.user === state.me.id) return next;
  return { ...unseen(next, change.message), heard: heardOf(state, change.message) ?? next.heard };
}

/** Said while nobody looks: the line "New" stands before it. */
function unseen(state: State, message: Message): State {
  const stretch = state.stretches.get(message.channel);
  const room = state.rooms.get(message.channel);
  if (!document.hidden || !stretch || !room || stretch.readTo !== ALL_READ) return state;
  return withStretch(state, message.channel, { ...stretch, readTo: room.lastRead });
}

/** Read out: what is said in the room on the screen, and what calls for this person elsewhere. */
function heardOf(state: State, message: Message): string | undefined {
  const room = state.rooms.get(message.channel);
  if (!room) return undefined;
  const isHere = roomShown(state)?.id === room.id;
  const calls = isDirect(room) || callsFor(message.text, state.me.id, [...state.groups.values()]);
  if (!isHere && !calls) return undefined;
  const elsewhere = isDirect(room) ? ', to you' : ` in ${titleOf(state, room)}`;
  const where = isHere ? (isReply(message) ? ', in a thread' : '') : elsewhere;
  return `${authorOf(state, message)}${where}: ${shortened(plainWords(state, message.text), 300)}`;
}
