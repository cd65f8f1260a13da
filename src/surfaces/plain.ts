import type { KnownBlock, SectionBlock } from '@slack/types';
import { z } from 'zod';
import type { Card } from '../card.ts';

export interface Terminal {
  /** A second sign only: whatever it says is also said in words. */
  colour: boolean;
  /** Whether links may hide behind their label. */
  links: boolean;
  width: number;
}

/** What a button does, as a command; nothing where there is none. */
type Hint = (operation: string, input: Record<string, string>) => string | undefined;

const Input = z.record(z.string(), z.string());

const ESC = '\u001b';

/** A card as text for a terminal: the same words in the same order. */
export function plain(card: Card, terminal: Terminal, hint: Hint = () => undefined): string {
  const parts = card.blocks.map((block) => ({ type: block.type, text: blockText(block, terminal, hint) }));
  const said = parts.filter(({ text }) => text !== '');
  if (said.length === 0) return wrap(mrkdwn(card.text, terminal), terminal.width);
  const lines = said.map(({ type, text }, n) => (n > 0 && standsApart(type, said[n - 1]?.type) ? `\n${text}` : text));
  return lines.join('\n');
}

const standsApart = (type: string, before: string | undefined) => type === 'section' && before !== 'header';

function blockText(block: KnownBlock, terminal: Terminal, hint: Hint): string {
  const wrapped = (text: string) => wrap(text, terminal.width);
  switch (block.type) {
    case 'header':
      return wrapped(bold(text(block.text, terminal), terminal));
    case 'section': {
      const all = [block.text, ...(block.fields ?? [])].filter((part) => part !== undefined);
      const words = all.map((part) => wrapped(text(part, terminal)));
      return [...words, ...commandsFor(beside(block), hint, terminal)].join('\n');
    }
    case 'context': {
      const all = block.elements.flatMap((part) => (part.type === 'image' ? [] : [text(part, terminal)]));
      return wrapped(all.join(' · '));
    }
    case 'actions':
      return commandsFor(block.elements.flatMap(pressOf), hint, terminal).join('\n');
    default:
      return '';
  }
}

interface Pressable {
  operation: string;
  input: string | undefined;
}

