/**
 * Who can log a decision how and where, from what Slack offers and what Hypha promises alone. Nothing here looks at how
 * Hypha does it.
 */

/** What a person does. */
const ways = [
  '/decide with words',
  '/decide without words',
  'Log as decision',
  'the reaction',
  '@Hypha decided: …',
  '@Hypha log this',
  'the HTTP API',
  'the command line',
] as const;
export type Way = (typeof ways)[number];

/** Where they do it, and who they are there. */
export interface Chat {
  title: string;
  /** The channel's name; a thread is in the same one. Direct messages have none. */
  name: string;
  kind: 'public' | 'private' | 'DM' | 'group DM';
  hypha: 'reads' | 'is there' | 'is away';
  asker: 'a member' | 'a guest' | 'a single-channel guest' | 'somebody of another company';
  /** Whether whoever asks is in it. */
  inside: boolean;
  /** With another company. */
  shared: boolean;
  archived: boolean;
  thread: boolean;
  /** Whose message is to be logged, or from when it is. */
  message: 'a message' | 'a message from before' | 'what Hypha said' | 'a message of somebody who opted out';
}

const usual: Omit<Chat, 'name' | 'title'> = {
  ...{ kind: 'public', hypha: 'reads', asker: 'a member', inside: true },
  ...{ shared: false, archived: false, thread: false, message: 'a message' },
};
const chat = (name: string, title: string, facts: Partial<Chat> = {}): Chat => ({ ...usual, name, title, ...facts });

const guest = { asker: 'a guest' } as const;
const outsider = { asker: 'somebody of another company', shared: true } as const;
const sits = { hypha: 'is there' } as const;
const away = { hypha: 'is away' } as const;
const closed = { kind: 'private' } as const;

/** Each once more in a thread. */
const withThreads: readonly Chat[] = [
  chat('open', 'a public channel'),
  chat('closed', 'a private channel', closed),
  chat('quiet', 'a public channel that is not read', sits),
  chat('secret', 'a private channel that they are not in', { ...closed, inside: false }),
  chat('shared', 'a channel shared with another company', { shared: true }),
  chat('harbor', 'a channel that is shared with theirs', outsider),
  chat('only', 'the only channel they are in', { asker: 'a single-channel guest' }),
];

export const channels: readonly Chat[] = [
  ...withThreads,
  chat('hushed', 'a private channel that is not read', { ...closed, ...sits }),
  chat('distant', 'a public channel without Hypha', away),
  chat('remote', 'a private channel without Hypha', { ...closed, ...away }),
  chat('former', 'an archived channel', { archived: true }),
  chat('joint', 'a private channel shared with another company', { ...closed, shared: true }),
  chat('dock', 'a private channel that is shared with theirs and not read', { ...closed, ...outsider, ...sits }),
  chat('annex', 'a private channel they are in', { ...closed, ...guest }),
  chat('lobby', 'a channel that is not read', { ...guest, ...sits }),
  chat('yard', 'a channel without Hypha', { ...guest, ...away }),
];

const direct: readonly Chat[] = [
  chat('', 'the DM with Hypha', { kind: 'DM', ...sits }),
  chat('', 'a DM of two people', { kind: 'DM', ...away }),
  chat('', 'a group DM', { kind: 'group DM', ...away }),
  chat('', 'a group DM that Hypha is in', { kind: 'group DM', ...sits }),
  chat('', 'a DM of two people', { kind: 'DM', ...away, ...guest }),
  chat('', 'a group DM that Hypha is in', { kind: 'group DM', ...sits, ...guest }),
];

const inThread = (place: Chat): Chat => ({ ...place, title: `a thread in ${place.title}`, thread: true });

const unkept = (['a message from before', 'what Hypha said', 'a message of somebody who opted out'] as const).map(
  (message) => chat('open', `a public channel, on ${message},`, { message }),
);

export interface Cell {
  way: Way;
  chat: Chat;
}

export const cells: readonly Cell[] = [...channels, ...withThreads.map(inThread), ...direct, ...unkept].flatMap(
  (chat) => ways.filter((way) => chat.message === 'a message' || isPutToMessage(way)).map((way) => ({ way, chat })),
);

