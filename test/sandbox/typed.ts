import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** Something the sandbox said, and the type of Slack's packages that it should be of. */
export interface Sample {
  name: string;
  type: string;
  value: unknown;
}

/**
 * Has the compiler compare what was really said with the installed types: unknown fields, missing ones and wrong ones, at any
 * depth. Each value becomes a literal, because only literals are checked for fields that their type does not know.
 */
export async function typeErrors(samples: readonly Sample[], untyped: ReadonlySet<string>): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'hypha-contract-'));
  const modules = resolve('node_modules');
  try {
    await writeFile(
      join(folder, 'said.ts'),
      [preamble(modules), ...samples.map((one, n) => literal(one, n, untyped))].join('\n'),
    );
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config(modules)));
    const output = await compile(modules, folder);
    return output.flatMap((line) => explain(line, samples));
  } finally {
    await rm(folder, { recursive: true });
  }
}

const lines = 4;

function preamble(modules: string): string {
  return [
    `import type { WebClient } from '${modules}/@slack/web-api/dist/index.d.ts';`,
    `import type * as Slack from '${modules}/@slack/types/dist/index.d.ts';`,
    // The client lets any field through at the top of an answer; enums take their words.
    'type Known<T> = { [K in keyof T as string extends K ? never : K]: Words<T[K]> };',
    `type Words<T> = T extends string ? \`\${T}\` : T extends (infer U)[] ? Words<U>[] : T extends object ? { [K in keyof T]: Words<T[K]> } : T;`,
  ].join('\n');
}

/** One sample on a line, so that an error's line says which it is about. */
function literal({ name, type, value }: Sample, n: number, untyped: ReadonlySet<string>): string {
  return `export const said${n}: Known<${type}> = ${JSON.stringify(without(value, name, untyped))};`;
}

/** Leaves out nulls, which the types call optional, and what they are known to lack: a field anywhere, or one in a place (`place.field`). */
function without(value: unknown, place: string, untyped: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((one) => without(one, place, untyped));
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(
    ([key, inner]) => inner !== null && !untyped.has(key) && !untyped.has(`${place}.${key}`),
  );
  return Object.fromEntries(kept.map(([key, inner]) => [key, without(inner, key, untyped)]));
}

function config(modules: string): object {
  const how = { target: 'esnext', module: 'nodenext', strict: true, noEmit: true, skipLibCheck: true };
  return {
    compilerOptions: {
      ...how,
      types: ['node'],
      typeRoots: [join(modules, '@types')],
      allowImportingTsExtensions: true,
    },
    files: ['said.ts'],
  };
}

function compile(modules: string, folder: string): Promise<string[]> {
  const tsc = join(modules, 'typescript/bin/tsc');
  return new Promise((done, fail) => {
    execFile(
      process.execPath,
      [tsc, '-p', folder, '--pretty', 'false'],
      { maxBuffer: 1e8 },
      (error, stdout, stderr) => {
        if (error && stdout === '') fail(new Error(`tsc did not run: ${stderr}`));
        else done(stdout.split('\n').filter(Boolean));
      },
    );
  });
}

function explain(line: string, samples: readonly Sample[]): string[] {
  const [, at, what = line] = /said\.ts\((\d+),\d+\): error \w+: (.*)$/.exec(line) ?? [];
  if (at === undefined) return line.startsWith(' ') ? [line] : [`tsc: ${line}`];
  return [`${samples[Number(at) - lines - 1]?.name}: ${what}`];
}
