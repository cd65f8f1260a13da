import { addAction } from '../../src/actions/store.ts';
import { teamNow } from '../../src/edges/workspace.ts';
import type { Dice } from './dice.ts';
import type { Stage } from './stage.ts';
import type { Town } from './town.ts';

export interface Writer {
  /** How many posts each destination was given; each carries its place in the text. */
  written: Map<string, number>;
  done: number;
}

export const postText = (dest: string, n: number) => `post ${n} to ${dest}`;

/** Rows in the outbox, as an operation would write them: in a transaction of their own, one after the other per destination. */
export function startWriter({ db, queue }: Stage, ws: string, town: Town, dice: Dice) {
  const writer = { written: new Map<string, number>(), done: 0 };
  const busy = new Set<string>();

  const write = async (dest: string, n: number) =>
    db.write.transaction().execute(async (trx) => {
      const now = await teamNow(trx, ws);
      await addAction(trx, ws, 'torture', now, {
        key: `torture:${dest}:${n}`,
        kind: 'post',
        to: dest,
        card: { text: postText(dest, n), blocks: [] },
        why: 'Torture.',
        subject: dest,
        asked: true,
        audience: [],
        goodForMs: 24 * 3_600_000,
      });
    });

  return Object.assign(writer, {
    async post() {
      const dest = dice.one(town.dests.filter((id) => !busy.has(id)));
      const n = (writer.written.get(dest) ?? 0) + 1;
      busy.add(dest);
      try {
        await insist(() => write(dest, n));
        writer.written.set(dest, n);
        // Asked for twice, as by a job that was done twice.
        if (dice.happens(0.1)) await insist(() => write(dest, n));
      } finally {
        busy.delete(dest);
      }
      writer.done++;
      // Some are found only by the scan.
      if (dice.happens(0.6)) queue.wake({ job: 'deliver', payload: { ws, dest } });
    },
  });
}

/** Whoever is not told that it was written writes it again: the key makes that once. */
async function insist(write: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await write();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