export type Expected =
  /** Slack has no such thing there. */
  | { is: 'not offered' }
  /** Slack has it, and tells Hypha nothing of it. */
  | { is: 'not heard' }
  | { is: 'logged'; where: 'there' | 'in the channel they choose'; restsOn: 'a message' | 'their words'; told: boolean }
  /** What the sentence has to say, and what would lead whoever reads it nowhere. */
  | { is: 'refused'; says: readonly RegExp[]; never: RegExp };

const refused = (never: RegExp, ...says: RegExp[]): Expected => ({ is: 'refused', says, never });

const isCommand = (way: Way) => way === '/decide with words' || way === '/decide without words';
const isByProgram = (way: Way) => way === 'the HTTP API' || way === 'the command line';
const isMention = (way: Way) => way === '@Hypha decided: …' || way === '@Hypha log this';
const isEvent = (way: Way) => way === 'the reaction' || isMention(way);
function isPutToMessage(way: Way): boolean {
  return way === 'the reaction' || way === 'Log as decision';
}

/** Commands do not work in threads, apps' commands and shortcuts are for the people of the workspace they are installed in. */
function isOffered(way: Way, { kind, hypha, asker, inside, archived, thread }: Chat): boolean {
  if (isByProgram(way)) return true;
  if (!inside) return false;
  if (isCommand(way) && thread) return false;
  if (!isEvent(way) && asker === 'somebody of another company') return false;
  if (isEvent(way) && archived) return false;
  // There nobody writes: the manifest says so.
  return !(isMention(way) && kind === 'DM' && hypha === 'is there');
}

/** Of what is said and done, an app is told where it is. */
const isHeard = (way: Way, { hypha }: Chat): boolean => !isEvent(way) || hypha !== 'is away';

export const isDirect = ({ kind }: Chat): boolean => kind === 'DM' || kind === 'group DM';

/** Guests and people of other companies: never commands that change. */
const mayLog = ({ asker }: Chat): boolean => asker === 'a member';

/** Public, or both are in it. */
const isSeenByBoth = ({ kind, hypha, inside }: Chat): boolean =>
  kind === 'public' || (kind === 'private' && hypha !== 'is away' && inside);

/** Programs name a message where there is a thread, and give words otherwise. */
export const restsOnMessage = ({ way, chat }: Cell): boolean =>
  isPutToMessage(way) || isMention(way) || (isByProgram(way) && chat.thread);

const nothing = /(?!)/;
const forMembers = /\/hypha|\/decide|\/invite|Log a decision/;

export function expected(cell: Cell): Expected {
  const { way, chat } = cell;
  if (!isOffered(way, chat)) return { is: 'not offered' };
  if (!isHeard(way, chat)) return { is: 'not heard' };
  if (!mayLog(chat)) return refused(forMembers, /ask a full member/);
  if (isDirect(chat)) return expectedInDirect(way, chat);
  if (!isSeenByBoth(chat)) return refused(nothing, /no such channel/, /\/invite @Hypha/);
  if (way === '@Hypha log this' && !chat.thread) return refused(nothing, /In a thread/, /decided:/);
  const restsOn = restsOnMessage(cell) ? 'a message' : 'their words';
  if (restsOn === 'a message' && chat.hypha !== 'reads') return refused(nothing, /\/hypha join/, /\/decide/);
  // It does read there: letting it in again would not help.
  if (chat.message !== 'a message') return refused(/\/hypha join|not read/, /older|not kept/, /\/decide/);
  return { is: 'logged', where: 'there', restsOn, told: chat.hypha === 'reads' && !chat.archived };
}

/** What people say to each other directly is not read, and a decision belongs to a channel. */
function expectedInDirect(way: Way, { kind }: Chat): Expected {
  if (isCommand(way)) return { is: 'logged', where: 'in the channel they choose', restsOn: 'their words', told: true };
  // By its id alone a group DM is not told from a channel that nobody can see.
  if (isByProgram(way) && kind === 'group DM') return refused(nothing, /no such channel/);
  return refused(/\/invite|\/hypha join/, /direct message/, /channel it belongs to|the one it belongs to/);
}
