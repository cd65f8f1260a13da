import { emojiLike } from './emoji.ts';
import { isDirect, type State } from './state.ts';

/** What a person may mean by what stands before the caret: somebody, a channel, an emoji, a command. */

interface Suggestion {
  key: string;
  /** Put in place of what was typed. */
  put: string;
  sign: string;
  words: string;
  note: string;
}

export interface Completion {
  /** Where the typed word begins. */
  from: number;
  /** The word itself, with its sign. */
  typed: string;
  suggestions: Suggestion[];
}

const MOST = 8;

export function complete(state: State, room: string, typed: string, caret: number): Completion | undefined {
  const before = typed.slice(0, caret);
  const match = /(?:^|[\s(])([@#:]|^\/)([\w.+-]*)$/.exec(before);
  if (!match) return undefined;
  const [, sign = '', word = ''] = match;
  const whole = sign + word;
  const suggestions = offers(state, room, sign, word.toLowerCase())
    // What is typed to its end is meant, whatever else begins like it.
    .toSorted((a, b) => Number(b.put === whole) - Number(a.put === whole))
    .slice(0, MOST);
  return suggestions.length > 0 ? { from: caret - whole.length, typed: whole, suggestions } : undefined;
}

function offers(state: State, room: string, sign: string, word: string): Suggestion[] {
  switch (sign) {
    case '@':
      return people(state, room, word);
    case '#':
      return channels(state, word);
    case '/':
      return commands(state, word);
    default:
      return word.length < 2
        ? []
        : emojiLike(word, MOST).map(({ name, sign: drawn }) => ({
            key: name,
            put: `:${name}:`,
            sign: drawn,
            words: `:${name}:`,
            note: '',
          }));
  }
}

function people(state: State, room: string, word: string): Suggestion[] {
  const here = new Set(state.rooms.get(room)?.members);
  const persons = [...state.people.values()]
    .filter(({ deleted, id }) => !deleted && id !== 'USLACKBOT')
    .filter(({ name, realName }) => begins(word, name, ...realName.split(' ')))
    .sort((a, b) => Number(here.has(b.id)) - Number(here.has(a.id)))
    .map(({ id, name, realName, title }) => ({
      key: id,
      put: `@${name}`,
      sign: '@',
      words: realName,
      note: [`@${name}`, title, here.has(id) ? '' : 'not in this channel'].filter(Boolean).join(' · '),
    }));
  const groups = [...state.groups.values()]
    .filter(({ handle }) => begins(word, handle))
    .map(({ id, handle, name }) => ({ key: id, put: `@${handle}`, sign: '@', words: `@${handle}`, note: name }));
  const everybody = ['here', 'channel']
    .filter((name) => begins(word, name))
    .map((name) => ({
      key: name,
      put: `@${name}`,
      sign: '@',
      words: `@${name}`,
      note: 'Tells everybody in this channel',
    }));
  return [...persons, ...groups, ...everybody];
}

function channels(state: State, word: string): Suggestion[] {
  return [...state.rooms.values()]
    .filter((room) => !isDirect(room) && !room.archived && room.name.includes(word))
    .sort((a, b) => Number(b.name.startsWith(word)) - Number(a.name.startsWith(word)) || a.name.localeCompare(b.name))
    .map(({ id, name, topic }) => ({ key: id, put: `#${name}`, sign: '#', words: name, note: topic }));
}

function commands({ app }: State, word: string): Suggestion[] {
  const offered = [
    ...app.commands.map((one) => ({ ...one, by: app.name })),
    ...app.ownCommands.map((one) => ({ ...one, by: '' })),
  ];
  return offered
    .filter(({ command }) => command.slice(1).startsWith(word))
    .map(({ command, hint, description, by }) => ({
      key: command,
      put: command,
      sign: '/',
      words: `${command} ${hint}`,
      note: [description, by].filter(Boolean).join(' · '),
    }));
}

function begins(word: string, ...names: string[]): boolean {
  return names.some((name) => name.toLowerCase().startsWith(word));
}

export function isCommand(typed: string): boolean {
  return /^\/[a-z]/i.test(typed);
}
