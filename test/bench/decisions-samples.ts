import { performance } from 'node:perf_hooks';
import { type Ask, asks } from './decisions-asks.ts';
import { bare } from './decisions-bare.ts';
import { replay, type Statement } from './decisions-capture.ts';
import type { Town } from './decisions-stage.ts';

/** Milliseconds of each, all of the same turn: what is slow for a moment is slow for all of it. */
export interface Sample {
  product: number;
  byHand: number;
  captured: number;
  nothing: number;
  /** The same with a hundredth of the decisions. */
  small: number;
}

export interface Asked {
  ask: Ask;
  statements: readonly Statement[];
  samples: Sample[];
}

/** What is asked, once it is sure that both ways of asking give the same answer. */
export async function prepare({ large, small }: Towns): Promise<Asked[]> {
  const prepared: Asked[] = [];
  for (const ask of asks) {
    for (const town of [large, small]) await compare(town, ask);
    prepared.push({ ask, statements: await large.captured(ask), samples: [] });
  }
  return prepared;
}

export interface Towns {
  large: Town;
  small: Town;
}

async function compare(town: Town, ask: Ask): Promise<void> {
  const { value } = await town.ask(ask);
  const { numbers, total } = await bare(town.client, town.ws, ask);
  const [said, found] = [value.decisions.map(({ number }) => number), numbers].map(String);
  if (said !== found || value.total !== total)
    throw new Error(`${ask.name}: Hypha says ${said} of ${value.total}, SQL by hand ${found} of ${total}`);
}

/** One of everything in turn, so that whatever else the machine does falls on all alike; who is first changes. */
export async function sampleAll(towns: Towns, prepared: readonly Asked[], turn: number): Promise<void> {
  for (const { ask, statements, samples } of prepared) samples.push(await sample(towns, ask, statements, turn));
}

async function sample(
  { large, small }: Towns,
  ask: Ask,
  statements: readonly Statement[],
  turn: number,
): Promise<Sample> {
  const sample: Sample = { product: 0, byHand: 0, captured: 0, nothing: 0, small: 0 };
  const acts: [keyof Sample, () => Promise<unknown>][] = [
    ['product', () => large.ask(ask)],
    ['byHand', () => bare(large.client, large.ws, ask)],
    ['captured', () => replay(large.client, statements)],
    ['nothing', () => large.nothing()],
    ['small', () => small.ask(ask)],
  ];
  const first = turn % acts.length;
  for (const [name, act] of [...acts.slice(first), ...acts.slice(0, first)]) {
    const started = performance.now();
    await act();
    sample[name] = performance.now() - started;
  }
  return sample;
}
