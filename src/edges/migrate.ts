import { readdir } from 'node:fs/promises';
import type { Kysely } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { Refusal } from '../errors.ts';
import type { Database } from './db.ts';

const folder = new URL('../../migrations/', import.meta.url);

/** Brings the database up to this Hypha. Many processes may start at once: the migrator takes a lock. */
export async function migrate(db: Kysely<Database>): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations } });
  const { error } = await migrator.migrateToLatest();
  if (!error) return;
  if (error instanceof Error && /corrupted|missing/.test(error.message))
    throw new Refusal(
      'unavailable',
      'This database was written by a newer Hypha. Start that version, or restore a backup from before it.',
    );
  throw error;
}

async function getMigrations(): Promise<Record<string, Migration>> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.ts')).sort();
  const load = async (file: string): Promise<[string, Migration]> => [
    file.slice(0, -'.ts'.length),
    await import(new URL(file, folder).href),
  ];
  return Object.fromEntries(await Promise.all(files.map(load)));
}
