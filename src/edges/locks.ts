import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { sessionOf } from './db.ts';
import type { Log } from './log.ts';

/**
 * One lock per destination, held by a database session and not by the clock: a process that is frozen while it sends
 * keeps its lock, so nobody else sends in its place; one that is killed loses it with its connection.
 */
export interface Locks {
  /** Does the work while holding the destination, or nothing when somebody else holds it. */
  hold(dest: string, work: () => Promise<void>): Promise<'held' | 'busy'>;
  close(): Promise<void>;
}

interface Settings {
  url: string;
  ws: string;
  stolenAfterMs: number;
}

const nameOf = (id: string) => `hypha-sender-${id}`;

export function openLocks({ url, ws, stolenAfterMs }: Settings, log: Log): Locks {
  const id = randomUUID();
  const held = new Set<string>();
  let session: Promise<pg.Client> | undefined;

  const connect = async (): Promise<pg.Client> => {
    const client = new pg.Client({
      ...sessionOf(url),
      application_name: nameOf(id),
      options: '-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3',
    });
    const lost = () => {
      session = undefined;
      log.warn('the session that holds the locks was lost');
    };
    client.once('error', lost);
    await client.connect();
    await beat(client, ws, id);
    return client;
  };
  const current = () => {
    session ??= connect().catch((error) => {
      session = undefined;
      throw error;
    });
    return session;
  };

  const pulse = setInterval(
    () => {
      const beating = session;
      beating
        ?.then((client) => beat(client, ws, id))
        .catch(() => {
          if (session === beating) session = undefined;
        });
    },
    Math.max(20, stolenAfterMs / 6),
  );
  pulse.unref();

  return {
    async hold(dest, work) {
      // A session may take its own lock twice, so within this process the set decides.
      if (held.has(dest)) return 'busy';
      held.add(dest);
      try {
        const client = await current();
        const { rows } = await client.query<{ got: boolean }>(
          'select pg_try_advisory_lock(hashtextextended($1, 17)) as got',
          [`${ws}/${dest}`],
        );
        if (!rows[0]?.got) return 'busy';
        try {
          await work();
        } finally {
          await client.query('select pg_advisory_unlock(hashtextextended($1, 17))', [`${ws}/${dest}`]).catch(() => {});
        }
        return 'held';
      } finally {
        held.delete(dest);
      }
    },
    async close() {
      clearInterval(pulse);
      const client = await session?.catch(() => undefined);
      await client?.query('delete from sender where ws = $1 and id = $2', [ws, id]).catch(() => {});
      await client?.end().catch(() => {});
    },
  };
}

const beat = (client: pg.Client, ws: string, id: string) =>
  client.query(
    `insert into sender (ws, id, backend) values ($1, $2, pg_backend_pid())
     on conflict (ws, id) do update set backend = excluded.backend, beat_at = clock_timestamp()`,
    [ws, id],
  );

/**
 * A sender not heard of for long is frozen or cut off: its session is ended, so that others can look after what it
 * held. What it may have sent goes through settle and look-up like anything unclear.
 */
export async function endSilentSenders(pool: pg.Pool, ws: string, stolenAfterMs: number): Promise<void> {
  await pool.query(
    `with silent as (
       delete from sender where ws = $1 and beat_at < clock_timestamp() - $2 * interval '1 millisecond' returning id, backend)
     select pg_terminate_backend(a.pid) from silent s
     join pg_stat_activity a on a.pid = s.backend and a.application_name = 'hypha-sender-' || s.id`,
    [ws, stolenAfterMs],
  );
}
