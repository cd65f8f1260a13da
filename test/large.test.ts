import { type CompiledQuery, Kysely, PostgresDialect } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { erasePerson } from '../jobs/erase-person.ts';
import { forget } from '../jobs/forget.ts';
import { open } from '../src/actions/rules.ts';
import { countActions, findAction, forgetSaid, listActions, openCounts } from '../src/actions/store.ts';
import { findDecision, findDecisions, mostCounted } from '../src/decisions/store.ts';
import { day, later, machineNow } from '../src/edges/clock.ts';
import { type Database, inPortions } from '../src/edges/db.ts';
import { findDue } from '../src/edges/due.ts';
import { claimRows, forgetRead } from '../src/edges/inbox-rows.ts';
import { inboxCounts } from '../src/health/store.ts';
import { forgetAnswers } from '../src/ledger/store.ts';
import { tsOf } from '../src/messages/rules.ts';
import { forgetAuthor, forgetBefore } from '../src/messages/store.ts';
import type { Viewer } from '../src/people/rules.ts';
import { type Hypha, openHypha } from './support/hypha.ts';
import { fillDatabase, filled } from './support/plenty.ts';

let hypha: Hypha;
beforeAll(async () => {
  hypha = await openHypha({ worker: false });
  await fillDatabase(hypha.app.db.pool, hypha.app.workspace.ws);
});
afterAll(() => hypha.close());

const Plan = z.looseObject({
  'Node Type': z.string(),
  'Relation Name': z.string().optional(),
  'Actual Rows': z.number(),
  'Rows Removed by Filter': z.number().optional(),
  'Shared Hit Blocks': z.number(),
  'Shared Read Blocks': z.number(),
  get Plans() {
    return z.array(Plan).optional();
  },
});
type Plan = z.infer<typeof Plan>;
const Explained = z.object({ rows: z.tuple([z.object({ 'QUERY PLAN': z.tuple([z.object({ Plan })]) })]) });

/** How the database answers what is asked of it, as it is asked; what is changed by it is undone. */
async function plansOf(work: (db: Kysely<Database>) => Promise<unknown>): Promise<Plan[]> {
  const { pool } = hypha.app.db;
  const asked: CompiledQuery[] = [];
  const db = new Kysely<Database>({
    dialect: new PostgresDialect({ pool }),
    log: ({ query }) => void asked.push(query),
  });
  const trx = await db.startTransaction().execute();
  try {
    await work(trx);
    const plans: Plan[] = [];
    for (const query of asked.filter(({ sql }) => /^\s*(select|with|update|delete)/.test(sql))) {
      const explained = await trx.executeQuery({
        ...query,
        sql: `explain (analyze, buffers, format json) ${query.sql}`,
      });
      plans.push(Explained.parse(explained).rows[0]['QUERY PLAN'][0].Plan);
    }
    return plans;
  } finally {
    await trx.rollback().execute();
  }
}

/** What is read in a row until a page is full is not read whole. */
const readWhole = (plan: Plan): string[] => [
  ...(plan['Node Type'].includes('Seq Scan') && passed(plan) > 10 * mostCounted ? [plan['Relation Name'] ?? ''] : []),
  ...(plan.Plans ?? []).flatMap(readWhole),
];

const passed = (plan: Plan): number => plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0);

const growing = ['action', 'inbox', 'message', 'answer', 'decision', 'evidence', 'ledger'];
const blocks = (plan: Plan): number => plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];

const member = (): Viewer => viewer(filled.member, 'member');
/** Is in one channel of many. */
const guest = (): Viewer => viewer(filled.guest, 'guest');
const viewer = (person: string, role: 'member' | 'guest'): Viewer => ({
  ws: hypha.app.workspace.ws,
  person,
  rights: { role, name: person, active: true, zone: 'UTC', fresh: true },
});
const page = { limit: 15, page: 1 };
const ago = (days: number) => later(machineNow(), -days * day);
const ws = () => hypha.app.workspace.ws;
const some = 10;

