import { listOf, oneOf, type Problems, problem, words } from './block-text.ts';
import { isObject } from './body.ts';

/** Rich text: sections, lists, quotes and code, each made of small pieces. */

type Check = (piece: Record<string, unknown>, at: string) => Problems;

const has =
  (field: string): Check =>
  (piece, at) =>
    words(piece[field], `${at}/${field}`, 40_000);

const richPieces: Readonly<Record<string, Check>> = {
  text: has('text'),
  link: has('url'),
  emoji: has('name'),
  user: has('user_id'),
  usergroup: has('usergroup_id'),
  channel: has('channel_id'),
  team: has('team_id'),
  color: has('value'),
  broadcast: ({ range }, at) => oneOf(range ?? '', ['here', 'channel', 'everyone'], `${at}/range`),
  date: (piece, at) => [
    ...(typeof piece.timestamp === 'number' ? [] : [problem(`${at}/timestamp`, 'missing required field: timestamp')]),
    ...has('format')(piece, at),
  ],
};

const ANY_PIECE = Object.keys(richPieces);
const pieces =
  (allowed: readonly string[]): Check =>
  ({ elements }, at) =>
    Array.isArray(elements)
      ? listOf(elements, `${at}/elements`, 10_000, (piece, place) => pieceProblems(piece, place, allowed))
      : [problem(at, 'missing required field: elements')];

const richParts: Readonly<Record<string, Check>> = {
  rich_text_section: pieces(ANY_PIECE),
  rich_text_quote: pieces(ANY_PIECE),
  rich_text_preformatted: pieces(['text', 'link']),
  rich_text_list: ({ elements, style }, at) => [
    ...oneOf(style ?? '', ['bullet', 'ordered'], `${at}/style`),
    ...listOf(elements, `${at}/elements`, 1000, (item, place) => partProblems(item, place, ['rich_text_section'])),
  ],
};

export function richTextProblems(text: unknown, at: string): Problems {
  if (!isObject(text) || text.type !== 'rich_text') return [problem(at, 'must be a rich_text block')];
  if (!Array.isArray(text.elements)) return [problem(at, 'missing required field: elements')];
  return listOf(text.elements, `${at}/elements`, 1000, (part, place) =>
    partProblems(part, place, Object.keys(richParts)),
  );
}

function partProblems(part: unknown, at: string, allowed: readonly string[]): Problems {
  return known(part, at, allowed, richParts);
}

function pieceProblems(piece: unknown, at: string, allowed: readonly string[]): Problems {
  return known(piece, at, allowed, richPieces);
}

function known(
  part: unknown,
  at: string,
  allowed: readonly string[],
  checks: Readonly<Record<string, Check>>,
): Problems {
  if (!isObject(part)) return [problem(at, 'must be an object')];
  const type = String(part.type);
  const check = allowed.includes(type) ? checks[type] : undefined;
  return check ? check(part, at) : [problem(at, `unsupported type: ${type}`)];
}
