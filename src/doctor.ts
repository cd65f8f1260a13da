import { openCounts, stoppedBy } from './actions/store.ts';
import { openDatabase } from './app.ts';
import { unrepaired } from './channels/store.ts';
import { type Config, givenSettings } from './config.ts';
import type { Part } from './context.ts';
import { lookAtSlack } from './doctor-slack.ts';
import { type Db, openDb } from './edges/db.ts';
import { type Log, openLog } from './edges/log.ts';
import { whatItLacks } from './edges/migrate.ts';
import { countWaiting, queueOf } from './edges/queue.ts';
import { reachDatabase } from './edges/reach.ts';
import { slackForCommand } from './edges/slack-settings.ts';
import { findOnlyWorkspace } from './edges/workspace.ts';
import { Refusal } from './errors.ts';
import { type Aside, asideOf, type Trouble, troubleSentence, troubles } from './health/rules.ts';
import { inboxCounts } from './health/store.ts';
import { unerased } from './people/store.ts';

export interface Report {
  ok: boolean;
  parts: Part[];
  /** What could not be read and was put aside, by reason. */
  parked: Aside[];
}

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
    const at = await slackForCommand(config);
    opened.push(at.close);
    const slack = await lookAtSlack(at, log);
    const database = await lookAtDatabase(config, at.mode, log, opened);
    const ws = slack.ws ?? (await knownWorkspace(database.db));
    const queue = await lookAtQueue(config, database.db, ws, log);
    const rows = database.db && ws ? await lookAtRows(database.db, ws) : noRows;
    return report([...first, database.part, queue, ...slack.parts, ...rows.parts], rows.parked);
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

async function lookAtDatabase(config: Config, mode: 'live' | 'sandbox', log: Log, opened: Opened) {
  const at = config.databaseUrl ? 'at DATABASE_URL' : `embedded in ${config.home}`;
  const name = 'Database';
  try {
    const db = openDb(await openDatabase(config, mode, opened), log);
    opened.push(db.close);
    if (config.databaseUrl) await reachDatabase(db.pool);
    const { rows } = await db.pool.query<{ server_version: string }>('show server_version');
    const used = `PostgreSQL ${rows[0]?.server_version.split(' ')[0]} ${at}`;
    const remedy = await whatItLacks(db.read);
    return remedy ? { part: { name, used, works: false, remedy } } : { db, part: { name, used, works: true } };
  } catch (error) {
    return { part: { name, used: `PostgreSQL ${at}`, works: false, remedy: sentenceOf(error) } };
  }
}

const knownWorkspace = async (db: Db | undefined): Promise<string | undefined> =>
  db && (await findOnlyWorkspace(db.read))?.ws;

async function lookAtQueue(
  { queueName, redisUrl }: Config,
  db: Db | undefined,
  ws: string | undefined,
  log: Log,
): Promise<Part> {
  const part = { name: 'Queue', used: redisUrl ? 'Redis at REDIS_URL' : 'in the database' };
  if (!db) return { ...part, works: false, remedy: 'It can be looked at once the database is right.' };
  if (!ws) return { ...part, works: false, remedy: 'It can be looked at once Hypha has met its workspace: start it.' };
  try {
    const waiting = await countWaiting({ name: queueOf(queueName, ws), databaseUrl: db.url, redisUrl }, log);
    return { ...part, used: `${part.used}, ${waiting} waiting`, works: true };
  } catch {
    const remedy = 'Look whether it runs. Until it does, Hypha scans instead: slower, nothing lost.';
    return { ...part, works: false, remedy };
  }
}

const noRows = { parts: [], parked: [] };

async function lookAtRows(db: Db, ws: string): Promise<{ parts: Part[]; parked: Report['parked'] }> {
  const rows = await inboxCounts(db.read, ws);
  const parked = asideOf(rows);
  const waiting = sum(rows.filter(({ state }) => state === 'waiting'));
  const owed = [await historyPart(db, ws), await erasingPart(db, ws)];
  return { parts: [inboxPart(waiting, sum(parked)), await outboxPart(db, ws), ...owed], parked };
}

const sum = (rows: { count: number }[]) => rows.reduce((total, { count }) => total + count, 0);

const inboxPart = (waiting: number, parked: number): Part => ({
  name: 'Inbox',
  used: `${waiting} waiting to be read, ${parked} put aside`,
  works: parked === 0,
  remedy:
    'What was put aside could not be read; its reason is below. Nothing else waits for it. "hypha retry" tries it again, "hypha dismiss" lets it go.',
});

async function outboxPart(db: Db, ws: string): Promise<Part> {
  const [counts, stop] = await Promise.all([openCounts(db.read, ws), stoppedBy(db.read, ws)]);
  const open = counts.filter(({ state }) => state !== 'refused').map(({ state, count }) => `${count} ${state}`);
  const used = open.join(', ') || 'nothing on the way';
  return {
    name: 'Outbox',
    used: stop ? `${used}; everything is stopped: "hypha go" lets it out` : used,
    works: counts.every(({ state }) => state !== 'needs a person'),
    remedy: 'Some may have arrived or not: "hypha planned" shows them, to be sent again or left.',
  };
}

/** Who asks here has no name, so private channels have none either. */
async function historyPart(db: Db, ws: string): Promise<Part> {
  const failing = await unrepaired(db.read, ws);
  const named = failing.map(({ name, kind, ...row }) => ({ ...row, name: kind === 'public' ? name : null }));
  return {
    name: 'History',
    used: failing.length === 0 ? 'compared with Slack, channel by channel' : 'some channels are behind',
    works: failing.length === 0,
    remedy: remedyOf(troubles('history', named)),
  };
}

async function erasingPart(db: Db, ws: string): Promise<Part> {
  const failing = await unerased(db.read, ws);
  return {
    name: 'Erasing',
    used: failing.length === 0 ? 'nothing is left over' : 'something is left over',
    works: failing.length === 0,
    remedy: remedyOf(
      troubles(
        'erasing',
        failing.map((row) => ({ ...row, name: null })),
      ),
    ),
  };
}

const remedyOf = (all: Trouble[]) =>
  all.map((one) => troubleSentence(one, `${one.firstAt.slice(0, 16).replace('T', ' ')} UTC`)).join('\n');

const sentenceOf = (error: unknown): string =>
  error instanceof Refusal
    ? error.message
    : 'It does not answer. Look whether it runs and whether its address is right.';
