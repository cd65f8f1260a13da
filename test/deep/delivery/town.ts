import pg from 'pg';
import { type App, openApp } from '../../../src/app.ts';
import { paceFor, readConfig, unhurried } from '../../../src/config.ts';
import { openLog } from '../../../src/edges/log.ts';
import { operations } from '../../../src/operations.ts';
import { type Result, run } from '../../../src/run.ts';
import { threads } from '../../rules/delivery/world.ts';
import { openStores } from '../../support/database.ts';
import { channelId, id } from '../../support/hypha.ts';
import { openSlack, type Slack } from '../../support/slack.ts';

/**
 * The whole of Hypha but for its queue and its ears: the test takes the place of the scan, so that days pass as quickly
 * as they are lived.
 */

/** Somebody who is told things, and two channels that belong to somebody each. */
export interface Circle {
  reader: string;
  channels: readonly Room[];
}
interface Room {
  name: string;
  id: string;
  host: string;
  /** What threads can hang below. */
  roots: Map<string, string>;
}

export interface Town {
  app: App;
  slack: Slack;
  circles: readonly Circle[];
  asks(person: string, operation: string, input: object): Promise<Result>;
  close(): Promise<void>;
}

const two = (n: number): string => String(n).padStart(2, '0');

function circleNamed(n: number): Circle {
  const room = (name: string, host: string): Room => ({ name, id: channelId(name), host, roots: new Map() });
  const channels = [room(`one${two(n)}`, `hosta${two(n)}`), room(`two${two(n)}`, `hostb${two(n)}`)];
  return { reader: `read${two(n)}`, channels };
}

export const peopleIn = ({ reader, channels }: Circle): string[] => [reader, ...channels.map(({ host }) => host)];

/** Nothing here outlives the test: a database that does not wait for its disk is quicker. */
async function loosen(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query(`alter database "${client.database}" set synchronous_commit to off`);
  await client.end();
}

export async function openTown(size: number): Promise<Town> {
  const circles = Array.from({ length: size }, (_, n) => circleNamed(n));
  const people = [
    { name: 'boss', real_name: 'boss', role: 'owner' as const },
    ...circles.flatMap(peopleIn).map((name) => ({ name, real_name: name })),
  ];
  const channels = circles.flatMap((circle) =>
    circle.channels.map(({ name }) => ({ name, members: [...peopleIn(circle), 'boss', 'hypha'] })),
  );
  const stores = await openStores();
  await loosen(stores.databaseUrl);
  const slack = await openSlack({ manifest: 'manifest.yml', seed: { people, channels } });
  const { DATABASE_URL, REDIS_URL } = { DATABASE_URL: stores.databaseUrl, REDIS_URL: stores.redisUrl };
  const settings = { DATABASE_URL, REDIS_URL, HYPHA_QUEUE: stores.queueName, HYPHA_LOG: 'silent', PORT: '0' };
  const { botToken, signingSecret } = slack.credentials;
  const app = await openApp(
    { ...readConfig(settings), pace: unhurried(paceFor(1)) },
    { mode: 'sandbox', slack: { botToken, signingSecret, apiUrl: slack.apiUrl }, log: openLog('silent') },
  );
  for (const { name, roots } of circles.flatMap((circle) => circle.channels))
    for (const thread of threads) roots.set(thread, (await slack.person('boss').says(thread, { in: name })).ts);
  const asks = (who: string, name: string, input: object): Promise<Result> => {
    const operation = operations.find((one) => one.name === name);
    if (!operation) throw new Error(`no operation ${name}`);
    return run(
      app,
      { ws: app.workspace.ws, kind: 'person', id: id(who), person: id(who), via: 'cli' },
      operation,
      input,
    );
  };
  for (const who of ['boss', ...circles.flatMap(peopleIn)]) await asks(who, 'home.show', {});
  const close = async () => {
    app.stop();
    await app.close();
    await slack.close();
    await stores.drop();
  };
  return { app, slack, circles, asks, close };
}

/** Nobody has said anything yet, and nobody wants anything: as on the first day. */
export async function beginAnew({ app, circles }: Town): Promise<void> {
  const { pool } = app.db;
  await pool.query('delete from action');
  await pool.query('delete from digest_line');
  await pool.query('delete from muted');
  await pool.query('delete from pace');
  await pool.query(
    `update person set hours = null, digests = '09:15', digest_at = null, digest_since = null, digest_retry_at = null,
       quiet_from = null, quiet_to = null`,
  );
  const hosts = circles.flatMap(({ channels }) => channels);
  await pool.query(
    `update channel as c set recap = null, recap_at = null, recap_since = null, recap_retry_at = null,
       reading = true, joined_at = to_timestamp(0), observing_until = to_timestamp(0), host = said.host
     from unnest($1::text[], $2::text[]) as said (id, host) where c.id = said.id`,
    [hosts.map((room) => room.id), hosts.map(({ host }) => id(host))],
  );
}
