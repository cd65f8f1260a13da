import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import type { Dialogue } from '../../src/mind/dialogue.ts';

const messageRow = z.object({
  id: z.string(),
  stream: z.string(),
  ts: z.string().optional(),
  user: z.string().default(''),
  text: z.string(),
  via: z.enum(['scribe', 'asr']).optional().catch(undefined),
});
const labelRow = z.object({
  stream: z.string().default(''),
  kind: z.string(),
  msg_ids: z.array(z.string()).default([]),
  anchor_id: z.string().optional(),
  span: z.array(z.string()).optional(),
  text: z.string().default(''),
  owner: z.string().nullish(),
  owner_aliases: z.array(z.string()).nullish(),
  owner_known: z.boolean().nullish(),
  due: z.string().nullish(),
  loose: z.boolean().nullish(),
  parents: z.array(z.string()).optional(),
});
type Message = z.infer<typeof messageRow>;
export type Label = z.infer<typeof labelRow>;

export interface LabelledSet {
  name: string;
  messages: readonly Message[];
  labels: readonly Label[];
}
export const variants = ['stripped', 'inferred', 'novote'] as const;
export type Variant = (typeof variants)[number];

/** Every folder under a place that holds messages. */
export function setsIn(place: string): LabelledSet[] {
  return readdirSync(place)
    .filter((name) => existsSync(join(place, name, 'messages.jsonl')))
    .map((name) => setAt(join(place, name)));
}

function setAt(place: string): LabelledSet {
  return {
    name: basename(place),
    messages: rowsOf(join(place, 'messages.jsonl'), messageRow),
    labels: rowsOf(join(place, 'labels.jsonl'), labelRow),
  };
}

/** The rows of a file that are of a kind; those of another kind are for somebody else. */
function rowsOf<Row>(path: string, kind: z.ZodType<Row>): Row[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter(Boolean)
    .flatMap((line) => {
      const read = kind.safeParse(JSON.parse(line));
      return read.success ? [read.data] : [];
    });
}

/** A vote in figures, as the measure sees one. */
const vote = /^\s*(?:[+-]\s?[01](?:\.\d+)?|[01])(?!\w|\.\d)/;
export const isVote = (text: string): boolean => vote.test(text);

/** What is left out: the lines that were typed as decisions or actions, and with them the votes. */
export function leftOut({ messages, labels }: LabelledSet, variant: Variant): ReadonlySet<string> {
  if (variant === 'stripped') return new Set();
  const commands = labels.filter(({ kind }) => kind === 'decision' || kind === 'action').flatMap((one) => one.msg_ids);
  const votes = variant === 'novote' ? messages.filter(({ text }) => isVote(text)).map(({ id }) => id) : [];
  return new Set([...commands, ...votes]);
}

export interface Stream {
  name: string;
  dialogue: Dialogue;
}

export function streamsOf(set: LabelledSet, variant: Variant): Stream[] {
  const out = leftOut(set, variant);
  const streams = new Map<string, Message[]>();
  for (const message of set.messages) {
    if (out.has(message.id)) continue;
    const stream = streams.get(message.stream);
    if (stream) stream.push(message);
    else streams.set(message.stream, [message]);
  }
  return [...streams].map(([name, messages]) => ({ name, dialogue: messages.map(utterance) }));
}

const utterance = ({ id, user, text, ts, via }: Message) => ({
  id,
  author: user,
  text,
  at: ts ? Date.parse(ts) || 0 : 0,
  via,
});
