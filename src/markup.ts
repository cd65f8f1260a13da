import { escaped, unescaped } from './card.ts';

/** Whom and what a text names, by their ids in Slack. */
export interface Names {
  people: ReadonlyMap<string, string>;
  channels: ReadonlyMap<string, string>;
}

/** Slack escapes the brackets that people type in messages, but not those in commands: only what has its own form is its own. */
const reference = /<((?:[@#!]\w|[a-z][\w+.-]*:)[^<>|]*)(?:\|([^<>]*))?>/gi;

/** The ids of people and channels that a text names. */
export const namedIn = (text: string): { people: string[]; channels: string[] } => ({
  people: [...text.matchAll(/<@(\w+)[|>]/g)].flatMap(([, id]) => id ?? []),
  channels: [...text.matchAll(/<#(\w+)[|>]/g)].flatMap(([, id]) => id ?? []),
});

/** What somebody typed names everything itself. */
export const labelled = (text: string): Names => ({
  people: new Map([...text.matchAll(/<@(\w+)\|([^<>]+)>/g)].map(([, id = '', name = '']) => [id, name])),
  channels: new Map([...text.matchAll(/<#(\w+)\|([^<>]+)>/g)].map(([, id = '', name = '']) => [id, name])),
});

/** A text of Slack's as people read it there. It is plain words then: escaped, none of it does anything. */
export const inWords = (text: string, names: Names): string =>
  unescaped(
    text.replace(reference, (_, target: string, label = '') => escaped(wordsFor(target, unescaped(label), names))),
  );

function wordsFor(target: string, label: string, { people, channels }: Names): string {
  const id = target.slice(1);
  switch (target[0]) {
    case '@':
      return `@${people.get(id) ?? 'someone'}`;
    case '#':
      return channels.has(id) ? `#${channels.get(id)}` : 'a private channel';
    case '!':
      return label || (target.startsWith('!subteam') ? '@a group' : `@${id.replace(/\^.*/s, '')}`);
    default:
      return label || unescaped(target).replace(/^(?:mailto|tel):/, '');
  }
}
