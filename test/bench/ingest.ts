import { figuresOf, remarksOf } from './ingest-figures.ts';
import { oneRound, type Round } from './ingest-loads.ts';
import { openStage } from './stage.ts';
import type { Report } from './table.ts';

interface Settings {
  rounds: number;
  say(line: string): void;
}

export async function benchIngest({ rounds, say }: Settings): Promise<Report> {
  const stage = await openStage({ webs: 2 });
  try {
    await oneRound(stage, 0.3);
    const kept: Round[] = [];
    for (let n = 1; n <= rounds; n++) {
      const round = await oneRound(stage, 1);
      kept.push(round);
      say(`round ${n} of ${rounds}: ${Math.round(round.one.perSecond)} events/s`);
    }
    return { measuredOn: stage.measuredOn, figures: figuresOf(kept), remarks: remarksOf(kept) };
  } finally {
    await stage.close();
  }
}
