import { parseArgs } from 'node:util';
import { benchDecisions } from './decisions.ts';
import { benchIngest } from './ingest.ts';
import { table } from './table.ts';

/** `npm run bench -- <name>`: each brings its own servers, prints what it measured on, and leaves nothing behind. */
const benches: Record<string, { about: string; run: typeof benchIngest }> = {
  ingest: {
    about: 'how many events a web process takes in, how soon it answers, and what that is compared with',
    run: benchIngest,
  },
  decisions: {
    about: 'how soon lists of decisions and a Home are there among 100,000, and what that is compared with',
    run: benchDecisions,
  },
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '5' }, json: { type: 'string' } },
});

const [name = ''] = positionals;
const bench = benches[name];
if (bench) await table(await bench.run({ rounds: Number(values.rounds), say }), values.json);
else {
  const lines = Object.entries(benches).map(([one, { about }]) => `  npm run bench -- ${one}   ${about}`);
  process.stdout.write(`There is:\n${lines.join('\n')}\n  --rounds <n> (5)   --json <file>\n`);
  process.exitCode = name === '' ? 0 : 1;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
