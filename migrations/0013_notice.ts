import { type Kysely, sql } from 'kysely';

/**
 * A channel is read only once it was told so: reading begins with the message that tells it, in the same moment in which
 * that is known to have arrived, whoever finds out. Not if somebody took the notice back before.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table channel add column notice uuid`.execute(db);
  await sql`create index channel_notice on channel (ws, notice) where notice is not null`.execute(db);
  await sql`
    create function begin_reading() returns trigger language plpgsql as $$
    begin
      update channel
      set reading = true,
          repair_at = clock_timestamp(),
          joined_at = coalesce(
            to_timestamp(new.sent_ts::double precision),
            (select clock_timestamp() + w.offset_ms * interval '1 millisecond' from workspace as w where w.ws = new.ws))
      where ws = new.ws and notice = new.id and not reading;
      return null;
    end $$`.execute(db);
  await sql`
    create trigger begin_reading after update of state on action
    for each row when (new.state = 'sent' and old.state not in ('sent', 'cancelled', 'expired', 'refused'))
    execute function begin_reading()`.execute(db);
}
