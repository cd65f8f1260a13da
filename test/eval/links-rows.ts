import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Dialogue } from '../../src/mind/dialogue.ts';

const message = z.object({ id: z.string(), stream: z.string(), ts: z.string(), user: z.string(), text: z.string() });

export function rowsOf<Row>(dataDir: string, file: string, row: z.ZodType<Row>): Row[] {
  const lines = readFileSync(join(dataDir, file), 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => row.parse(JSON.parse(line)));
}

/** What was said in a set, by meeting or log. */
export function dialoguesIn(dataDir: string, set: string): Map<string, Dialogue> {
  const messages = rowsOf(dataDir, join(set, 'messages.jsonl'), message);
  const said = messages.map(({ id, stream, user, text, ts }) => ({
    id,
    author: user,
    text,
    at: Date.parse(ts),
    stream,
  }));
  return Map.groupBy(said, ({ stream }) => stream);
}

/** The figures of a set of files or meetings, of which each has its own counts. */
export interface Counts {
  right: number;
  given: number;
  labelled: number;
}

export interface Figure {
  f1: number;
  precision: number;
  recall: number;
  /** Where the F1 lies in 95 of 100 cases, had other logs been drawn. */
  from: number;
  to: number;
}

export function figureOf(counts: readonly Counts[]): Figure {
  const drawn = Array.from({ length: 2000 }, dice(counts.length)).map((places) =>
    f1Of(places.flatMap((n) => counts[n] ?? [])),
  );
  const sorted = drawn.map(({ f1 }) => f1).toSorted((one, other) => one - other);
  return { ...f1Of(counts), from: sorted[50] ?? 0, to: sorted[1949] ?? 0 };
}

function f1Of(counts: readonly Counts[]) {
  let right = 0;
  let given = 0;
  let labelled = 0;
  for (const one of counts) {
    right += one.right;
    given += one.given;
    labelled += one.labelled;
  }
  const precision = right / given || 0;
  const recall = right / labelled || 0;
  return { precision, recall, f1: (2 * right) / (given + labelled) || 0 };
}

/** Draws as many places as there are, some more than once; the same ones each time it is asked. */
function dice(size: number): () => number[] {
  let state = 1;
  return () =>
    Array.from({ length: size }, () => {
      state = (state * 48_271) % 2_147_483_647;
      return Math.floor((state / 2_147_483_647) * size);
    });
}
