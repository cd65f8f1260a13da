import { type Kysely, sql } from 'kysely';

/** Team time can stand still at a moment, so that all that is due by then is done before time goes on. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table workspace add column stands_at timestamptz`.execute(db);
  await sql`
    create function team_time(stands_at timestamptz, offset_ms bigint) returns timestamptz language sql volatile as $$
      select coalesce(stands_at, clock_timestamp() + offset_ms * interval '1 millisecond') $$`.execute(db);
  await sql`
    create or replace function begin_reading() returns trigger language plpgsql as $$
    begin
      update channel
      set reading = true,
          repair_at = clock_timestamp(),
          joined_at = coalesce(
            to_timestamp(new.sent_ts::double precision),
            (select team_time(w.stands_at, w.offset_ms) from workspace as w where w.ws = new.ws))
      where ws = new.ws and notice = new.id and not reading;
      return null;
    end $$`.execute(db);
}
