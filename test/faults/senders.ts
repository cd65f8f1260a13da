import type pg from 'pg';
import { z } from 'zod';
import type { Havoc } from './havoc.ts';

/**
 * The database itself notes, whoever does it, when a post on its way is taken for abandoned, and when a sender's session
 * ends or begins anew.
 */
export async function watchSenders(pool: pg.Pool): Promise<void> {
  await pool.query(`
    create table taken (key text, since timestamptz, at timestamptz default clock_timestamp());
    create table sender_lost (at timestamptz default clock_timestamp());
    create function note_taken() returns trigger language plpgsql as $$
      begin insert into taken (key, since) values (old.key, old.sending_at); return null; end $$;
    create function note_sender_lost() returns trigger language plpgsql as $$
      begin insert into sender_lost default values; return null; end $$;
    create trigger note_taken after update on action for each row
      when (old.state = 'sending' and new.problem like 'Hypha was stopped while it sent this.%')
      execute function note_taken();
    create trigger note_sender_gone after delete on sender for each row execute function note_sender_lost();
    create trigger note_sender_anew after update on sender for each row
      when (old.backend <> new.backend) execute function note_sender_lost();
  `);
}

const Times = z.object({ rows: z.array(z.object({ at: z.date() })) });
const Taken = z.object({ rows: z.array(z.object({ key: z.string(), since: z.date(), at: z.date() })) });

/** A session may be lost a moment before or after that is noted. */
const momentMs = 3_000;

/** Only the lock keeps this: without it, all would come right in the end, and people be asked about what did arrive. */
export async function takenFromTheDead(pool: pg.Pool, { strikes }: Havoc) {
  const taken = Taken.parse(await pool.query('select key, since, at from taken')).rows;
  const lost = Times.parse(await pool.query('select at from sender_lost')).rows;
  const ends = [...strikes, ...lost.map(({ at }) => ({ from: at.getTime(), until: at.getTime() }))];
  const died = (since: number, at: number) =>
    ends.some(({ from, until }) => from - momentMs <= at && until + momentMs >= since);
  const { rows } = await pool.query('select coalesce(sum(attempts), 0) as n from action');
  return {
    holds: 'nothing is taken from a sender who lives',
    checked: Number(rows[0]?.n),
    broken: taken
      .filter(({ since, at }) => !died(since.getTime(), at.getTime()))
      .map(({ key, since, at }) => `${key} was sent from ${since.toISOString()} and taken at ${at.toISOString()}`),
  };
}
