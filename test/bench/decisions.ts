import { figuresOf, remarksOf } from './decisions-figures.ts';
import { prepare, sampleAll } from './decisions-samples.ts';
import { openTown, type Town } from './decisions-stage.ts';
import type { Report } from './table.ts';

interface Settings {
  rounds: number;
  say(line: string): void;
}

const many = 100_000;
const few = 1_000;
const perRound = 100;
const warming = 5;

/** How soon a list of decisions and a Home are there, among many decisions and among few, beside SQL written by hand. */
export async function benchDecisions({ rounds, say }: Settings): Promise<Report> {
  const towns: Town[] = [];
  try {
    say(`${many} decisions are made`);
    const large = await openTown(many);
    towns.push(large);
    const small = await openTown(few);
    towns.push(small);
    const prepared = await prepare({ large, small });
    for (let n = 0; n < warming; n++) await sampleAll({ large, small }, prepared, n);
    for (const { samples } of prepared) samples.length = 0;
    for (let n = 1; n <= rounds; n++) {
      for (let turn = 0; turn < perRound; turn++) await sampleAll({ large, small }, prepared, turn);
      say(`round ${n} of ${rounds}`);
    }
    return { measuredOn: large.measuredOn, figures: figuresOf(prepared), remarks: remarksOf(prepared) };
  } finally {
    for (const town of towns) await town.close();
  }
}
