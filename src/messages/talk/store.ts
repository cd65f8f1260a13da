import { type Selectable, sql } from 'kysely';
import type { Database, Reads } from '../../edges/db.ts';

type Message = Selectable<Database['message']>;

/** What was said, by somebody, under what; and who reacted to it. */
export type Spoken = Pick<Message, 'channel' | 'ts' | 'thread_ts' | 'author' | 'text'> & {
  reactions: { person: string; name: string }[];
};

interface Stretch {
  ws: string;
  places: readonly string[];
  /** Threads in which something was said after this. */
  since: string;
  threads: number;
}

/** A thread longer than this is read from its beginning, no further. */
const mostInThread = 200;

/** Whole threads, those that somebody last said something in first; what nobody answered is a thread of its own. */
export async function threadsSince(db: Reads, { ws, places, since, threads }: Stretch): Promise<Spoken[][]> {
  const thread = sql<string>`coalesce(m.thread_ts, m.ts)`;
  const lately = db
    .selectFrom('message as m')
    .select(['m.channel', thread.as('root')])
    .where('m.ws', '=', ws)
    .where('m.channel', '=', sql<string>`any(${places}::text[])`)
    .where('m.ts', '>', since)
    .where('m.removed', '=', false)
    .groupBy(['m.channel', thread])
    .orderBy((of) => of.fn.max('m.ts'), 'desc')
    .limit(threads);
  const rows = await db
    .selectFrom(lately.as('lately'))
    .innerJoinLateral(
      (of) =>
        of
          .selectFrom('message as m')
          .select(['m.ts', 'm.thread_ts', 'm.author', 'm.text'])
          .where('m.ws', '=', ws)
          .whereRef('m.channel', '=', 'lately.channel')
          .where((is) => is.or([is('m.ts', '=', is.ref('lately.root')), is('m.thread_ts', '=', is.ref('lately.root'))]))
          .where('m.removed', '=', false)
          .orderBy('m.ts')
          .limit(mostInThread)
          .as('said'),
      (join) => join.onTrue(),
    )
    .select(['lately.channel', 'lately.root', 'said.ts', 'said.thread_ts', 'said.author', 'said.text'])
    .select(
      sql<Spoken['reactions']>`(
        select coalesce(json_agg(json_build_object('person', r.person, 'name', r.name) order by r.version), '[]')
        from reaction as r
        where r.ws = ${ws} and r.channel = lately.channel and r.ts = said.ts and not r.removed)`.as('reactions'),
    )
    .orderBy('lately.channel')
    .orderBy('lately.root')
    .orderBy('said.ts')
    .execute();
  const found = Map.groupBy(rows, ({ channel, root }) => `${channel} ${root}`);
  return [...found.values()].map((said) => said.map(({ root: _, ...one }) => one));
}
