import { type Kysely, sql } from 'kysely';
import type { Database, Reads } from './db.ts';
import type { Me } from './slack.ts';

/** The workspace that our token opens. */
export interface Workspace {
  ws: string;
  name: string;
  botUser: string;
  botId: string;
}

export async function knowWorkspace(db: Kysely<Database>, me: Me): Promise<Workspace> {
  const columns = { name: me.team, url: me.url, bot_user: me.user_id, bot_id: me.bot_id };
  await db
    .insertInto('workspace')
    .values({ ws: me.team_id, ...columns })
    .onConflict((conflict) => conflict.column('ws').doUpdateSet(columns))
    .execute();
  return { ws: me.team_id, name: me.team, botUser: me.user_id, botId: me.bot_id };
}

/** Without Slack it can still be said which workspace is meant, where only one ever was. */
export async function findOnlyWorkspace(db: Reads): Promise<Workspace | undefined> {
  const [found, another] = await db
    .selectFrom('workspace')
    .select(['ws', 'name', 'bot_user', 'bot_id'])
    .limit(2)
    .execute();
  return found && !another
    ? { ws: found.ws, name: found.name, botUser: found.bot_user, botId: found.bot_id }
    : undefined;
}

/** Team time in SQL: the database's clock plus the workspace's offset. */
export const teamNowSql = sql<Date>`clock_timestamp() + offset_ms * interval '1 millisecond'`;

export async function teamNow(db: Reads, ws: string): Promise<Date> {
  const { now } = await db
    .selectFrom('workspace')
    .select(teamNowSql.as('now'))
    .where('ws', '=', ws)
    .executeTakeFirstOrThrow();
  return now;
}
