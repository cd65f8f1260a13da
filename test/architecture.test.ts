import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';

/** The rules of the house, read off the sources. Each says what it forbids; a file that breaks one is named. */

interface Source {
  path: string;
  text: string;
  imports: Import[];
}
interface Import {
  from: string;
  typeOnly: boolean;
}

const sources = ['src', 'jobs', 'migrations'].flatMap(read);
const inFolder = (folder: string) => sources.filter(({ path }) => path.startsWith(folder));

function read(folder: string): Source[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => sourceAt(join(folder, name)));
}

function sourceAt(path: string): Source {
  const text = readFileSync(path, 'utf8');
  const statements = text.matchAll(/^(?:import|export)\s+(type\s+)?([^'";]*?\bfrom\s+)?'([^']+)'/gms);
  const dynamic = [...text.matchAll(/\bimport\('([^']+)'\)/g)].map((match) => ({
    from: match[1] ?? '',
    typeOnly: false,
  }));
  const fixed = [...statements].map((match) => ({
    from: match[3] ?? '',
    typeOnly: Boolean(match[1]) || onlyTypes(match[2]),
  }));
  return { path, text, imports: [...fixed, ...dynamic].map((one) => ({ ...one, from: resolved(path, one.from) })) };
}

function onlyTypes(names = ''): boolean {
  return /^\{[^}]*\}/.test(names) && !/[{,]\s*(?!type\s)\w/.test(names.replace(/\s+/g, ' '));
}

function resolved(path: string, from: string): string {
  return from.startsWith('.') ? normalize(join(dirname(path), from)) : from;
}

/** Files that import what they should not, as `file -> import`. */
const breaking = (files: Source[], forbidden: (one: Import, file: Source) => boolean) =>
  files.flatMap((file) =>
    file.imports.filter((one) => forbidden(one, file)).map((one) => `${file.path} -> ${one.from}`),
  );

describe('who may import whom', () => {
  test('src never imports jobs, but main.ts its worker', () => {
    expect(
      breaking(
        inFolder('src'),
        ({ from }, { path }) => from.startsWith('jobs/') && !(path === 'src/main.ts' && from === 'jobs/worker.ts'),
      ),
    ).toEqual([]);
  });

  test('the product and the sandbox meet only over HTTP, but where the sandbox is started', () => {
    const product = sources.filter(({ path }) => !path.startsWith('src/sandbox/'));
    expect(
      breaking(
        product,
        ({ from }, { path }) => from.startsWith('src/sandbox/') && path !== 'src/edges/slack-settings.ts',
      ),
    ).toEqual([]);
    expect(
      breaking(inFolder('src/sandbox'), ({ from }) => /^(src|jobs)\//.test(from) && !from.startsWith('src/sandbox/')),
    ).toEqual([]);
  });

  const pure = sources.filter(
    ({ path }) =>
      /\/(rules|blocks|events)\.ts$|^src\/mind\/(?:local\/|dialogue\.ts|spans\.ts)|surfaces\/(words|plain|openapi|replies|meter|when|cli-help|doctor-page)\.ts$|src\/(card|fields|markup|mistakes)\.ts$/.test(
        path,
      ) && !path.includes('sandbox'),
  );
  const isData = ({ from }: Import) => /^src\/mind\/local\/weights\/\w+\.json$/.test(from);
  test('pure files import other pure files, zod, types and fitted weights', () => {
    const paths = new Set(pure.map(({ path }) => path));
    const allowed = (one: Import) =>
      one.typeOnly || one.from === 'zod' || paths.has(one.from) || one.from === 'src/errors.ts' || isData(one);
    expect(pure.length).toBeGreaterThan(8);
    expect(breaking(pure, (one) => !allowed(one))).toEqual([]);
  });

  const only = (name: string, packages: RegExp, places: RegExp) =>
    test(`${name} stays in its place`, () => {
      const elsewhere = sources.filter(({ path }) => !places.test(path));
      expect(breaking(elsewhere, (one) => packages.test(one.from))).toEqual([]);
      expect(breaking(sources, (one) => packages.test(one.from)).length).toBeGreaterThan(0);
    });
  only('the query builder', /^(kysely|pg)\b/, /\/store\.ts$|^src\/edges\/|^src\/context\.ts$|^migrations\//);
  only('the queue', /^(bullmq|ioredis)\b/, /^src\/edges\/queue\.ts$/);

  test("Slack's packages stay at the edge; its types may describe cards", () => {
    const places = /^src\/(surfaces|edges)\/slack[\w-]*\.ts$|^src\/sandbox\//;
    const elsewhere = sources.filter(({ path }) => !places.test(path));
    const cards = /^src\/card\.ts$|\/(blocks|plain)\.ts$/;
    expect(
      breaking(
        elsewhere,
        (one, { path }) =>
          one.from.startsWith('@slack/') && !(one.from === '@slack/types' && one.typeOnly && cards.test(path)),
      ),
    ).toEqual([]);
  });

  test('capabilities have one order, and nobody calls another one’s operations', () => {
    const order = [
      'people',
      'channels',
      'hosts',
      'messages',
      'delivery',
      'actions',
      'decisions',
      'commitments',
      'ownership',
      'meetings',
      'briefings',
      'routing',
      'medium',
      'agents',
      'insights',
      'home',
      'health',
      'clock',
    ];
    const folderOf = (path: string) => order.indexOf(/^src\/(\w+)\//.exec(path)?.[1] ?? '');
    const capabilities = sources.filter(({ path }) => folderOf(path) >= 0);
    expect(breaking(capabilities, ({ from }, { path }) => folderOf(from) > folderOf(path))).toEqual([]);
    expect(
      breaking(
        capabilities,
        ({ from }, { path }) => from.endsWith('/operations.ts') && folderOf(from) !== folderOf(path),
      ),
    ).toEqual([]);
  });

  test('there are no cycles', () => {
    const graph = new Map(
      sources.map(({ path, imports }) => [path, imports.filter(({ typeOnly }) => !typeOnly).map(({ from }) => from)]),
    );
    const done = new Set<string>();
    expect([...graph.keys()].flatMap((path) => cycleFrom(graph, path, [], done))).toEqual([]);
  });

  test('there are no barrels and no drawers for odds and ends', () => {
    expect(sources.filter(({ text }) => /^export \* from/m.test(text)).map(({ path }) => path)).toEqual([]);
    expect(
      sources
        .filter(({ path }) => /(utils?|helpers?|common|manager|services?|misc)(\/|\.ts$)/.test(path))
        .map(({ path }) => path),
    ).toEqual([]);
  });
});

describe('who may touch what', () => {
  const containing = (pattern: RegExp, allowed: RegExp) =>
    sources.filter(({ path, text }) => pattern.test(text) && !allowed.test(path)).map(({ path }) => path);

  test('only config.ts reads the environment', () => {
    expect(containing(/process\.env\b/, /^src\/config\.ts$/)).toEqual([]);
  });

  test('only the clocks read the time', () => {
    expect(
      containing(
        /Date\.now\(|new Date\(\)|Temporal\.Now|performance\.now/,
        /^src\/(edges\/clock|sandbox\/clock|sandbox\/client\/now)\.ts$/,
      ),
    ).toEqual([]);
  });

  test('nothing is typed as any, and nothing silences the compiler', () => {
    expect(containing(/:\s*any\s*[;,)=\]|]|<any>|\bas (any|never|unknown)\b|@ts-(ignore|expect-error)/, /^$/)).toEqual(
      [],
    );
  });

  test('every file is short enough to read at once', () => {
    expect(sources.filter(({ text }) => text.split('\n').length > 300).map(({ path }) => path)).toEqual([]);
  });
});

/** Depth first; what was walked through once without finding a cycle is not walked through again. */
function cycleFrom(graph: Map<string, string[]>, path: string, trail: string[], done: Set<string>): string[] {
  if (trail.includes(path)) return [[...trail.slice(trail.indexOf(path)), path].join(' -> ')];
  if (done.has(path)) return [];
  const found = (graph.get(path) ?? []).flatMap((next) => cycleFrom(graph, next, [...trail, path], done));
  done.add(path);
  return found;
}