const pressOf = (element: { type: string; action_id?: string; value?: string }): Pressable[] =>
  element.type === 'button'
    ? [{ operation: (element.action_id ?? '').replace(/#\d+$/, ''), input: element.value }]
    : [];

/** What stands beside words: a button, or choices whose block says what they are asked. */
function beside({ accessory, block_id }: SectionBlock): Pressable[] {
  if (accessory?.type === 'overflow')
    return accessory.options.map(({ value = '' }) => ({ operation: value, input: block_id }));
  return accessory?.type === 'button' ? pressOf(accessory) : [];
}

const commandsFor = (presses: readonly Pressable[], hint: Hint, terminal: Terminal): string[] =>
  presses
    .map(({ operation, input }) => hint(operation, Input.parse(JSON.parse(input ?? '{}'))))
    .flatMap((command) => (command ? [dim(`  ${harmless(command)}`, terminal)] : []));

const text = (part: { type: 'mrkdwn' | 'plain_text'; text: string }, terminal: Terminal) =>
  part.type === 'mrkdwn' ? mrkdwn(part.text, terminal) : harmless(part.text);

/** Slack's marks as the terminal's; what people wrote was escaped, so it is unescaped last and means nothing by then. */
function mrkdwn(source: string, terminal: Terminal): string {
  return harmless(source)
    .replace(/<([^<>|]+)(?:\|([^<>]*))?>/g, (_, target: string, label?: string) => reference(target, label, terminal))
    .replace(marked('\\*'), (_, words: string) => bold(words, terminal))
    .replace(marked('_'), (_, words: string) => words)
    .replace(marked('`'), (_, words: string) => `\`${words.replace(/^\/hypha /, 'hypha ')}\``)
    .replace(/^> /gm, '│ ')
    .replaceAll('\u200b', '')
    .replace(/&(lt|gt|amp);/g, (entity) => entities[entity] ?? entity);
}

const entities: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' };

/** Marks that people typed are followed by a zero-width space, and so are none. */
const marked = (mark: string) =>
  new RegExp(
    `(?<![\\p{L}\\p{N}])${mark}(?![\\s\\u200b])((?:(?!${mark})[^\\n]|${mark}\\u200b)+)(?<!\\s)${mark}(?![\\p{L}\\p{N}\\u200b])`,
    'gu',
  );

function reference(target: string, label: string | undefined, { links }: Terminal): string {
  if (target.startsWith('!date^')) return linked(target.split('^')[3], label ?? '', links);
  if (/^[#@!]/.test(target)) return `${target[0] === '#' ? '#' : '@'}${label ?? target.slice(1)}`;
  if (!/^(https?:\/\/|mailto:)/.test(target)) return label ?? target;
  return linked(target, label, links);
}

function linked(target: string | undefined, label: string | undefined, links: boolean): string {
  if (!target) return label ?? '';
  if (links) return `${ESC}]8;;${target}${ESC}\\${label ?? target}${ESC}]8;;${ESC}\\`;
  return label === undefined ? target : `${label} (${target})`;
}

export const bold = (words: string, { colour }: Pick<Terminal, 'colour'>) =>
  colour ? `${ESC}[1m${words}${ESC}[22m` : words;
const dim = (words: string, { colour }: Terminal) => (colour ? `${ESC}[2m${words}${ESC}[22m` : words);

/** Nothing that somebody wrote moves the cursor, changes a colour or turns the reading direction. */
export const harmless = (words: string): string =>
  usual.test(words) ? words : [...words.replaceAll('\t', ' ').replace(/\r\n?/g, '\n')].map(visible).join('');

/** Most of what is shown holds nothing else, and is not looked at letter by letter. */
const usual = /^[\n\x20-\x7e]*$/;

function visible(letter: string): string {
  const code = letter.codePointAt(0) ?? 0;
  if (letter === '\n' || (code >= 0x20 && code < 0x7f)) return letter;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code < 0xa0) return '\ufffd';
  return turnsDirection.test(letter) ? '' : letter;
}

const turnsDirection = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

const unseen = new RegExp(`${ESC}\\[\\d+m|${ESC}\\]8;;[^${ESC}]*${ESC}\\\\`, 'g');

/** Lines no longer than the terminal is wide, continued a little further in. An address is never cut. */
export function wrap(words: string, width: number, indent = '  '): string {
  return words
    .split('\n')
    .map((line) => wrapLine(line, width, line.startsWith('│ ') ? '│ ' : indent).join('\n'))
    .join('\n');
}

function wrapLine(line: string, width: number, indent: string): string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of pieces(line, width - indent.length)) {
    const longer = current === '' ? word : `${current} ${word}`;
    if (current !== '' && widthOf(longer) > width) {
      lines.push(current);
      current = `${indent}${word}`;
    } else current = longer;
  }
  return [...lines, current];
}

const pieces = (line: string, width: number): string[] =>
  line.split(' ').flatMap((word) => (widthOf(word) <= width || /https?:\/\//.test(word) ? [word] : cut(word, width)));

function cut(word: string, width: number): string[] {
  const found: string[] = [];
  let current = '';
  for (const { segment } of letters.segment(word)) {
    if (current !== '' && widthOf(current + segment) > width) {
      found.push(current);
      current = '';
    }
    current += segment;
  }
  return [...found, current];
}

const letters = new Intl.Segmenter();
const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f/u;

/** Columns a text takes: a letter with its accents is one, and most of Asia's and every emoji two. */
export function widthOf(words: string): number {
  const seen = words.replace(unseen, '');
  if (usual.test(seen)) return seen.length;
  let width = 0;
  for (const { segment } of letters.segment(seen)) width += wide.test(segment) ? 2 : 1;
  return width;
}
