import { expect } from 'vitest';
import type { App } from '../../src/app.ts';

/** Every column of every table, the queue's too, in which some words stand. */
export async function whereItStands(app: App, words: string): Promise<string[]> {
  const { pool } = app.db;
  const { rows } = await pool.query(`
    select c.table_schema as schema, c.table_name as name, c.column_name as "column"
    from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
    where c.table_schema not in ('pg_catalog', 'information_schema') and t.table_type = 'BASE TABLE'`);
  expect(new Set(rows.map(({ schema }) => schema)).size).toBeGreaterThan(app.config.redisUrl ? 0 : 1);
  const found: string[] = [];
  for (const { schema, name, column } of rows) {
    const here = await pool.query(
      `select from "${schema}"."${name}" where strpos(lower("${column}"::text), $1) > 0 limit 1`,
      [words],
    );
    if (here.rowCount) found.push(`${name}.${column}`);
  }
  return found.toSorted();
}
