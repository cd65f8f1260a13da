import type { PoolClient } from 'pg';
import { z } from 'zod';
import type { World } from './world.ts';

/** What stands in the tables, read without a word of the product's own queries. */

const text = z.string().nullable();
const people = z.array(z.string());

const Row = z.object({
  number: z.number(),
  statement: z.string(),
  why: text,
  alternatives: text,
  assumptions: text,
  reopen_if: text,
  topic: text,
  owner: text,
  type: z.string(),
  deciders: people,
  agreed: people,
  decided_at: z.date(),
  review_at: z.date().nullable(),
  state: z.string(),
  replaced_by: z.number().nullable(),
  removed: people,
  version: z.number(),
  changed_at: z.date(),
  audience: people,
  logged_by: z.string(),
});
export type Row = z.output<typeof Row>;

const Line = z.object({
  decision: z.number(),
  n: z.number(),
  kind: z.string(),
  at: z.date(),
  recorded_at: z.date(),
  person: z.string(),
  via: z.string(),
  state: z.string(),
  reason: text,
  other: z.number().nullable(),
  fields: z.record(z.string(), z.unknown()),
  removed: people,
});
export type Line = z.output<typeof Line>;

const Evidence = z.object({
  decision: z.number(),
  n: z.number(),
  channel: z.string(),
  author: z.string(),
  quote: text,
  message_ts: text,
  removed: z.boolean(),
  role: z.string(),
  reaction: text,
});
export type Evidence = z.output<typeof Evidence>;

const Message = z.object({
  channel: z.string(),
  ts: z.string(),
  author: z.string(),
  text: z.string(),
  removed: z.boolean(),
});
export type Known = z.output<typeof Message>;

const Reaction = z.object({
  channel: z.string(),
  ts: z.string(),
  person: z.string(),
  name: z.string(),
  removed: z.boolean(),
});

/** Two channels may have messages of the same moment. */
export const keyOf = ({ channel, ts }: Pick<Known, 'channel' | 'ts'>): string => `${channel} ${ts}`;

/** All at one moment. */
export interface Tables {
  now: Date;
  rows: Row[];
  lines: Line[];
  evidence: Evidence[];
  messages: Known[];
  reactions: z.output<typeof Reaction>[];
  /** Whatever else is asked of the same moment. */
  query<T extends z.ZodType>(shape: T, sql: string): Promise<z.output<T>[]>;
}

/** As it all stands at one moment, for as long as `look` takes. */
export async function atOnce<T>({ hyphas: [{ app }] }: World, look: (tables: Tables) => Promise<T>): Promise<T> {
  const client = await app.db.pool.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    return await look(await tablesOf(client));
  } finally {
    await client.query('rollback');
    client.release();
  }
}

async function tablesOf(client: PoolClient): Promise<Tables> {
  const query: Tables['query'] = async (shape, sql) => z.array(shape).parse((await client.query(sql)).rows);
  const [{ now } = { now: new Date() }] = await query(
    z.object({ now: z.date() }),
    'select team_time(stands_at, offset_ms) as now from workspace',
  );
  return {
    now,
    query,
    rows: await query(Row, 'select * from decision order by created_at, number'),
    lines: await query(Line, 'select * from decision_change order by decision, n'),
    evidence: await query(Evidence, 'select * from evidence order by decision, n'),
    messages: await query(Message, 'select * from message'),
    reactions: await query(Reaction, 'select * from reaction'),
  };
}
