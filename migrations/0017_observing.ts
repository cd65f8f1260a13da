import { type Kysely, sql } from 'kysely';

/**
 * In its first two weeks in a channel Hypha says nothing unasked there, counted in team time from when it began to read.
 * Let in again later, it does not begin anew. Who made a channel may decide about it as well as who let Hypha in.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table channel add column observing_until timestamptz, add column creator text`.execute(db);
  await sql`update channel set observing_until = joined_at + interval '14 days' where joined_at is not null`.execute(
    db,
  );
  await sql`
    create or replace function begin_reading() returns trigger language plpgsql as $$
    declare
      since timestamptz := coalesce(
        to_timestamp(new.sent_ts::double precision),
        (select team_time(w.stands_at, w.offset_ms) from workspace as w where w.ws = new.ws));
    begin
      update channel
      set reading = true,
          repair_at = clock_timestamp(),
          joined_at = since,
          observing_until = coalesce(observing_until, since + interval '14 days')
      where ws = new.ws and notice = new.id and not reading;
      return null;
    end $$`.execute(db);
}
