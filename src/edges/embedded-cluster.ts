import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chown, mkdir, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Place } from './embedded-place.ts';
import { complaintsIn, ENVIRONMENT, isAlive } from './embedded-process.ts';

/** The major version that wrote the data; undefined when there is none yet. */
export async function versionOf(place: Place): Promise<string | undefined> {
  try {
    return (await readFile(join(place.cluster, 'data/PG_VERSION'), 'utf8')).trim();
  } catch (error) {
    if (await stat(place.cluster).catch(() => undefined)) throw error;
    return undefined;
  }
}

/**
 * Made aside and moved into place whole, so that a cluster is either complete or not there at all, whatever is killed.
 * Of two processes that make one at the same time, the second finds the name taken and drops its own.
 */
export async function initialise(place: Place, durable: boolean): Promise<void> {
  await sweep(place.nursery);
  const fresh = join(place.nursery, `.new-${process.pid}-${randomBytes(4).toString('hex')}`);
  try {
    const password = await makeFolder(place, fresh);
    await makeData(place, join(fresh, 'data'), password, durable);
    await publish(place, fresh);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

/** What a killed process left half made, here or while copying programs. */
async function sweep(nursery: string): Promise<void> {
  // Its initdb may still be at work, which fails once its folder is gone.
  const patiently = { recursive: true, force: true, maxRetries: 10, retryDelay: 20 };
  for (const name of await readdir(nursery)) {
    const maker = /^\.new-(\d+)-/.exec(name)?.[1];
    if (maker && !isAlive(Number(maker))) await rm(join(nursery, name), patiently).catch(() => {});
  }
}

async function makeFolder(place: Place, fresh: string): Promise<string> {
  const password = randomBytes(24).toString('hex');
  await mkdir(fresh, { mode: 0o700 });
  await writeFile(join(fresh, 'password'), password, { mode: 0o600 });
  await writeFile(join(fresh, 'log'), '', { mode: 0o600 });
  for (const name of ['', 'password', 'log']) {
    if (place.account) await chown(join(fresh, name), place.account.uid, place.account.gid);
  }
  return password;
}

async function makeData(place: Place, data: string, password: string, durable: boolean): Promise<void> {
  const access = ['--username=postgres', '--auth-local=reject', '--auth-host=scram-sha-256'];
  await initdb(place, ['-D', data, ...access, ...(durable ? [] : ['--no-sync'])]);
  const single = ['--single', '-D', data, '-c', `fsync=${durable}`, 'postgres'];
  // The superuser gets no password and so cannot log in: Hypha needs no more than a database of its own.
  const role = `create role hypha login createdb password '${password}';\ncreate database hypha owner hypha;\n`;
  await finish(place, 'postgres', single, role);
}

/** Letters and order are PostgreSQL's own, the same everywhere; only trigrams still ask the system what a letter is. */
async function initdb(place: Place, args: string[], alphabets = ['C.UTF-8', 'en_US.UTF-8', 'C']): Promise<void> {
  const [letters, ...others] = alphabets;
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  try {
    await finish(place, 'initdb', [...args, ...locale, `--lc-ctype=${letters}`]);
  } catch (error) {
    if (others.length === 0 || !/locale name/.test(String(error))) throw error;
    await initdb(place, args, others);
  }
}

async function finish(place: Place, program: string, args: string[], input = ''): Promise<void> {
  const child = spawn(join(place.programs, 'bin', program), args, { ...place.account, env: ENVIRONMENT, cwd: '/' });
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const [[code], said] = await Promise.all([once(child, 'close'), text(child.stderr), text(child.stdout)]);
  const complaints = complaintsIn(said);
  if (code !== 0 || complaints) throw new Error(complaints || `${program} ended with ${code}. ${said}`);
}

async function publish(place: Place, fresh: string): Promise<void> {
  try {
    if (place.nursery === place.folder) await rename(fresh, place.cluster);
    else await publishByLink(place, fresh);
  } catch (error) {
    if (!(await versionOf(place))) throw error;
  }
}

async function publishByLink(place: Place, fresh: string): Promise<void> {
  const home = join(place.nursery, randomBytes(8).toString('hex'));
  await rename(fresh, home);
  try {
    await symlink(home, place.cluster);
  } catch (error) {
    await rm(home, { recursive: true });
    throw error;
  }
}