describe('the more there is, the more is read only by those who ask for more', () => {
  test.each<[string, (db: Kysely<Database>) => Promise<unknown>, most?: number]>([
    ['what is planned', (db) => listActions(db, member(), open, page)],
    ['what is planned, as far as a guest may see it', (db) => listActions(db, guest(), open, page)],
    ['how much is planned', (db) => countActions(db, member(), open)],
    ['what was sent', (db) => listActions(db, member(), ['sent'], page)],
    ['what was sent, as far as a guest may see it', (db) => listActions(db, guest(), ['sent'], page)],
    ['what was refused', (db) => listActions(db, member(), ['refused'], page)],
    ['an action by its id', (db) => findAction(db, member(), filled.action)],
    ['an action by the end of its id', (db) => findAction(db, member(), filled.action.slice(-6))],
    ['how much is on its way', (db) => openCounts(db, ws())],
    ['how much waits to be read', (db) => inboxCounts(db, ws())],
    ['some of what waits to be read', (db) => claimRows(db, ws(), 1_000)],
    ['what is due', (db) => findDue(db, ws(), 0)],
    ['the newest decisions', (db) => findDecisions(db, member(), {}, 1)],
    ['the newest decisions a guest may see', (db) => findDecisions(db, guest(), {}, 1)],
    ['one decision', (db) => findDecision(db, member(), 4_000)],
    ['the newest decisions of a channel', (db) => findDecisions(db, member(), { channel: filled.quiet }, 1)],
    // What is in every fourth is counted, no further than to a thousand.
    ['decisions about something frequent', (db) => findDecisions(db, member(), { about: 'postgres' }, 1), 1_500],
    ['decisions about something rare', (db) => findDecisions(db, member(), { about: 'walrus' }, 1)],
    ['decisions about something nobody decided', (db) => findDecisions(db, member(), { about: 'zebra' }, 1)],
    ['forgetting old messages', (db) => forgetBefore(db, ws(), tsOf(ago(90)), some)],
    ['forgetting old answers', (db) => forgetAnswers(db, ws(), ago(1), some)],
    ['forgetting what was said', (db) => forgetSaid(db, ws(), ago(7), some)],
    ['forgetting what was read', (db) => forgetRead(db, ws(), ago(14), some)],
  ])('%s', async (_, work, most = 400) => {
    const plans = await plansOf(work);
    expect(plans.length).toBeGreaterThan(0);
    for (const plan of plans) {
      expect(readWhole(plan).filter((table) => growing.includes(table))).toEqual([]);
      expect(blocks(plan)).toBeLessThan(most);
    }
  });
});

test('after an outage, taking some of what waits does not mean looking at all of it', async () => {
  const { pool } = hypha.app.db;
  await pool.query(`update inbox set state = 'waiting', next_at = received_at where ws = $1 and state = 'done'`, [
    ws(),
  ]);
  await pool.query('vacuum analyze inbox');
  const [park] = await plansOf((db) => claimRows(db, ws(), 1_000));
  expect(park && blocks(park)).toBeLessThan(50);
});

describe('what goes, goes a portion at a time', () => {
  const left = async (table: 'message' | 'answer', more = 'true') => {
    const { rows } = await hypha.app.db.pool.query(`select count(*) from ${table} where ws = $1 and ${more}`, [ws()]);
    return Number(rows[0].count);
  };

  test('no more than asked for, the oldest first', async () => {
    const { write } = hypha.app.db;
    const { rows } = await hypha.app.db.pool.query('select ts from message where ws = $1 order by ts limit 31', [ws()]);
    const before = await left('message');
    expect(await forgetBefore(write, ws(), tsOf(ago(1)), 30)).toBe(30);
    expect(await left('message')).toBe(before - 30);
    expect(await left('message', `ts < '${rows[30].ts}'`)).toBe(0);
    expect(await write.transaction().execute((trx) => forgetAuthor(trx, ws(), filled.member, 20))).toBe(20);
  });

  test('until nothing is left that is too old', async () => {
    const old = `at < '${ago(1).toISOString()}'`;
    expect(await left('answer', old)).toBeGreaterThan(10_000);
    await forget(hypha.app, { ws: ws() });
    expect(await left('answer', old)).toBe(0);
    expect(await left('answer')).toBeGreaterThan(10_000);
  });

  test('somebody who said a great deal is erased whole', async () => {
    const { pool } = hypha.app.db;
    await pool.query(`update message set author = 'U3' where ws = $1`, [ws()]);
    await pool.query(`update evidence set message_ts = '1.000000' where ws = $1 and author = 'U3'`, [ws()]);
    await pool.query(`update person set erase_at = now() where ws = $1 and id = 'U3'`, [ws()]);
    expect(await left('message', `author = 'U3'`)).toBeGreaterThan(10_000);
    await erasePerson(hypha.app, { ws: ws(), person: 'U3' });
    expect(await left('message', `author = 'U3'`)).toBe(0);
    const { rows } = await pool.query(
      `select (select erase_at from person where id = 'U3') as due,
              (select count(*) from evidence where author = 'U3' and quote is not null) as quotes`,
    );
    expect(rows[0]).toEqual({ due: null, quotes: 0 });
  });

  test('and none is begun once Hypha is asked to stop', async () => {
    let taken = 0;
    const stopping = new AbortController();
    await inPortions(stopping.signal, async (most) => {
      taken += 1;
      if (taken === 2) stopping.abort();
      return most;
    });
    expect(taken).toBe(2);
  });
});
