import { ask, tell } from './ask.ts';
import { placed, withRoom, withStretch } from './follow.ts';
import { tellTime } from './now.ts';
import { directory, type Stretch } from './state.ts';
import type { Store } from './store.ts';
import type { Change, Page, Start, Thread } from './wire.ts';

/** Loading what was said, a stretch at a time, without losing what happens while it loads. */
export interface Reading {
  /** To be told of everything that happens. */
  hear(changes: readonly Change[]): void;
  /** Shows the newest, or what stands around a message. Answers with the thread it is in, if it is a reply, and whether it is there. */
  open(channel: string, ts?: string): Promise<{ found: boolean; thread?: string }>;
  older(channel: string): Promise<void>;
  newer(channel: string): Promise<void>;
  thread(channel: string, root: string): Promise<void>;
  /** This far it was read. */
  seen(channel: string): void;
  seenThread(): void;
  anew(): Promise<void>;
}

/** More than this is not kept in the page; what falls off is loaded again when somebody goes there. */
const MOST = 320;
const REMEMBERED = 1_000;
const SEEN_MS = 200;
/** Later than every timestamp: no line "New". */
export const ALL_READ = '9';

export function openReading(store: Store): Reading {
  const as = store.get().me.id;
  const recent: Change[] = [];
  const loading = new Map<string, Promise<void>>();
  const seenTimers = new Map<string, ReturnType<typeof setTimeout>>();
  let heard = 0;

  /** Loads, and puts in again what was heard since it began. */
  async function load<T>(asked: () => Promise<T>, put: (answer: T) => void): Promise<T> {
    const from = heard;
    const answer = await asked();
    put(answer);
    const missed = recent.slice(Math.max(0, recent.length - (heard - from)));
    store.change((state) => missed.reduce(placed, state));
    return answer;
  }

  function keep(page: Page, join: (known: Stretch | undefined) => Stretch): void {
    const { room } = page;
    store.change((state) => {
      const known = state.rooms.has(room.id) ? state : withRoom(state, room);
      return withStretch(known, room.id, join(state.stretches.get(room.id)));
    });
  }

  const readTo = (channel: string) => {
    const room = store.get().rooms.get(channel);
    return room && room.unread > 0 ? room.lastRead : ALL_READ;
  };

  async function openLatest(channel: string): Promise<void> {
    const known = store.get().stretches.get(channel);
    const read = readTo(channel);
    if (known && !known.newer) {
      const messages = known.messages.slice(-MOST / 2);
      const older = known.older || messages.length < known.messages.length;
      store.change((state) => withStretch(state, channel, { ...known, messages, older, readTo: read }));
      return;
    }
    await load(
      () => ask<Page>('room', { as, channel }),
      (page) => keep(page, () => ({ ...page, readTo: read })),
    );
  }

  async function openAround(channel: string, ts: string): Promise<{ found: boolean; thread?: string }> {
    if (
      store
        .get()
        .stretches.get(channel)
        ?.messages.some((one) => one.ts === ts)
    )
      return { found: true };
    const page = await load(
      () => ask<Page>('room', { as, channel, around: ts }),
      (answer) => keep(answer, () => ({ ...answer, readTo: readTo(channel) })),
    );
    const found = page.thread !== undefined || page.messages.some((one) => one.ts === ts);
    return { found, ...(page.thread === undefined ? {} : { thread: page.thread }) };
  }

  /** One at a time and place: scrolling asks often. */
  function once(key: string, act: () => Promise<void>): Promise<void> {
    const known = loading.get(key);
    if (known) return known;
    const doing = act().finally(() => loading.delete(key));
    loading.set(key, doing);
    return doing;
  }

  const older = async (channel: string): Promise<void> => {
    const known = store.get().stretches.get(channel);
    const first = known?.messages[0];
    if (!known?.older || !first) return;
    await load(
      () => ask<Page>('room', { as, channel, before: first.ts }),
      (page) =>
        keep(page, (now = known) => {
          const messages = [...page.messages.filter(({ ts }) => ts < first.ts), ...now.messages];
          return {
            ...now,
            messages: messages.slice(0, MOST),
            older: page.older,
            newer: now.newer || messages.length > MOST,
          };
        }),
    );
  };

  const newer = async (channel: string): Promise<void> => {
    const known = store.get().stretches.get(channel);
    const last = known?.messages.at(-1);
    if (!known?.newer || !last) return;
    await load(
      () => ask<Page>('room', { as, channel, after: last.ts }),
      (page) =>
        keep(page, (now = known) => {
          const messages = [...now.messages, ...page.messages.filter(({ ts }) => ts > last.ts)];
          return {
            ...now,
            messages: messages.slice(-MOST),
            newer: page.newer,
            older: now.older || messages.length > MOST,
          };
        }),
    );
  };

  return {
    hear(changes) {
      heard += changes.length;
      recent.push(...changes);
      if (recent.length > 2 * REMEMBERED) recent.splice(0, REMEMBERED);
    },
    async open(channel, ts) {
      if (ts !== undefined) return openAround(channel, ts);
      await openLatest(channel);
      return { found: true };
    },
    older: (channel) => once(`older ${channel}`, () => older(channel)),
    newer: (channel) => once(`newer ${channel}`, () => newer(channel)),
    async thread(channel, root) {
      await load(
        () => ask<Thread>('thread', { as, channel, ts: root }),
        ({ messages }) =>
          store.change((state) =>
            state.thread?.channel === channel && state.thread.root === root
              ? { ...state, thread: { ...state.thread, messages } }
              : state,
          ),
      );
    },
    seen(channel) {
      const room = store.get().rooms.get(channel);
      const last = store.get().stretches.get(channel)?.messages.at(-1);
      if (!room?.joined || !last || last.ts <= room.lastRead || seenTimers.has(channel)) return;
      seenTimers.set(
        channel,
        setTimeout(() => {
          seenTimers.delete(channel);
          const ts = store.get().stretches.get(channel)?.messages.at(-1)?.ts ?? last.ts;
          void tell('/window/mark', { as, channel, ts }).catch(() => {});
        }, SEEN_MS),
      );
    },
    seenThread() {
      const { thread, unreadThreads } = store.get();
      const last = thread?.messages?.at(-1);
      if (!thread || !last || !unreadThreads.has(`${thread.channel} ${thread.root}`)) return;
      const { channel, root } = thread;
      void tell('/window/mark', { as, channel, thread: root, ts: last.ts }).catch(() => {});
    },
    async anew() {
      const start = await ask<Start>('start', { as });
      tellTime(start.time);
      store.change((state) => ({ ...state, ...directory(start), stretches: new Map() }));
    },
  };
}
