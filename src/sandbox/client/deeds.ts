import { Refused, tell } from './ask.ts';
import { type CalendarDeeds, openCalendarDeeds } from './calendar-deeds.ts';
import { objects, text } from './json.ts';
import { now } from './now.ts';
import type { Store } from './store.ts';
import { toast } from './store.ts';
import { openTimeDeeds, type TimeDeeds } from './time-deeds.ts';
import type { Json, Message } from './wire.ts';

/** Where an element stands that is pressed: in a message, in the open modal, on the app's Home. */
export type At = 'modal' | 'home' | { channel: string; ts: string };

/** What a person can do. Each says by a sentence on the page why it did not work, and tells whether it did. */
export interface Deeds {
  say(channel: string, words: string, thread?: string, alsoToRoom?: boolean): Promise<boolean>;
  command(channel: string, words: string): Promise<boolean>;
  edit(message: Message, words: string): Promise<boolean>;
  remove(message: Message): Promise<boolean>;
  /** Adds one's reaction, or takes it back. */
  react(message: Message, name: string): Promise<boolean>;
  press(at: At, block: Json, element: Json, choice?: unknown): Promise<boolean>;
  suggest(at: At, block: Json, element: Json, typed: string): Promise<Json[]>;
  /** What was typed into the open modal so far, so that the app is told of it with whatever is pressed. */
  fill(values: Record<string, unknown>): Promise<boolean>;
  /** Answers with what is wrong, by block. */
  submit(values: Record<string, unknown>): Promise<Record<string, string>>;
  closeModal(): Promise<boolean>;
  shortcut(id: string, message?: Message): Promise<boolean>;
  attach(channel: string, file: File, comment: string, thread?: string): Promise<boolean>;
  join(channel: string): Promise<boolean>;
  leave(channel: string): Promise<boolean>;
  createChannel(name: string, isPrivate: boolean): Promise<boolean>;
  invite(channel: string, who: string): Promise<boolean>;
  openHome(tab: 'home' | 'messages'): Promise<boolean>;
  /** The id of the conversation with these people. */
  direct(names: readonly string[]): Promise<string | undefined>;
  time: TimeDeeds;
  calendar: CalendarDeeds;
}

export function openDeeds(store: Store): Deeds {
  const person = store.get().me.id;
  const app = () => store.get().app.name;
  const verb = (name: string, args: Json) => tell(`/sandbox/${name}`, { person, ...args });

  async function attempt<T>(act: () => Promise<T>, otherwise: T): Promise<T> {
    try {
      return await act();
    } catch (error) {
      toast(store, error instanceof Refused ? error.message : 'That did not work.', true);
      return otherwise;
    }
  }
  const plainly = (name: string, args: Json) =>
    attempt(async () => {
      await verb(name, args);
      return true;
    }, false);

  /** What was asked of the app, and whether it heard. */
  const asking = (name: string, args: Json) =>
    attempt(async () => {
      const answer = await verb(name, args);
      if (answer.heard === false) toast(store, unheard(app(), text(answer.error)), true);
      return answer.heard !== false;
    }, false);

  return {
    say: (channel, words, thread, alsoToRoom = false) =>
      plainly('say', {
        channel,
        text: words,
        ...(thread === undefined ? {} : { thread_ts: thread, broadcast: alsoToRoom }),
      }),
    command: (channel, words) =>
      attempt(async () => {
        expecting(store, channel);
        const answer = await verb('command', { channel, text: words, wait: 0 });
        // Of a command that nobody knows Slackbot says so.
        if (answer.answered === false && answer.error !== 'not_a_command')
          toast(store, `${words.split(/\s/)[0]} failed. ${unheard(app(), text(answer.error))}`, true);
        return answer.answered !== false;
      }, false),
    edit: ({ channel, ts }, words) => plainly('edit', { channel, ts, text: words }),
    remove: ({ channel, ts }) => plainly('delete', { channel, ts }),
    react: ({ channel, ts, reactions = [] }, name) => {
      const has = reactions.some((one) => one.name === name && one.users.includes(person));
      return plainly(has ? 'unreact' : 'react', { channel, ts, name });
    },
    press: (at, block, element, choice) => {
      if (typeof at === 'object') expecting(store, at.channel);
      return asking('click', { ...meant(at, block, element), ...(choice === undefined ? {} : { choice }) });
    },
    suggest: (at, block, element, typed) =>
      attempt(async () => objects((await verb('suggest', { ...meant(at, block, element), typed })).options), []),
    fill: (values) => plainly('fill', { values }),
    submit: (values) =>
      attempt(async () => {
        const { submitted, errors, error } = await verb('submit', { values });
        if (submitted !== true && errors === undefined) toast(store, unheard(app(), text(error)), true);
        return Object.fromEntries(Object.entries(errors ?? {}).map(([block, words]) => [block, text(words)]));
      }, {}),
    closeModal: () => plainly('close', {}),
    shortcut: (id, message) => {
      if (message) expecting(store, message.channel);
      return asking('shortcut', { callback_id: id, ...(message ? { channel: message.channel, ts: message.ts } : {}) });
    },
    attach: (channel, file, comment, thread) =>
      attempt(async () => {
        if (file.size > MOST_BYTES) throw new Refused('That file is too large for the sandbox: it takes up to 4 MB.');
        const base64 = await inBase64(file);
        const inThread = thread === undefined ? {} : { thread_ts: thread };
        await verb('upload', { channel, name: file.name, base64, comment, ...inThread });
        return true;
      }, false),
    join: (channel) => plainly('join', { channel }),
    leave: (channel) => plainly('leave', { channel }),
    createChannel: (name, isPrivate) => plainly('create-channel', { name, private: isPrivate }),
    invite: (channel, who) => plainly('invite', { channel, who }),
    openHome: (tab) => plainly('open-home', { tab }),
    direct: (names) =>
      attempt<string | undefined>(
        async () => text((await verb('dm', { with: names })).channel) || undefined,
        undefined,
      ),
    time: openTimeDeeds(person),
    calendar: openCalendarDeeds(person),
  };
}

/** What the app answers to nobody else is brought into view where it was asked for. */
function expecting({ change }: Store, channel: string): void {
  change((state) => ({ ...state, asked: { channel, since: (now() / 1000).toFixed(6) } }));
}

const MOST_BYTES = 4 * 1024 * 1024;

function inBase64(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ''));
    reader.onerror = () => reject(new Refused('That file could not be read.'));
    reader.readAsDataURL(file);
  });
}

function meant(at: At, block: Json, element: Json): Json {
  return { at, block: text(block.block_id), action: text(element.action_id) };
}

const REASONS: Record<string, string> = {
  timeout: 'did not answer in time. Try again in a moment.',
  operation_timeout: 'did not answer in time. Try again in a moment.',
  connection_failed: 'is not there at the moment. Try again when it runs.',
  connection_lost: 'is not there at the moment. Try again when it runs.',
  dispatch_unknown_error: 'is not there at the moment. Try again when it runs.',
  dispatch_failed: 'answered with an error.',
  http_error: 'answered with an error.',
};

function unheard(app: string, why: string): string {
  return `${app} ${REASONS[why] ?? `could not do that (${why || 'no reason given'}).`}`;
}
