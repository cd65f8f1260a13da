import type { LinkWeights } from '../../src/mind/local/links.ts';
import type { Kind, Take } from '../../src/mind/local/links-pairs.ts';
import type { Choice, Shares } from './links-choice.ts';

/** What is noticed, each for its kind of answer, so that rare kinds lean on what all kinds have in common. */
export interface Columns {
  places: Map<string, { kind: Kind; name: string; column: number }>;
  shares: Map<string, number>;
  parts: number[][];
}

export const noColumns = (): Columns => ({ places: new Map(), shares: new Map(), parts: [] });

export const sharesOf = ({ shares, parts }: Columns): Shares => ({ size: shares.size, of: parts });

function columnOf(columns: Columns, kind: Kind, name: string): number {
  const cell = `${kind}|${name}`;
  const known = columns.places.get(cell);
  if (known) return known.column;
  const column = columns.parts.length;
  columns.places.set(cell, { kind, name, column });
  columns.parts.push(
    leaning(kind).map((part) => {
      const share = columns.shares.get(`${part}|${name}`) ?? columns.shares.size;
      columns.shares.set(`${part}|${name}`, share);
      return share;
    }),
  );
  return column;
}

/** The sorts a kind belongs to, itself last. */
function leaning(kind: Kind): string[] {
  if (kind.startsWith('begins')) return ['any beginning', kind];
  const names = kind === 'named' || kind.endsWith('naming') ? 'any naming' : 'any open';
  return ['any', names, `any ${kind.replace(' naming', '')}`, kind];
}

export function choiceOf(columns: Columns, options: (take: Take) => void, isRight: (place: number) => boolean): Choice {
  const at: number[] = [];
  const values: number[] = [];
  const ends: number[] = [];
  const right: number[] = [];
  options((place, kind, noting) => {
    noting((name, value) => {
      at.push(columnOf(columns, kind, name));
      values.push(value);
    });
    ends.push(at.length);
    right.push(isRight(place) ? 1 : 0);
  });
  return {
    columns: Uint32Array.from(at),
    values: Float64Array.from(values),
    ends: Uint32Array.from(ends),
    right: Uint8Array.from(right),
    counts: 1,
  };
}

export function weightsOf(found: Float64Array, { places }: Columns): LinkWeights {
  const weights: Record<Kind, Record<string, number>> = {
    begins: {},
    'begins naming': {},
    own: {},
    'own naming': {},
    named: {},
    'names me': {},
    'names me naming': {},
    other: {},
    'other naming': {},
  };
  for (const { kind, name, column } of places.values())
    weights[kind][name] = Math.round((found[column] ?? 0) * 1e4) / 1e4;
  return weights;
}
