/** Slack's own markup, read into pieces. Whatever is not markup is text, so nothing that people write can become anything else. */

export type Piece =
  | { is: 'text'; text: string }
  | { is: 'style'; style: 'bold' | 'italic' | 'strike'; inside: Piece[] }
  | { is: 'code'; text: string }
  | { is: 'fence'; text: string }
  | { is: 'quote'; inside: Piece[] }
  | { is: 'heading'; level: number; inside: Piece[] }
  | { is: 'list'; ordered: boolean; items: Piece[][] }
  | { is: 'table'; rows: Piece[][][] }
  | { is: 'rule' }
  | { is: 'image'; alt: string }
  | { is: 'user' | 'channel' | 'group'; id: string; label: string }
  | { is: 'all'; range: string }
  | { is: 'link'; url: string; inside: Piece[] }
  | { is: 'date'; seconds: number; format: string; url: string; fallback: string }
  | { is: 'emoji'; name: string }
  | { is: 'break' };

export function unescapeText(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

export function readMrkdwn(source: string): Piece[] {
  return source.split(/```/).flatMap((part, index, parts) => {
    // An opening fence that is never closed is three backticks.
    const fenced = index % 2 === 1 && index < parts.length - 1;
    if (fenced) return [{ is: 'fence' as const, text: unescapeText(part.replace(/^\n|\n$/g, '')) }];
    return readLines(index % 2 === 1 ? `\`\`\`${part}` : part);
  });
}

const QUOTED = /^(?:&gt;|>) ?/;

function readLines(source: string): Piece[] {
  const pieces: Piece[] = [];
  let plain: string[] = [];
  let quoted: string[] = [];
  const flush = () => {
    if (plain.length > 0) pieces.push(...readInline(plain.join('\n')));
    if (quoted.length > 0) pieces.push({ is: 'quote', inside: readInline(quoted.join('\n')) });
    plain = [];
    quoted = [];
  };
  for (const line of source.split('\n')) {
    const isQuote = QUOTED.test(line);
    if (isQuote ? plain.length > 0 : quoted.length > 0) flush();
    if (isQuote) quoted.push(line.replace(QUOTED, ''));
    else plain.push(line);
  }
  flush();
  return pieces;
}

const STYLES: Record<string, 'bold' | 'italic' | 'strike'> = { '*': 'bold', _: 'italic', '~': 'strike' };
const TOKEN = /`([^`\n]+)`|<([^<>\n]+)>|:([a-z0-9_+'-]+(?:::skin-tone-[2-6])?):|\n|[*_~]/g;
/** A style that is not closed by then is a sign like any other; it keeps hostile texts from taking long. */
const FAR = 2_000;

function readInline(source: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  const until = (index: number) => {
    if (index > from) pieces.push({ is: 'text', text: unescapeText(source.slice(from, index)) });
  };
  TOKEN.lastIndex = 0;
  const token = new RegExp(TOKEN);
  for (let match = token.exec(source); match; match = token.exec(source)) {
    const found = readToken(source, match);
    if (!found) continue;
    until(match.index);
    pieces.push(found.piece);
    from = found.end;
    token.lastIndex = from;
  }
  until(source.length);
  return pieces;
}

interface FoundPiece {
  piece: Piece;
  end: number;
}

function readToken(source: string, match: RegExpExecArray): FoundPiece | undefined {
  const [whole, code, angle, emoji] = match;
  const end = match.index + whole.length;
  if (code !== undefined) return { piece: { is: 'code', text: unescapeText(code) }, end };
  if (angle !== undefined) return { piece: readAngle(angle), end };
  if (emoji !== undefined) return { piece: { is: 'emoji', name: emoji }, end };
  if (whole === '\n') return { piece: { is: 'break' }, end };
  return readStyle(source, match.index, whole);
}

function readStyle(source: string, start: number, sign: string): FoundPiece | undefined {
  const style = STYLES[sign];
  const before = source[start - 1] ?? ' ';
  const after = source[start + 1] ?? ' ';
  if (!style || /[\p{L}\p{N}]/u.test(before) || /\s/.test(after) || after === sign) return undefined;
  const close = closing(source, start + 1, sign);
  if (close < 0) return undefined;
  return { piece: { is: 'style', style, inside: readInline(source.slice(start + 1, close)) }, end: close + 1 };
}

function closing(source: string, from: number, sign: string): number {
  const limit = Math.min(source.length, from + FAR);
  let inside = '';
  for (let index = from; index < limit; index++) {
    const char = source[index] ?? '';
    if (char === '\n') return -1;
    if (inside !== '') {
      if (char === inside) inside = '';
    } else if (char === '<') inside = '>';
    else if (char === '`') inside = '`';
    else if (char === sign && index > from && closes(source, index)) return index;
  }
  return -1;
}

function closes(source: string, index: number): boolean {
  return !/\s/.test(source[index - 1] ?? ' ') && !/[\p{L}\p{N}]/u.test(source[index + 1] ?? ' ');
}

/** What stands in angle brackets: a person, a channel, a group, a date, everybody, or a link. */
function readAngle(inner: string): Piece {
  const [target = '', label = ''] = splitOnce(inner, '|');
  if (target.startsWith('@')) return { is: 'user', id: target.slice(1), label: unescapeText(label) };
  if (target.startsWith('#')) return { is: 'channel', id: target.slice(1), label: unescapeText(label) };
  if (target.startsWith('!')) return readSpecial(target.slice(1), unescapeText(label));
  const url = unescapeText(target);
  const inside: Piece[] = label === '' ? [{ is: 'text', text: url }] : readInline(label);
  return { is: 'link', url, inside };
}

function readSpecial(name: string, label: string): Piece {
  const [kind = '', first = '', second = '', third = ''] = name.split('^');
  if (kind === 'subteam') return { is: 'group', id: first, label };
  if (kind === 'date')
    return {
      is: 'date',
      seconds: Number(first),
      format: unescapeText(second),
      url: unescapeText(third),
      fallback: label,
    };
  if (['here', 'channel', 'everyone'].includes(kind)) return { is: 'all', range: kind };
  return { is: 'text', text: label || `<!${name}>` };
}

function splitOnce(text: string, sign: string): [string, string] {
  const at = text.indexOf(sign);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

/** Only addresses that a person can go to; `javascript:` and the like are words. */
export function isSafeUrl(url: string): boolean {
  const parsed = URL.parse(url);
  return parsed !== null && ['http:', 'https:', 'mailto:', 'tel:'].includes(parsed.protocol);
}
