import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { z } from 'zod';
import type { Place } from './embedded-place.ts';
import { type Server, stop } from './embedded-server.ts';

/** A session held for as long as this process uses the server. */
export interface Presence {
  session: Client;
  server: Server;
  url: string;
  version: string;
  owner: boolean;
}

/**
 * Who uses a server is known to the server itself, by advisory locks: all who use it share HERE, so whoever can have it alone
 * is the last and may stop the server, and one of them holds IN_CHARGE. Locks end with their process, however that ends.
 */
const HERE = 1;
const IN_CHARGE = 2;

const Arrival = z.object({ here: z.boolean(), owner: z.boolean(), version: z.string() });
const Departure = z.object({ last: z.boolean() });

/** Undefined while the server is coming up, or is being stopped by the last who used it. */
export async function arrive(place: Place, server: Server): Promise<Presence | undefined> {
  const password = await readFile(join(place.cluster, 'password'), 'utf8');
  const address = `postgres://hypha:${password}@127.0.0.1:${server.port}`;
  const session = newSession(`${address}/postgres`);
  try {
    await session.connect();
    const { rows } = await session.query(
      `select pg_try_advisory_lock_shared(${HERE}) as here, pg_try_advisory_lock(${IN_CHARGE}) as owner,
              current_setting('server_version') as version`,
    );
    const { here, owner, version } = Arrival.parse(rows[0]);
    if (here) return { session, server, url: `${address}/hypha`, version, owner };
  } catch {
    // Not yet, or not any more: the caller looks again.
  }
  await session.end().catch(() => {});
  return undefined;
}

function newSession(connectionString: string): Client {
  const limits = { connectionTimeoutMillis: 5_000, query_timeout: 5_000 };
  const session = new Client({ connectionString, application_name: 'hypha presence', ...limits });
  // Its 'end' says as much.
  session.on('error', () => {});
  return session;
}

export async function leave(presence: Presence): Promise<void> {
  const { session, server, owner } = presence;
  const departure = session.query(`select pg_advisory_unlock_shared(${HERE}), pg_try_advisory_lock(${HERE}) as last`);
  // A server that does not answer helps nobody; whoever is in charge clears it away.
  const last = await departure.then(({ rows }) => Departure.parse(rows[0]).last).catch(() => owner);
  if (last) await stop(server);
  await session.end().catch(() => {});
}
