import type { Field } from '../fields.ts';
import type { Operation } from '../operation.ts';

interface Call {
  operation: Operation;
  rest: string;
}

/**
 * The operation a line begins with: the longest match wins. One that takes no words is not meant by a line that goes on:
 * "opt out of Friday's lunch" is no request to be erased.
 */
export function findByWords(operations: readonly Operation[], words: string): Call | undefined {
  const calls = operations.flatMap((operation) => {
    const ways = [operation.phrase, ...operation.also].map((way) => restAfter(way, words));
    return ways.filter((rest) => rest !== undefined).map((rest) => ({ operation, rest }));
  });
  const meant = calls.filter(({ operation, rest }) => operation.words.length > 0 || leftover(operation, rest) === '');
  return meant.toSorted((a, b) => a.rest.length - b.rest.length)[0];
}

function restAfter(way: string, words: string): string | undefined {
  let rest = words.trim();
  for (const wanted of way.split(' ')) {
    const [said = ''] = /^\S+/.exec(rest) ?? [];
    if (singular(said) !== singular(wanted)) return undefined;
    rest = rest.slice(said.length).trimStart();
  }
  return rest;
}

const singular = (word: string) =>
  word
    .toLowerCase()
    .replaceAll('’', "'")
    .replace(/(?<=..)s$/, '');

/** What follows the operation's name, as its input. */
export function parseWords(operation: Operation, rest: string): Record<string, string> {
  const fields = operation.fields;
  const { named, text } = take(operation, fields, rest);
  const open = operation.words.filter((word) => !(word in named));
  if (open.length > 0 || text === '') return { ...named, ...positional(open, text) };
  // Everything that goes by position was named too, and yet there is text: then the names are part of the text.
  const others = fields.filter(({ name }) => !operation.words.includes(name));
  const again = take(operation, others, rest);
  return { ...again.named, ...positional(operation.words, again.text) };
}

const leftover = (operation: Operation, rest: string) => take(operation, operation.fields, rest).text;

interface Taken {
  named: Record<string, string>;
  text: string;
}

const quoted = '["“”„]([^"“”„]*)["“”„](?=\\s|$)';
const placeAtEnd = /(?:^|\s)in\s+(<#\w+(?:\|[^>]*)?>|#[\p{L}\p{N}_-]+)$/u;

/** Takes `field=value` and `field="some words"` out of a text, for the fields given and no others. */
function takeNamed(fields: readonly Field[], rest: string): Taken {
  const named: Record<string, string> = {};
  const next = `(?=\\s+(?:${fields.map(({ name }) => name).join('|')})=|$)`;
  let text = rest.trim();
  for (const { name, long } of fields) {
    // Nobody quotes a reason of several words, so without quotes it goes on to the next field.
    const bare = long ? `([^\\s"“”„].*?)${next}` : '([^\\s"“”„]\\S*)';
    const given = new RegExp(`(?:^|\\s+)${name}=(?:${quoted}|${bare})`, 'isu').exec(text);
    const value = given?.[1] ?? given?.[2];
    if (!given || value === undefined) continue;
    named[name] = value.trim();
    text = text.slice(0, given.index) + text.slice(given.index + given[0].length);
  }
  return { named, text: text.trim() };
}

/** A line may end in the place it is about, `… in #eng`, and so may its text where fields follow. */
function take(operation: Operation, fields: readonly Field[], rest: string): Taken {
  const taken = takeNamed(fields, rest);
  const field = fields.find(({ name, place }) => place && !operation.words.includes(name));
  if (!field || field.name in taken.named) return taken;
  const line = splitPlace(rest);
  if (line) return withPlace(takeNamed(fields, line.before), field, line.place);
  const text = splitPlace(taken.text);
  return text ? withPlace({ ...taken, text: text.before }, field, text.place) : taken;
}

function splitPlace(line: string): { before: string; place: string } | undefined {
  const said = placeAtEnd.exec(line.trim());
  return said?.[1] ? { before: line.trim().slice(0, said.index), place: said[1] } : undefined;
}

const withPlace = ({ named, text }: Taken, { name }: Field, place: string): Taken => ({
  named: { ...named, [name]: place },
  text: text.trim(),
});

function positional(words: readonly string[], text: string): Record<string, string> {
  const [word, ...others] = words;
  if (word === undefined || text === '') return {};
  if (others.length === 0) return { [word]: text };
  const [whole, inQuotes, bare] = new RegExp(`^(?:${quoted}|(\\S+))`, 'u').exec(text) ?? [''];
  return { [word]: inQuotes ?? bare ?? '', ...positional(others, text.slice(whole.length).trim()) };
}

/** How to say it: `decision log <statement> [channel=…] [why=…]`. */
export function usage(operation: Operation): string {
  // What is only said now and then is not worth a longer line.
  const shown = operation.fields.filter(({ hidden, aside }) => !hidden && !aside);
  const words = operation.words.flatMap((word) => shown.filter(({ name }) => name === word));
  const others = shown.filter(({ name }) => !operation.words.includes(name));
  const parts = [
    ...words.map(({ name, required }) => (required ? `<${name}>` : `[${name}]`)),
    ...others.map(({ name, required, place }) => (required && !place ? `${name}=…` : `[${name}=…]`)),
  ];
  return [operation.phrase, ...parts].join(' ');
}
