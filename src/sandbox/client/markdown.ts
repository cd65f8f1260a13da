import { type Piece, readMrkdwn, unescapeText } from './mrkdwn.ts';

/** Standard Markdown, as markdown blocks carry it: headings, lists, tables, fences, quotes, rules and what stands in a line. */

export function readMarkdown(source: string): Piece[] {
  return source.split(/^```[^\n]*$/m).flatMap((part, index, parts) => {
    const fenced = index % 2 === 1 && index < parts.length - 1;
    return fenced ? [{ is: 'fence' as const, text: part.replace(/^\n|\n$/g, '') }] : readParagraphs(part);
  });
}

type Kind = 'plain' | 'quote' | 'bullet' | 'number' | 'table' | 'heading' | 'rule' | 'blank';

const KINDS: [Kind, RegExp][] = [
  ['blank', /^\s*$/],
  ['heading', /^#{1,6}\s/],
  ['rule', /^ {0,3}(?:-{3,}|\*{3,}|_{3,})\s*$/],
  ['quote', /^>\s?/],
  ['bullet', /^\s*[-*+]\s+/],
  ['number', /^\s*\d+[.)]\s+/],
  ['table', /^\s*\|.*\|\s*$/],
];

const kindOf = (line: string): Kind => KINDS.find(([, sign]) => sign.test(line))?.[0] ?? 'plain';

function readParagraphs(source: string): Piece[] {
  const groups: { kind: Kind; lines: string[] }[] = [];
  for (const line of source.split('\n')) {
    const kind = kindOf(line);
    const last = groups.at(-1);
    if (last?.kind === kind && kind !== 'heading' && kind !== 'rule') last.lines.push(line);
    else groups.push({ kind, lines: [line] });
  }
  return groups.flatMap(({ kind, lines }) => readGroup(kind, lines));
}

function readGroup(kind: Kind, lines: string[]): Piece[] {
  switch (kind) {
    case 'blank':
      return lines.length > 1 || lines[0] !== undefined ? [{ is: 'break' }] : [];
    case 'rule':
      return [{ is: 'rule' }];
    case 'heading':
      return lines.map((line) => heading(line));
    case 'quote':
      return [{ is: 'quote', inside: readParagraphs(lines.map((line) => line.replace(/^>\s?/, '')).join('\n')) }];
    case 'bullet':
    case 'number': {
      const items = lines.map((line) => inline(line.replace(/^\s*(?:[-*+]|\d+[.)])\s+/, '')));
      return [{ is: 'list', ordered: kind === 'number', items }];
    }
    case 'table':
      return [{ is: 'table', rows: lines.filter((line) => !/^[\s|:-]+$/.test(line)).map(cells) }];
    default:
      return inline(lines.join('\n'));
  }
}

function heading(line: string): Piece {
  const level = /^#+/.exec(line)?.[0].length ?? 1;
  return { is: 'heading', level, inside: inline(line.replace(/^#+\s+/, '')) };
}

function cells(line: string): Piece[][] {
  return line
    .trim()
    .replace(/^\||\|$/g, '')
    .split('|')
    .map((cell) => inline(cell.trim()));
}

const TOKEN =
  /`([^`\n]+)`|!\[([^\]]*)\]\([^)\s]*\)|\[([^\]]+)\]\(([^)\s]+)\)|\*\*(?=\S)([^\n]{1,2000}?)\*\*|~~(?=\S)([^\n]{1,2000}?)~~|(?<![\p{L}\p{N}*])\*(?=[^\s*])([^*\n]{1,2000}?)\*|(?<![\p{L}\p{N}_])_(?=[^\s_])([^_\n]{1,2000}?)_(?![\p{L}\p{N}])|<[^<>\n]+>|:[a-z0-9_+-]+:|\n/gu;

function inline(source: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of source.matchAll(TOKEN)) {
    if (match.index > from) pieces.push({ is: 'text', text: unescapeText(source.slice(from, match.index)) });
    pieces.push(...readToken(match));
    from = match.index + match[0].length;
  }
  return from < source.length ? [...pieces, { is: 'text', text: unescapeText(source.slice(from)) }] : pieces;
}

function readToken([whole, code, image, label, url, bold, strike, star, line]: RegExpMatchArray): Piece[] {
  if (code !== undefined) return [{ is: 'code', text: code }];
  if (image !== undefined) return [{ is: 'image', alt: image }];
  if (url !== undefined) return [{ is: 'link', url, inside: inline(label ?? url) }];
  if (bold !== undefined) return [{ is: 'style', style: 'bold', inside: inline(bold) }];
  if (strike !== undefined) return [{ is: 'style', style: 'strike', inside: inline(strike) }];
  const italic = star ?? line;
  if (italic !== undefined) return [{ is: 'style', style: 'italic', inside: inline(italic) }];
  if (whole === '\n') return [{ is: 'break' }];
  return readMrkdwn(whole ?? '');
}
