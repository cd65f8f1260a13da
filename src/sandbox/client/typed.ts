import { unescapeText } from './mrkdwn.ts';
import type { State } from './state.ts';

/** A message as its author typed it, for changing it: names instead of ids. */
export function typedFrom(state: State, stored: string): string {
  const plain = stored.replace(/<([^<>]+)>/g, (whole, inner: string) => {
    const [target = '', label = ''] = inner.split('|');
    if (target.startsWith('@')) return `@${state.people.get(target.slice(1))?.name ?? label}`;
    if (target.startsWith('#')) return `#${state.rooms.get(target.slice(1))?.name ?? label}`;
    if (target.startsWith('!'))
      return /^!(here|channel|everyone)$/.test(target) ? `@${target.slice(1)}` : label || whole;
    return target;
  });
  return unescapeText(plain);
}

/** Of what is too long as many whole words as there is room for. */
export function shortened(words: string, most: number): string {
  if (words.length <= most) return words;
  const whole = /^[\s\S]*\S(?=\s)/.exec(words.slice(0, most + 1))?.[0];
  // A single word that long has no end to cut at; no sign is cut in two.
  return `${whole ?? words.slice(0, most).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** A text in plain words, for those who hear it and for lists: no signs, names instead of ids. */
export function plainWords(state: State, stored: string): string {
  const named = stored.replace(/<([^<>]+)>/g, (_, inner: string) => {
    const [target = '', label = ''] = inner.split('|');
    if (target.startsWith('@')) return `@${state.people.get(target.slice(1))?.realName ?? label}`;
    if (target.startsWith('#')) return `#${state.rooms.get(target.slice(1))?.name ?? label}`;
    if (target.startsWith('!')) return label || `@${target.slice(1)}`;
    return label || target;
  });
  return unescapeText(named).replace(/```|[*_~`]/g, '');
}
