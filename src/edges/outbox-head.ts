import { type Selectable, sql } from 'kysely';
import type { ActionKind } from '../actions/rules.ts';
import { type Database, databaseNow, type Transaction } from './db.ts';
import { teamNowSql } from './workspace.ts';

type Action = Selectable<Database['action']>;
export type Claimed = Action & { kind: ActionKind; target: { channel: string; ts: string } | undefined };

export type Head = Awaited<ReturnType<typeof headOf>>;

/** The first action of a destination whose time has come. One that waits for another's fate is passed over. */
export const headOf = (trx: Transaction<Database>, ws: string, dest: string) =>
  trx
    .selectFrom('action as a')
    .innerJoin('workspace as w', 'w.ws', 'a.ws')
    .leftJoin('action as d', (join) => join.onRef('d.ws', '=', 'a.ws').onRef('d.id', '=', 'a.depends_on'))
    .leftJoin('channel as c', (join) => join.onRef('c.ws', '=', 'a.ws').onRef('c.id', '=', 'a.dest'))
    .selectAll('a')
    .select(['d.state as depended', 'd.sent_channel as target_channel', 'd.sent_ts as target_ts'])
    .select([
      databaseNow.as('machine_now'),
      teamNowSql.as('team_now'),
      sql<boolean>`c.id is not null and coalesce(c.observing_until > ${teamNowSql}, true)`.as('observed'),
    ])
    .select((from) => [
      from
        .selectFrom('pace as p')
        .select((select) => select.fn.max('p.free_at').as('at'))
        .whereRef('p.ws', '=', 'a.ws')
        .where((is) =>
          is.or([
            is('p.bucket', '=', dest),
            is('p.bucket', '=', sql<string>`case when a.kind = 'update' then ${updates} else ${everyone} end`),
          ]),
        )
        .as('free_at'),
      from
        .exists(
          from
            .selectFrom('action as n')
            .select('n.id')
            .whereRef('n.ws', '=', 'a.ws')
            .whereRef('n.dest', '=', 'a.dest')
            .where('n.kind', '=', 'home')
            .where('n.state', '=', 'due')
            .whereRef('n.seq', '>', 'a.seq'),
        )
        .as('newer'),
    ])
    .where('a.ws', '=', ws)
    .where('a.dest', '=', dest)
    .where('a.state', 'in', ['planned', 'due', 'sending', 'unclear'])
    .where('a.due_at', '<=', teamNowSql)
    // What nobody asked for and that has to wait keeps nothing else waiting: neither somebody's page nor a correction.
    .where(
      sql<boolean>`not coalesce(not a.asked and a.state in ('planned', 'due') and a.retry_at > clock_timestamp(), false)`,
    )
    .where((is) =>
      // Stopped, Hypha says nothing more. Somebody's own page still shows them how things are: also that it is stopped.
      is.or([
        is('w.stopped_at', 'is', null),
        is('a.kind', '=', 'home'),
        is('a.state', 'in', ['sending', 'unclear']),
        is('a.expires_at', '<', teamNowSql),
      ]),
    )
    .where((is) =>
      is.or([
        is('a.depends_on', 'is', null),
        is('d.state', 'in', ['sent', 'cancelled', 'expired', 'refused']),
        is('a.state', 'in', ['sending', 'unclear']),
      ]),
    )
    .orderBy('a.due_at')
    .orderBy('a.seq')
    .limit(1)
    .forUpdate('a')
    .executeTakeFirst();

/**
 * The bucket of pace that all destinations share. Slack counts changes of what stands there apart: many of them, as when words
 * are corrected that many were told, keep nothing from being said.
 */
export const sharedBy = (kind: string): string => (kind === 'update' ? updates : everyone);
const everyone = '*';
const updates = '*updates';

export const claimedOf = (head: NonNullable<Head>): Claimed => ({
  ...head,
  kind: kindOf(head.kind),
  target: head.target_channel && head.target_ts ? { channel: head.target_channel, ts: head.target_ts } : undefined,
});

export function kindOf(kind: string): ActionKind {
  if (kind === 'post' || kind === 'update' || kind === 'home' || kind === 'ephemeral') return kind;
  throw new Error(`unknown kind of action: ${kind}`);
}
