import { type Kysely, sql } from 'kysely';
import type { Database, Reads } from './db.ts';
import type { Me } from './slack.ts';

/** The workspace that our token opens. */
export interface Workspace {
  ws: string;
  name: string;
  botUser: string;
  botId: string;
  /** What our posts are marked with. It stays in this process and the database: no log, no queue, no answer has it. */
  markKey: string;
}

export async function knowWorkspace(db: Kysely<Database>, me: Me): Promise<Workspace> {
  const columns = { name: me.team, url: me.url, bot_user: me.user_id, bot_id: me.bot_id };
  const { mark_key } = await db
    .insertInto('workspace')
    .values({ ws: me.team_id, ...columns })
    .onConflict((conflict) => conflict.column('ws').doUpdateSet(columns))
    .returning('mark_key')
    .executeTakeFirstOrThrow();
  return { ws: me.team_id, name: me.team, botUser: me.user_id, botId: me.bot_id, markKey: mark_key };
}

/** Without Slack it can still be said which workspace is meant, where only one ever was. */
export async function findOnlyWorkspace(db: Reads): Promise<Workspace | undefined> {
  const [found, another] = await db
    .selectFrom('workspace')
    .select(['ws', 'name', 'bot_user', 'bot_id', 'mark_key'])
    .limit(2)
    .execute();
  return found && !another
    ? { ws: found.ws, name: found.name, botUser: found.bot_user, botId: found.bot_id, markKey: found.mark_key }
    : undefined;
}

/** Team time in SQL: the moment at which it stands, or the database's clock plus the workspace's offset. */
export const teamNowSql = sql<Date>`team_time(stands_at, offset_ms)`;

export async function teamNow(db: Reads, ws: string): Promise<Date> {
  const { now } = await db
    .selectFrom('workspace')
    .select(teamNowSql.as('now'))
    .where('ws', '=', ws)
    .executeTakeFirstOrThrow();
  return now;
}
