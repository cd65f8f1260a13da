import { findStop, openCounts } from './actions/store.ts';
import { openDatabase } from './app.ts';
import { type Config, givenSettings } from './config.ts';
import type { Part } from './context.ts';
import { within } from './edges/clock.ts';
import { type Db, openDb } from './edges/db.ts';
import { type Log, openLog } from './edges/log.ts';
import { migrate } from './edges/migrate.ts';
import { openQueue } from './edges/queue.ts';
import { reachDatabase, wrongToken } from './edges/reach.ts';
import { openSlack } from './edges/slack.ts';
import { slackForCommand } from './edges/slack-settings.ts';
import { findOnlyWorkspace } from './edges/workspace.ts';
import { Refusal } from './errors.ts';
import { inboxCounts } from './health/store.ts';

export interface Report {
  ok: boolean;
  parts: Part[];
  /** What could not be read and was put aside, by reason. */
  parked: { problem: string; count: number }[];
}

const patienceMs = 3_000;

/** What was opened only to look at it, to be closed in reverse. */
type Opened = (() => Promise<void>)[];

/** Looks at each part by itself, so that one that is broken does not hide the others. */
export async function examine(settings: () => Config): Promise<Report> {
  const { config, part } = lookAtSettings(settings);
  const first = [lookAtNode(), part];
  if (!config) return report(first);
  const log = openLog('silent');
  const opened: Opened = [];
  try {
    const slack = await lookAtSlack(config, log, opened);
    const database = await lookAtDatabase(config, slack.mode, log, opened);
    const queue = await lookAtQueue(config, database.db?.url, log, opened);
    const rows = database.db ? await lookAtRows(database.db, slack.ws) : { parts: [], parked: [] };
    return report([...first, database.part, queue, slack.part, ...rows.parts], rows.parked);
  } finally {
    for (const close of opened.reverse()) await close().catch(() => {});
  }
}

const report = (parts: Part[], parked: Report['parked'] = []): Report => ({
  ok: parts.every(({ works }) => works),
  parts: parts.map(({ remedy, ...part }) => (part.works ? part : { ...part, remedy })),
  parked,
});

function lookAtNode(): Part {
  const works = Boolean(process.features.typescript);
  return { name: 'Node', used: process.version.slice(1), works, remedy: 'Run npm ci: it brings the right one.' };
}

function lookAtSettings(settings: () => Config): { config?: Config; part: Part } {
  const name = 'Settings';
  try {
    const config = settings();
    return { config, part: { name, used: givenSettings().join(', ') || 'none needed, none set', works: true } };
  } catch (error) {
    const remedy = `${sentenceOf(error)} Change it in .env or in the environment.`;
    return { part: { name, used: 'one is wrong', works: false, remedy } };
  }
}

async function lookAtSlack(config: Config, log: Log, opened: Opened) {
  const { mode, slack, close } = await slackForCommand(config);
  opened.push(close);
  const used = mode === 'sandbox' ? 'the sandbox' : `the real one, by ${slack.appToken ? 'Socket Mode' : 'HTTP'}`;
  try {
    const me = await within(patienceMs, openSlack(slack, patienceMs, log).me());
    return { mode, ws: me.team_id, part: { name: 'Slack', used: `${used}: ${me.team}`, works: true } };
  } catch (error) {
    const remedy = wrongToken(error)?.message ?? 'It does not answer. Look at status.slack.com, and at your network.';
    return { mode, ws: undefined, part: { name: 'Slack', used, works: false, remedy } };
  }
}

async function lookAtDatabase(config: Config, mode: 'live' | 'sandbox', log: Log, opened: Opened) {
  const at = config.databaseUrl ? 'at DATABASE_URL' : `embedded in ${config.home}`;
  const name = 'Database';
  try {
    const db = openDb(await openDatabase(config, mode, opened), log);
    opened.push(db.close);
    if (config.databaseUrl) await reachDatabase(db.pool);
    const { rows } = await db.pool.query<{ server_version: string }>('show server_version');
    await migrate(db.write);
    return { db, part: { name, used: `PostgreSQL ${rows[0]?.server_version.split(' ')[0]} ${at}`, works: true } };
  } catch (error) {
    return { part: { name, used: `PostgreSQL ${at}`, works: false, remedy: sentenceOf(error) } };
  }
}

async function lookAtQueue(config: Config, url: string | undefined, log: Log, opened: Opened): Promise<Part> {
  const part = { name: 'Queue', used: config.redisUrl ? 'Redis at REDIS_URL' : 'in the database' };
  if (!url) return { ...part, works: false, remedy: 'It cannot be looked at without the database.' };
  const remedy = 'Look whether it runs. Until it does, Hypha scans instead: slower, nothing lost.';
  try {
    const queue = await openQueue({ name: config.queueName, databaseUrl: url, redisUrl: config.redisUrl }, log);
    opened.push(queue.close);
    return { ...part, works: await queue.works(), remedy };
  } catch {
    return { ...part, works: false, remedy };
  }
}

async function lookAtRows(db: Db, known: string | undefined): Promise<{ parts: Part[]; parked: Report['parked'] }> {
  const ws = known ?? (await findOnlyWorkspace(db.read))?.ws;
  if (!ws) return { parts: [], parked: [] };
  const rows = await inboxCounts(db.read, ws);
  const parked = rows
    .filter(({ state }) => state === 'parked')
    .map(({ problem, count }) => ({ problem: problem ?? 'unknown', count }));
  const waiting = sum(rows.filter(({ state }) => state === 'waiting'));
  return { parts: [inboxPart(waiting, sum(parked)), await outboxPart(db, ws)], parked };
}

const sum = (rows: { count: number }[]) => rows.reduce((total, { count }) => total + count, 0);

const inboxPart = (waiting: number, parked: number): Part => ({
  name: 'Inbox',
  used: `${waiting} waiting to be read, ${parked} put aside`,
  works: parked === 0,
  remedy: 'What was put aside could not be read; its reason is below. Nothing else waits for it.',
});

async function outboxPart(db: Db, ws: string): Promise<Part> {
  const [counts, stop] = await Promise.all([openCounts(db.read, ws), findStop(db.read, ws)]);
  const open = counts.filter(({ state }) => state !== 'refused').map(({ state, count }) => `${count} ${state}`);
  const used = open.join(', ') || 'nothing on the way';
  return {
    name: 'Outbox',
    used: stop?.stopped_at ? `${used}; everything is stopped: "hypha go" lets it out` : used,
    works: counts.every(({ state }) => state !== 'needs a person'),
    remedy: 'Some may have arrived or not: "hypha planned" shows them, to be sent again or left.',
  };
}

const sentenceOf = (error: unknown): string =>
  error instanceof Refusal
    ? error.message
    : 'It does not answer. Look whether it runs and whether its address is right.';
