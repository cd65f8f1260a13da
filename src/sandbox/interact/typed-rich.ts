import type { Json } from '../shapes.ts';

/** What the signs in a typed text become, as in Slack's composer: bold, quotes, lists, code. The text itself keeps its signs. */

type Inline = Json & { type: string };
type Read = (text: string) => Inline[];

/** A code block as it was typed; all else line by line. */
export function richElements(typed: string, read: Read): Json[] {
  const parts = typed.split('```');
  const open = parts.length % 2 === 0 ? parts.pop() : undefined;
  if (open !== undefined) parts.push(`${parts.pop() ?? ''}\`\`\`${open}`);
  return parts.flatMap((part, index) =>
    index % 2 === 1 ? [preformatted(part)] : lines(trimmed(part, index, parts), read),
  );
}

/** Beside a code block the line ends with it. */
function trimmed(part: string, index: number, parts: readonly string[]): string {
  const after = index > 0 ? part.replace(/^\n/, '') : part;
  return index < parts.length - 1 ? after.replace(/\n$/, '') : after;
}

function preformatted(part: string): Json {
  return { type: 'rich_text_preformatted', elements: [{ type: 'text', text: part.replace(/^\n|\n$/g, '') }] };
}

type Kind = 'plain' | 'quote' | 'bullet' | 'ordered';
const SIGNS: [Kind, RegExp][] = [
  ['quote', /^> ?/],
  ['bullet', /^[-•] /],
  ['ordered', /^\d+\. /],
];

function lines(part: string, read: Read): Json[] {
  const groups: { kind: Kind; lines: string[] }[] = [];
  for (const line of part === '' ? [] : part.split('\n')) {
    const [kind, sign] = SIGNS.find(([, one]) => one.test(line)) ?? (['plain', /^/] as const);
    const last = groups.at(-1);
    if (last?.kind === kind) last.lines.push(line.replace(sign, ''));
    else groups.push({ kind, lines: [line.replace(sign, '')] });
  }
  return groups.map(({ kind, lines: inside }) => element(kind, inside, read));
}

function element(kind: Kind, inside: readonly string[], read: Read): Json {
  if (kind === 'plain') return section(inside.join('\n'), read);
  if (kind === 'quote') return { type: 'rich_text_quote', elements: styled(inside.join('\n'), read, {}) };
  return { type: 'rich_text_list', style: kind, indent: 0, elements: inside.map((line) => section(line, read)) };
}

function section(text: string, read: Read): Json {
  return { type: 'rich_text_section', elements: styled(text, read, {}) };
}

/** Addresses and names may hold the same signs, so they are passed over first. */
const KEPT = String.raw`https?:\/\/\S+|<[^<>\n]*>|:[a-z0-9_+-]+:|[@#][\w.-]+`;
const STYLED = ['*', '_', '~'].map((sign) => {
  // Of these only the star means something to the pattern by itself.
  const one = sign === '*' ? String.raw`\*` : sign;
  return String.raw`(?<![\p{L}\p{N}${one}])${one}(?=[^\s${one}])([^${one}\n]{0,2000}[^\s${one}])${one}(?![\p{L}\p{N}${one}])`;
});
const TOKEN = new RegExp(`${KEPT}|\`([^\`\\n]+)\`|${STYLED.join('|')}`, 'gu');
const NAMES = ['code', 'bold', 'italic', 'strike'] as const;

function styled(text: string, read: Read, style: Json): Inline[] {
  const found: Inline[] = [];
  let from = 0;
  const plain = (to: number) => {
    if (to > from) found.push(...read(text.slice(from, to)).map((one) => withStyle(one, style)));
  };
  for (const match of text.matchAll(TOKEN)) {
    const at = match.slice(1).findIndex((inside) => inside !== undefined);
    const name = NAMES[at];
    const inside = match[at + 1];
    if (name === undefined || inside === undefined) continue;
    plain(match.index);
    const within = { ...style, [name]: true };
    found.push(
      ...(name === 'code' ? [withStyle({ type: 'text', text: inside }, within)] : styled(inside, read, within)),
    );
    from = match.index + match[0].length;
  }
  plain(text.length);
  return found;
}

function withStyle(one: Inline, style: Json): Inline {
  return Object.keys(style).length === 0 ? one : { ...one, style };
}
