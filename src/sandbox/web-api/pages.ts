import type { Json } from '../shapes.ts';
import { ApiError } from './method.ts';

/** Slack's cursors are opaque; these hold the place to go on from. */
function encodeCursor(place: string): string {
  return Buffer.from(`next:${place}`).toString('base64');
}

export function decodeCursor(cursor: string | undefined): string | undefined {
  if (cursor === undefined || cursor === '') return undefined;
  const [word, place] = Buffer.from(cursor, 'base64').toString('utf8').split(/:(.*)/s);
  if (word !== 'next' || place === undefined) throw new ApiError('invalid_cursor');
  return place;
}

interface Page<T> {
  items: readonly T[];
  response_metadata: { next_cursor: string };
}

/** A page of a list that is kept whole, by position. */
export function pageOf<T>(
  all: readonly T[],
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Page<T> {
  const start = Number(decodeCursor(cursor) ?? 0);
  if (!Number.isInteger(start) || start < 0) throw new ApiError('invalid_cursor');
  const end = start + limit;
  return {
    items: all.slice(start, end),
    response_metadata: { next_cursor: end < all.length ? encodeCursor(String(end)) : '' },
  };
}

/** The first place in a sorted list of timestamps that is not before `ts`. */
export function lowerBound(sorted: readonly string[], ts: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? '') < ts) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function withCursor(next: string | undefined): Json {
  return next === undefined ? {} : { response_metadata: { next_cursor: encodeCursor(next) } };
}
