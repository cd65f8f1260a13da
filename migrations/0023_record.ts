import { type Kysely, sql } from 'kysely';

/** A decision keeps more than its statement, and every step and correction that made it what it is. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`set local statement_timeout = 0`.execute(db);
  await sql`
    alter table decision
      add column deciders text[] not null default '{}',
      add column agreed text[] not null default '{}',
      add column owner text,
      add column type text not null default 'choice',
      add column topic text,
      add column alternatives text,
      add column assumptions text,
      add column reopen_if text,
      add column review_at timestamptz,
      add column replaced_by integer,
      add column removed text[] not null default '{}',
      add column version integer not null default 1,
      add column changed_at timestamptz not null default clock_timestamp(),
      add column audience text[] not null default '{}'`.execute(db);
  await sql`
    update decision as d set deciders = array[decided_by], changed_at = decided_at,
      audience = coalesce((select array_agg(distinct e.channel order by e.channel) from evidence as e
        where e.ws = d.ws and e.decision = d.number), '{}')`.execute(db);
  await sql`alter table decision drop column decided_by`.execute(db);
  await sql`alter table evidence add column role text not null default 'said', add column reaction text`.execute(db);
  await sql`alter table action add column shows integer[] not null default '{}'`.execute(db);
  await sql`
    update action set shows = array[substring(key from 'D-(\\d+)$')::int] where kind = 'post' and key ~ '^noted:D-\\d+$'`.execute(
    db,
  );
  await sql`create index action_shows on action using gin (shows) where shows <> '{}'`.execute(db);
  await keepChanges(db);
  await keepAudience(db);
  await indexFields(db);
}

/** The row is what its changes add up to: each says when it is true from, when it was written down, by whom and why. */
async function keepChanges(db: Kysely<never>): Promise<void> {
  await sql`
    create table decision_change (
      ws text not null,
      decision integer not null,
      n integer not null,
      kind text not null,
      at timestamptz not null,
      recorded_at timestamptz not null default clock_timestamp(),
      person text not null,
      via text not null,
      state text not null,
      reason text,
      other integer,
      fields jsonb not null default '{}',
      removed text[] not null default '{}',
      primary key (ws, decision, n),
      foreign key (ws, decision) references decision (ws, number) on delete cascade
    )`.execute(db);
  await sql`create index decision_change_person on decision_change (ws, person)`.execute(db);
  await sql`
    insert into decision_change (ws, decision, n, kind, at, recorded_at, person, via, state, fields)
    select ws, number, 1, 'log', decided_at, created_at, logged_by, via, state,
      jsonb_build_object('statement', statement, 'why', why, 'deciders', deciders, 'decided_at', decided_at)
    from decision`.execute(db);
}

/**
 * The channels that a decision rests on, beside it: whether somebody may see it is then asked of one row. Whatever writes
 * evidence, this follows.
 */
async function keepAudience(db: Kysely<never>): Promise<void> {
  await sql`
    create function decision_audience() returns trigger language plpgsql as $$
      begin
        update decision as d set audience = coalesce((
          select array_agg(distinct e.channel order by e.channel) from evidence as e
          where e.ws = d.ws and e.decision = d.number), '{}')
        from (select distinct ws, decision from touched) as t
        where d.ws = t.ws and d.number = t.decision;
        return null;
      end $$`.execute(db);
  await sql`create trigger evidence_added after insert on evidence
    referencing new table as touched for each statement execute function decision_audience()`.execute(db);
  await sql`create trigger evidence_gone after delete on evidence
    referencing old table as touched for each statement execute function decision_audience()`.execute(db);
}

/** Words as they are stemmed in English and as they stand, for teams that decide in other languages. */
async function indexFields(db: Kysely<never>): Promise<void> {
  const text = sql`statement || ' ' || coalesce(why, '') || ' ' || coalesce(alternatives, '') || ' ' ||
    coalesce(assumptions, '') || ' ' || coalesce(reopen_if, '') || ' ' || coalesce(topic, '')`;
  await sql`
    alter table decision
      add column people text[] not null generated always as (deciders || agreed || array[owner, logged_by]) stored,
      add column words tsvector not null
        generated always as (to_tsvector('english', ${text}) || to_tsvector('simple', ${text})) stored`.execute(db);
  await sql`create index decision_found on decision using gin (words)`.execute(db);
  await sql`create index decision_audience on decision using gin (audience)`.execute(db);
  await sql`create index decision_people on decision using gin (people)`.execute(db);
  await sql`create index decision_successor on decision (ws, replaced_by) where replaced_by is not null`.execute(db);
}
