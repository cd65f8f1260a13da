import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { moment } from '../../src/sandbox/story/moment.ts';

/** What is true of a story, by those who wrote it. The product never reads it. */

const label = z.string();
const handle = z.string();
const labels = z.array(label);
const handles = z.array(handle);

const decision = z.strictObject({
  id: z.string(),
  statement: z.string(),
  kind: z.enum(['explicit', 'implied']),
  evidence: labels.min(1),
  decided: label,
  by: handles.min(1),
  agreed: handles,
  owner: handle.nullable(),
  why: z.string().nullable(),
  'instead of': z.array(z.string()),
  topic: z.string(),
  'reopen if': z.string().nullable(),
  replaces: z.string().optional(),
  reverses: z.string().optional(),
  state: z.enum(['decided', 'in progress', 'done', 'superseded', 'reversed', 'dropped']),
  'followed up': z.boolean(),
});

const promise = z.strictObject({
  id: z.string(),
  who: handle,
  to: handle.nullable(),
  what: z.string(),
  due: moment.nullable(),
  evidence: labels.min(1),
  kept: label.nullable(),
  state: z.enum(['kept', 'open', 'lapsed', 'handed over']),
  now: handle.nullable(),
});

const looksDecided = z.literal([
  'joke',
  'question',
  'quote',
  'hypothetical',
  'past',
  "someone else's",
  'hedge',
  'injection',
  'status',
]);

const truth = z.strictObject({
  decisions: z.array(decision),
  promises: z.array(promise),
  questions: z.array(
    z.strictObject({ id: z.string(), asked: label, by: handle, answered: label.nullable(), ask: handle.nullable() }),
  ),
  owners: z.array(
    z.strictObject({
      topic: z.string(),
      owner: handle,
      backup: handle.nullable(),
      since: label,
      until: label.nullable(),
      evidence: labels.min(1),
    }),
  ),
  missed: z.array(z.strictObject({ message: label, 'needed by': handles.min(1), why: z.string() })),
  circles: z.array(
    z.strictObject({ thread: label, belongs: z.enum(['call', 'doc', 'dm', 'thread']), why: z.string(), from: label }),
  ),
  'healthy threads': labels,
  sensitive: z.array(z.strictObject({ message: label, why: z.string() })),
  'not decisions': z.array(z.strictObject({ message: label, is: looksDecided, why: z.string() })),
  routes: z.array(
    z.strictObject({
      message: label,
      tell: handles.min(1),
      because: z.string(),
      lane: z.enum(['slow', 'fast', 'instant']),
    }),
  ),
  briefs: z.array(
    z.strictObject({
      meeting: z.string(),
      on: moment,
      for: handle,
      must: z.array(z.string()),
      never: z.array(z.string()),
    }),
  ),
});
type Truth = z.output<typeof truth>;

export const readTruth = (folder: string): Truth =>
  truth.parse(parse(readFileSync(join(folder, 'truth.yaml'), 'utf8')));

/** Every message that the truth rests on or speaks of. */
export const labelsIn = (all: Truth): string[] => [
  ...all.decisions.flatMap(({ evidence, decided }) => [...evidence, decided]),
  ...all.promises.flatMap(({ evidence, kept }) => [...evidence, ...(kept ? [kept] : [])]),
  ...all.questions.flatMap(({ asked, answered }) => [asked, ...(answered ? [answered] : [])]),
  ...all.owners.flatMap(({ evidence, since, until }) => [...evidence, since, ...(until ? [until] : [])]),
  ...all.circles.flatMap(({ thread, from }) => [thread, from]),
  ...[...all.missed, ...all.sensitive, ...all['not decisions'], ...all.routes].map(({ message }) => message),
  ...all['healthy threads'],
];

export const handlesIn = (all: Truth): string[] => [
  ...all.decisions.flatMap(({ by, agreed, owner }) => [...by, ...agreed, ...(owner ? [owner] : [])]),
  ...all.promises.flatMap(({ who, to, now }) => [who, to, now]).filter((one) => one !== null),
  ...all.questions.flatMap(({ by, ask }) => [by, ask]).filter((one) => one !== null),
  ...all.owners.flatMap(({ owner, backup }) => [owner, backup]).filter((one) => one !== null),
  ...all.missed.flatMap((one) => one['needed by']),
  ...all.routes.flatMap(({ tell }) => tell),
  ...all.briefs.map((brief) => brief.for),
];
