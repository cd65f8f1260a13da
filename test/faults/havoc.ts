import { setTimeout } from 'node:timers/promises';
import type { Dice } from './dice.ts';
import type { Plan } from './plan.ts';
import type { Stage } from './stage.ts';

export interface Havoc {
  kills: number;
  freezes: number;
  restarts: { how: string; awayMs: number }[];
  wipes: number;
  /** When senders were ended: a kill at once, all of them while the database was away. */
  strikes: { from: number; until: number }[];
  /** Of kills and freezes: how many struck while work was in flight. */
  atWork: number;
  /** From 0 to 1; the others go no faster than this. */
  progress(): number;
  over: Promise<void>;
}

/** Long enough that a process which was killed is often back before the next blow. */
const everyMs = 1_300;

export function startHavoc(stage: Stage, plan: Plan, dice: Dice, stop: AbortSignal): Havoc {
  const blows = planned(plan, dice);
  let done = 0;
  const havoc = {
    kills: 0,
    freezes: 0,
    restarts: [] as Havoc['restarts'],
    wipes: 0,
    atWork: 0,
    strikes: [] as Havoc['strikes'],
  };

  const strike = async (blow: Blow) => {
    if (blow === 'kill' || blow === 'freeze') return strikeOne(blow);
    if (blow === 'wipe') {
      await stage.wipeQueue();
      return void havoc.wipes++;
    }
    const from = Date.now();
    havoc.restarts.push({ how: blow, awayMs: await stage.restartDatabase(blow) });
    havoc.strikes.push({ from, until: Date.now() });
  };

  const strikeOne = async (blow: 'kill' | 'freeze') => {
    const victim = await somebody(stage, dice, stop);
    if (!victim) return;
    if (await isAtWork(stage, victim.role)) havoc.atWork++;
    if (blow === 'kill') {
      victim.kill();
      havoc.strikes.push({ from: Date.now(), until: Date.now() });
      return void havoc.kills++;
    }
    havoc.freezes++;
    // Some longer than a sender's second thought, none as long as it takes to lose its lock.
    void victim.freeze(dice.between(0.02, 0.75) * plan.pace.stolenAfterMs);
  };

  const run = async () => {
    for (const blow of blows) {
      if (stop.aborted) return;
      await setTimeout(dice.between(0.3, 1.7) * (blow === 'freeze' ? everyMs / 3 : everyMs));
      await strike(blow);
      done++;
    }
  };
  return Object.assign(havoc, { progress: () => (blows.length === 0 ? 1 : (done + 1) / blows.length), over: run() });
}

type Blow = 'kill' | 'freeze' | 'wipe' | Way;
type Way = (typeof ways)[number];
/** A fast stop, an immediate one, and the end of the postmaster itself. */
const ways = ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const;

/** Kills and freezes in any order; the rarer blows evenly among them. */
function planned({ kills, freezes, restarts, wipes }: Plan, dice: Dice): Blow[] {
  const left = { kill: kills, freeze: freezes };
  const blows: Blow[] = [];
  while (left.kill + left.freeze > 0) {
    const blow = dice.below(left.kill + left.freeze) < left.kill ? 'kill' : 'freeze';
    left[blow]--;
    blows.push(blow);
  }
  const rare: Blow[] = [];
  for (let n = 0; n < Math.max(restarts, wipes); n++) {
    if (n < restarts) rare.push(ways[n % ways.length] ?? 'SIGINT');
    if (n < wipes) rare.push('wipe');
  }
  for (const [index, blow] of rare.entries())
    blows.splice(Math.round((blows.length * (index + 1)) / (rare.length + 1)), 0, blow);
  return blows;
}

/** Not before nearly everybody is back: on a slow machine blows come less often, or nothing would ever be in flight. */
async function somebody({ crew: { members } }: Stage, dice: Dice, stop: AbortSignal) {
  while (!stop.aborted) {
    const ready = members.filter((member) => member.ready());
    if (ready.length >= members.length - 1) return dice.one(ready);
    await setTimeout(25);
  }
}

/** Work in flight: for a web process requests that Slack waits for, for a worker rows that are being worked on. */
async function isAtWork({ slack, db }: Stage, role: 'web' | 'worker'): Promise<boolean> {
  for (let tries = 0; tries < 40; tries++) {
    const busy = await (role === 'web' ? slack.outstanding() : underWay(db)).catch(() => 0);
    if (busy > 0) return true;
    await setTimeout(10);
  }
  return false;
}

async function underWay({ pool }: Stage['db']): Promise<number> {
  const { rows } = await pool.query(
    `select (select count(*) from inbox where state = 'waiting')
          + (select count(*) from action where state in ('sending', 'unclear')) as rows`,
  );
  return Number(rows[0]?.rows);
}
