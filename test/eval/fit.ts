import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { fitStories } from './chat.ts';
import { check } from './check.ts';
import { learnActions, learnDecisions } from './learning.ts';
import { checkLinks, fitLinks } from './links.ts';
import { checkQuestions, fitQuestions } from './questions.ts';
import { setsIn } from './sets.ts';

/** Learns from the labelled conversations in a folder, or says how well that would go. */
const { values } = parseArgs({
  options: { data: { type: 'string' }, check: { type: 'boolean' }, only: { type: 'string' } },
});
if (!values.data) throw new Error('Say where the labelled conversations are: --data DIR');
const { data, only } = values;
const wanted = (name: string) => only === undefined || only.split(',').includes(name);

if (values.check) await checkAll();
else await fitAll();

async function checkAll(): Promise<void> {
  if (wanted('decisions')) check(setsIn(data), 'decision');
  if (wanted('actions')) check(setsIn(data), 'action');
  if (wanted('questions')) console.table(await checkQuestions(data));
  if (wanted('links')) console.table(await checkLinks(data));
}

/** Actions are read with what is known of decisions, so these come together. */
async function fitAll(): Promise<void> {
  if (wanted('decisions') || wanted('actions')) {
    const decisions = learnDecisions(setsIn(data));
    write('decisions', decisions, coarse);
    write('actions', learnActions(setsIn(data), decisions), coarse);
  }
  if (wanted('chat')) write('chat', fitStories(), fine);
  if (wanted('questions')) write('questions', await fitQuestions(data), fine);
  if (wanted('links')) write('links', await fitLinks(data), fine);
}

function write(name: string, weights: object, round: (value: number) => number): void {
  const text = JSON.stringify(weights, (_, value) => (typeof value === 'number' ? round(value) : value));
  writeFileSync(new URL(`../../src/mind/local/weights/${name}.json`, import.meta.url), `${text}\n`);
}

function fine(value: number): number {
  return Number(value.toPrecision(4));
}

/** Three digits that count are finer than what many weights together tell. */
function coarse(value: number): number {
  return Number(Number(value.toFixed(4)).toPrecision(3));
}
