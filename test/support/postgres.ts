import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readdir, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, escapeIdentifier } from 'pg';
import { openEmbedded } from '../../src/edges/embedded.ts';
import { findPlace } from '../../src/edges/embedded-place.ts';
import { isAlive } from '../../src/edges/embedded-process.ts';
import { findServer, stop } from '../../src/edges/embedded-server.ts';

const PREFIX = 'hypha-test-postgres-';

/** A throw-away server: fast, and gone with everything in it when closed. */
export async function startTestServer(): Promise<{ url: string; folder: string; close(): Promise<void> }> {
  await clearAbandoned();
  const folder = await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`));
  // Root lends the server another account, which has to get in.
  await chmod(folder, 0o755);
  const { url, close } = await openEmbedded(folder, { durable: false });
  return { url, folder, close: () => close().then(() => removeCluster(folder)) };
}

/** A database of its own for a test file; as a copy of `template`, to which nobody may be connected meanwhile. */
export async function createDatabase(
  adminUrl: string,
  { template }: { template?: string } = {},
): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `hypha_test_${randomBytes(6).toString('hex')}`;
  await administer(adminUrl, `create database ${name} ${template ? `template ${escapeIdentifier(template)}` : ''}`);
  const url = new URL(adminUrl);
  url.pathname = name;
  return { url: url.href, drop: () => drop(adminUrl, name) };
}

/** By force only if somebody is still connected: force may not end the server's own housekeeping, patience does. */
const drop = (adminUrl: string, name: string): Promise<void> =>
  administer(adminUrl, `drop database if exists ${name}`).catch(() =>
    administer(adminUrl, `drop database if exists ${name} with (force)`),
  );

/** Removes the folder of an embedded database, also where it is only a link to the data. */
export async function removeCluster(folder: string): Promise<void> {
  const cluster = await realpath(join(folder, 'cluster')).catch(() => undefined);
  if (cluster) await rm(cluster, { recursive: true, force: true });
  await rm(folder, { recursive: true, force: true });
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Servers of test runs that were killed. */
async function clearAbandoned(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const runner = name.startsWith(PREFIX) ? Number.parseInt(name.slice(PREFIX.length), 10) : 0;
    if (runner && !isAlive(runner)) await clear(join(tmpdir(), name)).catch(() => {});
  }
}

async function clear(folder: string): Promise<void> {
  const server = await findServer(await findPlace(folder));
  if (server) await stop(server);
  await removeCluster(folder);
}
