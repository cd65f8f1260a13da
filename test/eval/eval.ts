import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { storyReport } from './chat.ts';
import { figures } from './figures.ts';
import type { Task } from './lessons.ts';
import { type LabelledSet, type Stream, setsIn, streamsOf, type Variant, variants } from './sets.ts';
import { engineNamed, type Reading, tasks } from './tasks.ts';

/**
 * Reads every conversation in a folder, writes down what was found, and prints how right that was where labels tell; or the
 * same of the sandbox's own stories.
 */
const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    out: { type: 'string' },
    engine: { type: 'string', default: 'local' },
    stories: { type: 'boolean', default: false },
  },
});
const { data = '', out = '' } = values;
const engine = engineNamed(values.engine);
if (values.stories) console.log(storyReport().join('\n'));
else if (data && out) readAll();
else throw new Error('Say where the conversations are and where to write: --data DIR --out OUT. Or: --stories');

function readAll(): void {
  mkdirSync(out, { recursive: true });
  console.table(setsIn(data).flatMap(readSet));
}

function readSet(set: LabelledSet): object[] {
  return tasks.flatMap((task) => {
    if (task === 'decision' || task === 'action') return variants.map((variant) => readFor(set, task, variant));
    read(streamsOf(set, 'stripped'), engine[task], `${set.name}.${task}`);
    return [];
  });
}

function readFor(set: LabelledSet, task: Task, variant: Variant): object {
  const streams = streamsOf(set, variant);
  const rows = read(streams, engine[task], `${set.name}.${task}.${variant}`);
  const found = rows.filter((row) => 'stream' in row);
  return { set: set.name, task, variant, found: found.length, ...figures(set, variant, task, found) };
}

function read(streams: readonly Stream[], reading: Reading, name: string) {
  const rows = streams.flatMap((stream) => reading(stream));
  writeFileSync(join(out, `${name}.jsonl`), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return rows;
}
