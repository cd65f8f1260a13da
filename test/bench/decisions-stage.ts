import { Agent, request } from 'node:http';
import { json } from 'node:stream/consumers';
import pg from 'pg';
import { z } from 'zod';
import { keyOf } from '../../src/agents/rules.ts';
import { newSecret } from '../../src/agents/secret.ts';
import { openDb } from '../../src/edges/db.ts';
import { openLog } from '../../src/edges/log.ts';
import type { Ask } from './decisions-asks.ts';
import { capture, type Statement } from './decisions-capture.ts';
import { fill } from './decisions-fill.ts';
import { guest, member } from './decisions-rows.ts';
import { openStage } from './stage.ts';

/** A Hypha that answers over HTTP from a database of its own, in which so many decisions were logged. */
export interface Town {
  measuredOn: readonly string[];
  ws: string;
  /** A connection of one's own to the same database, as Hypha's are set. */
  client: pg.Client;
  ask(ask: Ask): Promise<z.infer<typeof Answer>>;
  /** The same server, with nothing to do. */
  nothing(): Promise<void>;
  captured(ask: Ask): Promise<readonly Statement[]>;
  close(): Promise<void>;
}

const Answer = z.object({
  ok: z.literal(true),
  value: z.object({ decisions: z.array(z.object({ number: z.number() })), total: z.number() }),
});

export async function openTown(decisions: number): Promise<Town> {
  const stage = await openStage({ webs: 1 });
  const { databaseUrl, ws, measuredOn } = stage;
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 });
  const client = new pg.Client({ connectionString: databaseUrl });
  const db = openDb(databaseUrl, openLog('warn'));
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const close = async () => {
    agent.destroy();
    await client.end();
    await db.close();
    await pool.end();
    await stage.close();
  };
  try {
    await client.connect();
    await fill(pool, ws, decisions);
    const keys = { [member]: await keysFor(pool, ws, member), [guest]: await keysFor(pool, ws, guest) };
    const [web = ''] = stage.webs;
    let turn = 0;
    const keyOfNext = (person: string) => keys[person]?.[turn++ % manyKeys] ?? '';
    const ask = async ({ operation, person, input }: Ask) => {
      const headers = { authorization: `Bearer ${keyOfNext(person)}`, 'content-type': 'application/json' };
      return Answer.parse(await send(agent, `${web}/v1/${operation}`, headers, JSON.stringify(input)));
    };
    const nothing = async () => void (await send(agent, `${web}/health`, {}));
    return { measuredOn, ws, client, ask, nothing, captured: (one) => capture(db.pool, ws, one), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** One key may be used so often in a minute; who measures asks oftener. */
const manyKeys = 100;

async function keysFor(pool: pg.Pool, ws: string, owner: string): Promise<string[]> {
  const secrets = Array.from({ length: manyKeys }, newSecret);
  await pool.query(
    `insert into token (ws, id, secret_hash, owner, name, scopes, created_at, expires_at)
     select $1, id, hash, $2, id, '{read}', now(), now() + interval '1 day'
     from unnest($3::text[], $4::text[]) as made (id, hash)`,
    [ws, owner, secrets.map(({ id }) => id), secrets.map(({ hash }) => hash)],
  );
  return secrets.map(({ id, secret }) => keyOf(id, secret));
}

async function send(agent: Agent, url: string, headers: Record<string, string>, body?: string): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const asking = request(url, { agent, headers, method: body === undefined ? 'GET' : 'POST' }, (answer) => {
    json(answer).then(resolve, reject);
  });
  asking.on('error', reject);
  asking.end(body);
  return promise;
}
