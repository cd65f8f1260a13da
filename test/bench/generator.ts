import { randomUUIDv7 } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Pool } from 'pg';
import { z } from 'zod';
import { requestFor, someEvent } from './event.ts';
import { type Act, drizzle, flood, type Measured } from './load.ts';

/** Runs as a process of its own, so that what makes the load does not slow what bears it: one job in, one result out. */
export const Job = z.object({
  to: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('http'), urls: z.array(z.string()), secret: z.string() }),
    z.object({ kind: z.literal('insert'), databaseUrl: z.string() }),
  ]),
  ws: z.string(),
  /** Connections, each with one request at a time. */
  connections: z.number(),
  ms: z.number(),
  /** Absent: as many as can be done. */
  perSecond: z.number().optional(),
  /** Made and signed for each address before the clock starts. */
  prepared: z.number(),
});
export type Job = z.infer<typeof Job>;

async function measure({ perSecond, ms }: Job, acts: readonly Act[]): Promise<Measured> {
  return perSecond === undefined ? flood(acts, ms) : drizzle(shared(acts), perSecond, ms);
}

/** Whoever is free does the next one; while nobody is, it waits, and that counts. */
function shared(acts: readonly Act[]): Act {
  const free = [...acts];
  const waiting: ((act: Act) => void)[] = [];
  return async () => {
    const act = free.pop() ?? (await new Promise<Act>((resolve) => waiting.push(resolve)));
    const well = await act();
    const next = waiting.shift();
    if (next) next(act);
    else free.push(act);
    return well;
  };
}

interface Ready {
  acts: Act[];
  close(): Promise<void>;
}

async function posting(
  { ws, connections, prepared }: Job,
  { urls, secret }: { urls: string[]; secret: string },
): Promise<Ready> {
  const addresses = urls.map((url) => new URL('/slack/events', url));
  const requests = addresses.map((url) =>
    Array.from({ length: prepared }, () => requestFor(url, secret, JSON.stringify(someEvent(ws)))),
  );
  const sockets: Socket[] = [];
  const acts = await Promise.all(
    Array.from({ length: connections }, async (_, n) => {
      const which = n % addresses.length;
      const url = addresses[which];
      const socket = connect(Number(url?.port), url?.hostname).setNoDelay();
      await once(socket, 'connect');
      sockets.push(socket);
      return exchangeOn(socket, requests[which] ?? []);
    }),
  );
  return { acts, close: async () => void sockets.map((socket) => socket.destroy()) };
}

/** The least HTTP client there is: an answer here has no body worth reading. */
function exchangeOn(socket: Socket, requests: Buffer[]): Act {
  let answered: (well: boolean) => void = () => {};
  let heard = '';
  socket.setEncoding('latin1');
  socket.on('data', (chunk) => {
    heard += chunk;
    if (!isWhole(heard)) return;
    const well = heard.startsWith('HTTP/1.1 200');
    heard = '';
    answered(well);
  });
  socket.on('error', () => answered(false));
  return async () => {
    const request = requests.pop();
    if (!request) throw new Error('too few requests were prepared');
    const answer = new Promise<boolean>((resolve) => {
      answered = resolve;
    });
    socket.write(request);
    return answer;
  };
}

const isWhole = (heard: string): boolean =>
  /transfer-encoding: chunked/i.test(heard) ? heard.endsWith('\r\n0\r\n\r\n') : heard.endsWith('\r\n\r\n');

/** What the web process would do at its barest: a row, committed, and nothing else. */
async function inserting({ ws, connections, prepared }: Job, { databaseUrl }: { databaseUrl: string }): Promise<Ready> {
  const pool = new Pool({ connectionString: databaseUrl, max: connections });
  const clients = await Promise.all(Array.from({ length: connections }, () => pool.connect()));
  const events = Array.from({ length: prepared }, () => {
    const event = someEvent(ws);
    return {
      id: event.event_id,
      what: `said|${JSON.stringify(event.event.ts)}|${event.event_id}`,
      raw: JSON.stringify(event),
    };
  });
  const acts = clients.map((client) => async () => {
    const event = events.pop();
    if (!event) throw new Error('too few rows were prepared');
    const { id, what, raw } = event;
    await client.query({
      name: 'bare',
      text: 'insert into bare (ws, id, event_id, what, kind, body) values ($1, $2, $3, $4, $5, $6) on conflict do nothing',
      values: [ws, randomUUIDv7(), id, what, 'said', raw],
    });
    return true;
  });
  const close = async () => {
    for (const client of clients) client.release();
    await pool.end();
  };
  return { acts, close };
}

const job = Job.parse(JSON.parse(process.argv[2] ?? ''));
const { acts, close } = job.to.kind === 'http' ? await posting(job, job.to) : await inserting(job, job.to);
process.stdout.write(`${JSON.stringify(await measure(job, acts))}\n`);
await close();
