import { z } from 'zod';
import { perform } from '../../../jobs/index.ts';
import { findAgenda } from '../../../src/edges/agenda.ts';
import { findDue } from '../../../src/edges/due.ts';
import { jobs } from '../../../src/edges/queue.ts';
import type { Town } from './town.ts';

/** In the place of the scan and the clock: what is due is done, and what machines wait for is not waited for. */

/** What Slack shows of one message. */
export interface Shown {
  at: number;
  to: string;
  text: string;
  blocks: string;
}

/** Whoever does not come to an end in so many rounds goes on when the clock does. */
const mostRounds = 40;
const atOnce = 8;

/** Several at once, as several do in a Hypha that runs. */
export async function eachApart<T>(all: readonly T[], work: (one: T) => Promise<unknown>): Promise<void> {
  const rest = all.values();
  const workers = Array.from({ length: atOnce }, async () => {
    for (const one of rest) await work(one);
  });
  await Promise.all(workers);
}

export async function watchOver({ app, slack }: Town) {
  const { ws } = app.workspace;
  const { pool } = app.db;
  let seq = (await slack.calls('chat.postMessage')).at(-1)?.seq ?? 0;
  const shown: Shown[] = [];

  const setClock = async (at: number) => {
    await pool.query('update workspace set stands_at = $2 where ws = $1', [ws, new Date(at)]);
    await slack.moveClock({ offset: at - Date.now() });
  };

  const doWhatIsDue = async (): Promise<number> => {
    const { wakes } = await findDue(app.db.write, ws, 0);
    // Some are woken twice, as by a scan and by whoever wrote them.
    const woken = wakes.flatMap((wake, n) => (n % 4 === 0 ? [wake, wake] : [wake]));
    await eachApart(woken, ({ job, payload }) => perform(app, jobs[job].name, payload));
    return wakes.length;
  };

  /** Gives whether anything waited. */
  const cutWaits = async (): Promise<boolean> => {
    const { rows } = await pool.query(
      `with late as (update action set retry_at = null
         where ws = $1 and state in ('planned', 'due', 'sending', 'unclear') and retry_at is not null returning id),
       digests as (update person set digest_retry_at = null where digest_retry_at is not null returning id),
       recaps as (update channel set recap_retry_at = null where recap_retry_at is not null returning id),
       paces as (delete from pace returning bucket)
       select (select count(*) from late) + (select count(*) from digests) + (select count(*) from recaps)
         + (select count(*) from paces) as n`,
      [ws],
    );
    return Number(rows[0]?.n) > 0;
  };

  /** What was said since, whatever Hypha was told of it. */
  const collect = async (at: number) => {
    const calls = await slack.calls('chat.postMessage', seq);
    for (const call of calls) {
      seq = Math.max(seq, call.seq);
      const { channel, text, blocks } = Said.parse(call.args);
      if (call.landed) shown.push({ at, to: channel, text, blocks: JSON.stringify(blocks) });
    }
  };

  return {
    shown,
    setClock,
    /** All that is due at a moment is done, and done again where Slack failed. */
    async settle(at: number): Promise<boolean> {
      let done = 0;
      for (let round = 0; round < mostRounds; round++) {
        const n = await doWhatIsDue();
        done += n;
        if (n === 0 && !(await cutWaits())) break;
      }
      if (done > 0) await collect(at);
      return done > 0;
    },
    nextAt: async (): Promise<number> =>
      (await findAgenda(app.db.write, ws)).nextAt?.getTime() ?? Number.POSITIVE_INFINITY,
  };
}

const Said = z.object({
  channel: z.string(),
  text: z.string(),
  blocks: z.union([z.string(), z.array(z.unknown())]).default([]),
});
