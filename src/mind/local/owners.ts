import type { Course } from './course.ts';
import { columnOf, valueAt } from './table.ts';

const reach = { before: 7, after: 3 };

/** Who most likely takes on what is settled at a line, by who says they will, who is asked or named, and who speaks there. */
export function ownerAt(course: Course, line: number): string | undefined {
  const { lines } = course.remarks;
  const claims = new Map<string, number>();
  const known = knownIn(course);
  for (let n = Math.max(0, line - reach.before); n <= line + reach.after && n < lines.length; n++) {
    const near = 1 / (1 + Math.abs(n - line) / 3);
    for (const [name, much] of claimsIn(course, n, known)) claims.set(name, (claims.get(name) ?? 0) + much * near);
  }
  return [...claims].toSorted((one, other) => other[1] - one[1])[0]?.[0];
}

const weights = { speaks: 0.5, willDo: 3, canDo: 1.5, named: 3, asked: 2, answersAsk: 2, mentioned: 0.4 };

function claimsIn(course: Course, n: number, known: ReadonlyMap<string, string>): [string, number][] {
  const { lines, table, stances } = course.remarks;
  const line = lines[n];
  if (!line || valueAt(table, n, columnOf(table, 'topic'))) return [];
  const has = (cue: string, at = n) => valueAt(table, at, columnOf(table, cue)) > 0;
  const claims: [string, number][] = [[line.author, weights.speaks]];
  if (has('iWill')) claims.push([line.author, weights.willDo]);
  else if (has('iCan')) claims.push([line.author, weights.canDo]);
  if (stances[n]?.is === 'for' && (has('canYou', n - 1) || has('canYou', n - 2)))
    claims.push([line.author, weights.answersAsk]);
  for (const [word, verb] of mentions(line.said.text)) {
    const name = known.get(bare(word));
    if (name === undefined) continue;
    claims.push([name, weights.mentioned]);
    if (verb) claims.push([name, weights.named]);
    else if (has('canYou')) claims.push([name, weights.asked]);
  }
  return claims;
}

const bare = (name: string) => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');

/** How people are called in a talk: by their whole name, its first part, or the start of it. */
function knownIn({ remarks: { lines } }: Course): ReadonlyMap<string, string> {
  const known = new Map<string, string>();
  for (const { author } of lines) {
    const short = bare(author.split(/[\s._-]/)[0] ?? '');
    for (const call of [bare(author), short]) if (call.length >= 2 && !known.has(call)) known.set(call, author);
  }
  return known;
}

const taking =
  /^\s*(?:(?:and|,|&)\s*[\w.@-]+\s+)?(?:to|will|shall|should|is going to|agreed to|volunteer\w*|takes?|needs? to|can)\s+\w/;

/** Every word that may be a name, and whether it goes on to say what they do. */
function mentions(text: string): [string, boolean][] {
  return [...text.slice(0, 600).matchAll(/@?([\p{L}][\p{L}\p{N}_.-]+)/gu)]
    .slice(0, 60)
    .map((match) => [
      match[1] ?? '',
      taking.test(text.slice(match.index + match[0].length, match.index + match[0].length + 40)),
    ]);
}
