import type { Pace } from '../../src/config.ts';
import { planAllRepairs } from '../../src/edges/repair-rows.ts';
import { teamNow } from '../../src/edges/workspace.ts';
import { tsOf } from '../../src/messages/rules.ts';
import { eventually } from '../support/slack.ts';
import type { Plan } from './plan.ts';
import type { Stage } from './stage.ts';

/** What was written last meets the same bad weather as what was written first. */
export async function emptyOutbox({ db }: Stage, { pace }: Plan): Promise<void> {
  const isEmpty = async () => {
    const { rows } = await db.pool.query(`select 1 from action where state in ('due', 'sending', 'unclear') limit 1`);
    return rows.length === 0;
  };
  await eventually(isEmpty, { within: pace.settleMs * 10, every: 50 }).catch(() => {});
}

/**
 * Nothing goes wrong any more. Waits until nothing moves, until every channel was compared with its history, and until
 * nothing moves again. Whatever is still open when patience ends, the verdict will find.
 */
export async function calmDown(stage: Stage, ws: string, { pace }: Plan): Promise<void> {
  const patience = { within: Math.max(60_000, pace.settleMs * 20), every: 50 };
  await eventually(() => isQuiet(stage), patience).catch(() => {});
  const mark = tsOf(await teamNow(stage.db.read, ws));
  await eventually(() => isCompared(stage, ws, mark, pace), { ...patience, every: pace.settleMs / 2 }).catch(() => {});
  await eventually(() => isQuiet(stage), patience).catch(() => {});
}

async function isQuiet({ slack, db, crew }: Stage): Promise<boolean> {
  const { rows } = await db.pool.query(
    `select (select count(*) from inbox where state = 'waiting')
          + (select count(*) from action where state in ('planned', 'due', 'sending', 'unclear')) as open`,
  );
  return Number(rows[0]?.open) + (await slack.outstanding()) === 0 && crew.members.every((member) => member.ready());
}

/** Main line and threads, and nothing is in doubt. Asked again only once nothing of what was asked before is due any more. */
async function isCompared({ db }: Stage, ws: string, mark: string, { historyMs }: Pace): Promise<boolean> {
  const { rows } = await db.pool.query(
    `select count(*) as behind, coalesce(bool_or(repair_at <= clock_timestamp()), false) as busy
     from channel as c
     where reading and (cursor_ts is null or threads_ts is null or least(cursor_ts, threads_ts) collate "C" < $1
       or exists (select from unread_thread as t where t.ws = c.ws and t.channel = c.id)
       or exists (select from message as m
                  where m.ws = c.ws and m.channel = c.id and m.absent_at is not null and not m.removed))`,
    [mark],
  );
  if (Number(rows[0]?.behind) === 0) return true;
  if (!rows[0]?.busy) await planAllRepairs(db.write, ws, historyMs);
  return false;
}
