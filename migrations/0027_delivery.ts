import { type Kysely, sql } from 'kysely';

/**
 * What is said unasked has a sort, and a sort has its budgets, counted by when something was said in team time. What the
 * policy decided about it, and why, is kept with it. What a digest tells is kept without its words: they are looked up when
 * it is drawn, which is when it is sent.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`set local statement_timeout = 0`.execute(db);
  await sql`
    alter table action
      add column sort text,
      add column about text,
      add column reason text,
      add column wakes boolean not null default false,
      add column said_at timestamptz,
      add column verdict jsonb,
      add column digest uuid,
      add column drawn boolean not null default false`.execute(db);
  await sql`update action set sort = 'card' where not asked`.execute(db);
  await sql`update action set drawn = true where kind = 'home'`.execute(db);
  await sql`alter table action add constraint unasked_has_a_sort check (asked or sort is not null)`.execute(db);
  await sql`create index action_said on action (ws, dest, said_at) where said_at is not null`.execute(db);
  await sql`create index action_about on action (ws, dest, about) where about is not null`.execute(db);
  await sql`create index action_for_digest on action (ws, dest) where verdict->>'go' = 'digest' and digest is null`.execute(
    db,
  );
  await sql`
    alter table person
      add column digests text not null default '09:15',
      add column digest_at timestamptz,
      add column digest_since timestamptz,
      add column digest_retry_at timestamptz,
      add column quiet_from timestamptz,
      add column quiet_to timestamptz`.execute(db);
  await sql`create index person_digest on person (ws, digest_at) where digest_at is not null`.execute(db);
  await sql`
    alter table channel
      add column recap text check (recap in ('daily', 'weekly')),
      add column recap_at timestamptz,
      add column recap_since timestamptz,
      add column recap_retry_at timestamptz`.execute(db);
  await sql`create index channel_recap on channel (ws, recap_at) where recap_at is not null`.execute(db);
  await sql`
    create table muted (
      ws text not null,
      person text not null,
      what text not null,
      at timestamptz not null,
      primary key (ws, person, what)
    )`.execute(db);
  await sql`
    create table digest_line (
      ws text not null,
      digest uuid not null,
      n integer not null,
      reader text not null,
      part text not null,
      decision integer,
      change integer,
      upto integer,
      action uuid,
      said text not null,
      reason text not null,
      primary key (ws, digest, n)
    )`.execute(db);
  await sql`create index decision_change_recorded on decision_change (ws, recorded_at)`.execute(db);
  await sql`create index action_digest on action (ws, digest) where digest is not null`.execute(db);
  await sql`create index action_depends on action (ws, depends_on) where depends_on is not null`.execute(db);
  await sql`create index digest_line_told on digest_line (ws, reader, decision)`.execute(db);
  await sql`create index digest_line_shown on digest_line (ws, decision)`.execute(db);
  await sql`create index digest_line_action on digest_line (ws, action) where action is not null`.execute(db);
}
