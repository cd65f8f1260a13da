import { type ExpressionBuilder, sql } from 'kysely';
import { type Database, databaseNow, type Reads } from './db.ts';
import { teamNowSql } from './workspace.ts';

/** What `due.ts` finds, seen from team time: whether all that is due by now is done, and when the next thing will be. */
interface Agenda {
  now: Date;
  stands: boolean;
  /** Team time of what is planned next. */
  nextAt: Date | null;
  /** How much of each kind is due or being done. What waits for a person, or was put aside, is not. */
  inbox: number;
  actions: number;
  repairs: number;
  erasures: number;
}

export const findAgenda = (db: Reads, ws: string): Promise<Agenda> =>
  db
    .selectFrom('workspace as w')
    .select([teamNowSql.as('now'), sql<boolean>`stands_at is not null`.as('stands')])
    .select((of) => [
      sql<Date | null>`least(${nextAction(of)}, ${nextTelling('person', 'digest_at')}, ${nextTelling('channel', 'recap_at')})`.as(
        'nextAt',
      ),
      unread(of).$asScalar().as('inbox'),
      unsent(of).$asScalar().as('actions'),
      uncompared(of).$asScalar().as('repairs'),
      unerased(of).$asScalar().as('erasures'),
    ])
    .where('w.ws', '=', ws)
    .executeTakeFirstOrThrow();

type Of = ExpressionBuilder<Database & { w: Database['workspace'] }, 'w'>;

/** Up to the next whole millisecond: whoever sets the clock to it can name no shorter time, and it must be due then. */
const nextAction = (of: Of) =>
  of
    .selectFrom('action as a')
    .select(sql<Date | null>`min(date_trunc('milliseconds', a.due_at + interval '999 microseconds'))`.as('at'))
    .whereRef('a.ws', '=', 'w.ws')
    .where('a.state', 'in', ['planned', 'due'])
    .where('a.due_at', '>', teamNowSql)
    .where(goes);

/** Of digests and recaps, which are put together at their time. Stopped, Hypha puts none together. */
const nextTelling = (table: string, column: string) => sql`(
  select min(date_trunc('milliseconds', t.${sql.ref(column)} + interval '999 microseconds'))
  from ${sql.table(table)} as t
  where t.ws = w.ws and t.${sql.ref(column)} > ${teamNowSql} and w.stopped_at is null)`;

const dueTellings = sql`(
  select count(*) from (
    select 1 from person as p where p.ws = w.ws and p.digest_at <= ${teamNowSql} and w.stopped_at is null
    union all
    select 1 from channel as r where r.ws = w.ws and r.recap_at <= ${teamNowSql} and w.stopped_at is null) as t)`;

/** While everything is stopped, nothing but people's own pages. */
const goes = (
  is: ExpressionBuilder<Database & Record<'w', Database['workspace']> & Record<'a', Database['action']>, 'w' | 'a'>,
) => is.or([is('w.stopped_at', 'is', null), is('a.kind', '=', 'home')]);

const unread = (of: Of) =>
  of
    .selectFrom('inbox as i')
    .select((i) => [
      sql<number>`${i.fn.countAll<number>()} + (select count(*) from capture as c where c.ws = w.ws and c.state = 'waiting')`.as(
        'n',
      ),
    ])
    .whereRef('i.ws', '=', 'w.ws')
    .where('i.state', '=', 'waiting');

const unsent = (of: Of) =>
  of
    .selectFrom('action as a')
    .leftJoin('action as d', (join) => join.onRef('d.ws', '=', 'a.ws').onRef('d.id', '=', 'a.depends_on'))
    .select((a) => sql<number>`${a.fn.countAll<number>()} + ${dueTellings}`.as('n'))
    .whereRef('a.ws', '=', 'w.ws')
    .where((is) => is.or([is('a.state', 'in', ['sending', 'unclear']), isDue(is)]));

/** Neither stopped nor waiting for another that is held. */
const isDue = (
  is: ExpressionBuilder<
    Database & Record<'w', Database['workspace']> & Record<'a' | 'd', Database['action']>,
    'w' | 'a' | 'd'
  >,
) =>
  is.and([
    is('a.state', 'in', ['planned', 'due']),
    is('a.due_at', '<=', teamNowSql),
    goes(is),
    is.or([is('a.depends_on', 'is', null), is('d.state', 'in', ['sent', 'cancelled', 'expired', 'refused'])]),
  ]);

const uncompared = (of: Of) =>
  of
    .selectFrom('channel as c')
    .select((c) => c.fn.countAll<number>().as('n'))
    .whereRef('c.ws', '=', 'w.ws')
    .where('c.reading', '=', true)
    .where('c.joined_at', 'is not', null)
    .where('c.repair_problem', 'is', null)
    .where((is) =>
      is.or([
        is('c.gap', '=', true),
        is('c.round_ts', 'is not', null),
        is('c.threads_left', '>', 0),
        is('c.repair_tries', '>', 0),
        is('c.repair_at', '<=', databaseNow),
      ]),
    );

const unerased = (of: Of) =>
  of
    .selectFrom('person as p')
    .select((p) => p.fn.countAll<number>().as('n'))
    .whereRef('p.ws', '=', 'w.ws')
    .where('p.erase_at', 'is not', null)
    .where('p.erase_problem', 'is', null);
