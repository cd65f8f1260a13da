import { randomUUIDv7 } from 'node:crypto';
import { type Arrival, arrivalOf } from '../messages/events.ts';
import { type Db, worthRetrying } from './db.ts';
import type { WakeQueue } from './queue.ts';

/** What comes in is committed here before Slack is told that it was heard. */
export interface Inbox {
  /** `not ours`: a well-formed request about nothing Hypha reads. Throws when it could not be kept. */
  keep(body: unknown, raw: string): Promise<'kept' | 'not ours'>;
}

interface Waiting {
  arrival: Arrival;
  raw: string;
  kept(): void;
  failed(error: unknown): void;
}

/** Arrivals that come while others are being written are written together next: one commit for all of them. */
export function openInbox(db: Db, ws: string, queue: WakeQueue): Inbox {
  const waiting: Waiting[] = [];
  let writing = 0;
  let waking = false;

  /** One wake-up for all that is kept within a moment: each is a write of its own. */
  const wakeSoon = () => {
    if (waking) return;
    waking = true;
    setTimeout(() => {
      waking = false;
      queue.wake({ job: 'readInbox', payload: { ws } });
    }, wakeAfterMs);
  };

  const write = async () => {
    const batch = waiting.splice(0, mostAtOnce);
    if (batch.length === 0) return;
    writing++;
    try {
      await insert(db, batch);
      for (const one of batch) one.kept();
      wakeSoon();
    } catch (error) {
      for (const one of batch) one.failed(error);
    } finally {
      writing--;
      if (waiting.length > 0) void write();
    }
  };

  return {
    async keep(body, raw) {
      const arrival = arrivalOf(body);
      if (!arrival || arrival.ws !== ws) return 'not ours';
      if (waiting.length >= mostWaiting) throw new Error('more comes in than can be kept');
      await new Promise<void>((kept, failed) => {
        waiting.push({ arrival, raw, kept, failed });
        if (writing < writersAtOnce) void write();
      });
      return 'kept';
    },
  };
}

const wakeAfterMs = 20;
const mostAtOnce = 200;
const writersAtOnce = 2;
/** Two seconds' worth: whoever waits longer is told to come again before their turn. */
const mostWaiting = 5_000;

async function insert(db: Db, batch: Waiting[], tries = 1): Promise<void> {
  // In one order everywhere: two processes that get the same events must not wait for each other crosswise.
  const rows = batch.toSorted((a, b) => (a.arrival.what < b.arrival.what ? -1 : 1));
  try {
    await db.pool.query({
      name: 'keep',
      text: `insert into inbox (ws, id, event_id, what, kind, body)
             select * from unnest($1::text[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[])
             on conflict do nothing`,
      values: [
        rows.map(({ arrival }) => arrival.ws),
        rows.map(() => randomUUIDv7()),
        rows.map(({ arrival }) => arrival.eventId),
        rows.map(({ arrival }) => arrival.what),
        rows.map(({ arrival }) => arrival.kind),
        rows.map(({ raw }) => raw),
      ],
    });
  } catch (error) {
    if (tries === 3 || !worthRetrying(error)) throw error;
    await insert(db, batch, tries + 1);
  }
}
