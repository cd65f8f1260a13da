import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { sessionOf } from './db.ts';
import type { Log } from './log.ts';

/**
 * One lock per destination, held by a database session and not by the clock: a process that is frozen while it sends
 * keeps its lock, so nobody else sends in its place; one that is killed loses it with its connection.
 */
export interface Locks {
  /** Does the work while holding the destination, or nothing when somebody else holds it. `isOurs`: it is held still. */
  hold(dest: string, work: (isOurs: () => boolean) => Promise<void>): Promise<'held' | 'busy'>;
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
  let session: Promise<Session> | undefined;

  const current = (): Promise<Session> => {
    if (session) return session;
    const opening: Promise<Session> = openSession(url, nameOf(id), () => {
      if (session === opening) session = undefined;
      log.warn('the session that holds the locks was lost');
    });
    session = opening;
    opening
      .then((opened) => beat(opened, ws, id))
      .catch(() => {
        if (session === opening) session = undefined;
      });
    return opening;
  };

  const pulse = setInterval(
    () => void session?.then((open) => beat(open, ws, id)).catch(() => {}),
    Math.max(20, stolenAfterMs / 6),
  );
  pulse.unref();

  return {
    async hold(dest, work) {
      // A session may take its own lock twice, so within this process the set decides.
      if (held.has(dest)) return 'busy';
      held.add(dest);
      try {
        const open = await current();
        if (!(await open.take(`${ws}/${dest}`))) return 'busy';
        try {
          await work(() => !open.isLost());
        } finally {
          await open.give(`${ws}/${dest}`);
        }
        return 'held';
      } finally {
        held.delete(dest);
      }
    },
    async close() {
      clearInterval(pulse);
      const open = await session?.catch(() => undefined);
      await open?.ask('delete from sender where ws = $1 and id = $2', [ws, id]).catch(() => {});
      await open?.close();
    },
  };
}

type Session = Awaited<ReturnType<typeof openSession>>;

/** A session that once did not answer is ended: nobody can say which locks it holds. */
async function openSession(url: string, application_name: string, onLost: () => void) {
  const client = new pg.Client({
    ...sessionOf(url),
    application_name,
    options: '-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3',
  });
  let lost = false;
  let before: Promise<unknown> = Promise.resolve();
  const close = async () => {
    lost = true;
    await client.end().catch(() => {});
  };
  const lose = () => {
    if (lost) return;
    onLost();
    void close();
  };
  client.on('error', lose);
  await client.connect();

  /** One question after the other: that is all a session can do. */
  const ask = (text: string, values: unknown[]): Promise<pg.QueryResult> => {
    const answer = before.then(() => client.query(text, values));
    before = answer.catch(lose);
    return answer;
  };
  return {
    ask,
    close,
    isLost: () => lost,
    take: async (lock: string): Promise<boolean> =>
      (await ask('select pg_try_advisory_lock(hashtextextended($1, 17)) as got', [lock])).rows[0]?.got === true,
    give: (lock: string) => ask('select pg_advisory_unlock(hashtextextended($1, 17))', [lock]).catch(() => {}),
  };
}

const beat = (session: Session, ws: string, id: string) =>
  session.ask(
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
