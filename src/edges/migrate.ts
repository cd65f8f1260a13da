import { readdir } from 'node:fs/promises';
import { type Kysely, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { Refusal } from '../errors.ts';
import type { Database } from './db.ts';

const folder = new URL('../../migrations/', import.meta.url);

/** Brings the database up to this Hypha. Many processes may start at once: the migrator takes a lock. */
export async function migrate(db: Kysely<Database>): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations } });
  const { error } = await migrator.migrateToLatest();
  if (!error) return;
  if (error instanceof Error && /corrupted|missing/.test(error.message)) throw new Refusal('unavailable', tooNew);
  throw error;
}

const tooNew = 'This database was written by a newer Hypha. Start that version, or restore a backup from before it.';

/** What has to be done before this Hypha can work with the database, if anything. Changes nothing. */
export async function whatItLacks(db: Kysely<Database>): Promise<string | undefined> {
  const wanted = (await migrationFiles()).at(-1)?.slice(0, 4) ?? '';
  const found = await versionOf(db);
  if (found === wanted) return undefined;
  if (!found) return 'Nothing is in the database yet: start Hypha once, and it sets it up.';
  if (found > wanted) return tooNew;
  return `The database is at version ${found}, this Hypha wants ${wanted}: start Hypha once, and it brings it there.`;
}

async function versionOf(db: Kysely<Database>): Promise<string | undefined> {
  const { rows: tables } = await sql<{ found: boolean }>`
    select to_regclass('kysely_migration') is not null as found`.execute(db);
  if (!tables[0]?.found) return undefined;
  const { rows } = await sql<{ name: string }>`select max(name) as name from kysely_migration`.execute(db);
  return rows[0]?.name?.slice(0, 4);
}

const migrationFiles = async (): Promise<string[]> =>
  (await readdir(folder)).filter((name) => name.endsWith('.ts')).sort();

async function getMigrations(): Promise<Record<string, Migration>> {
  const files = await migrationFiles();
  const load = async (file: string): Promise<[string, Migration]> => [
    file.slice(0, -'.ts'.length),
    await import(new URL(file, folder).href),
  ];
  return Object.fromEntries(await Promise.all(files.map(load)));
}
