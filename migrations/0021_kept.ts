import { type Kysely, sql } from 'kysely';

/**
 * What was answered is kept without words of people: of these operations only what it was about, to be read again. Of what
 * could not be read, a row that lost its words may stand for several.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    update answer set value = to_jsonb('D-' || (value->>'number'))
    where operation = 'decision.log' and jsonb_typeof(value) = 'object'`.execute(db);
  await sql`
    update answer set value = value->'id'
    where operation in ('action.hold', 'action.release', 'action.cancel', 'action.restore', 'action.arrived')
      and jsonb_typeof(value) = 'object'`.execute(db);
  await sql`alter table inbox add column stands_for integer not null default 1`.execute(db);
}
