import type { App } from '../src/app.ts';
import { readingSince } from '../src/channels/store.ts';
import { together } from '../src/edges/db.ts';
import { dropMoot } from '../src/edges/inbox-aside.ts';
import { claimRows, finishRows, type InboxRow, noteProblem, postpone } from '../src/edges/inbox-rows.ts';
import { kindOfTrouble } from '../src/edges/log.ts';
import { isPassing } from '../src/edges/slack.ts';
import { type Happening, happeningIn } from '../src/messages/events.ts';
import { learn } from './learn.ts';
import { readEvent } from './read-event.ts';

/** Who reads in this process, and whether they were asked to look once more. */
const readers = new WeakMap<App, { reading: boolean; again: boolean }>();

/**
 * Reads what waits until nothing does. Which rows is up to the table: the wake-up names none. Two at once in a process
 * would wait for each other's rows, and keep the database from those who have something new.
 */
export async function readInbox(app: App, { ws }: { ws: string }): Promise<void> {
  const reader = readers.get(app) ?? { again: false, reading: false };
  readers.set(app, reader);
  reader.again = true;
  if (reader.reading) return;
  reader.reading = true;
  try {
    while (reader.again) {
      reader.again = false;
      await readAll(app, ws);
    }
  } finally {
    reader.reading = false;
  }
}

async function readAll(app: App, ws: string): Promise<void> {
  while (!app.stopping.aborted) {
    const batches = await claimRows(app.db.write, ws, app.config.pace.scanMs);
    if (batches.length === 0) return;
    for (const rows of batches) await readTogether(app, rows).catch(() => readOneByOne(app, rows));
  }
}

const readTogether = async (app: App, rows: InboxRow[]): Promise<void> => {
  const events = rows.map((row) => ({ row, happening: happeningIn(JSON.parse(row.body)) })).toSorted(byPlace);
  const learned = await learn(
    app,
    events.flatMap(({ happening }) => happening ?? []),
  );
  const wakes = await together(app.db.write, async (trx) => {
    const dests: string[] = [];
    const reading = { app, trx, ws: app.workspace.ws, learned };
    for (const channel of channelsIn(events)) await readingSince(trx, reading.ws, channel);
    for (const { row, happening } of events)
      if (happening) dests.push(...(await readEvent({ ...reading, row: row.id }, happening)));
    await finishRows(
      trx,
      reading.ws,
      rows.map(({ id }) => id),
    );
    if (events.some(({ happening }) => happening && takesBack(happening))) await dropMoot(trx, reading.ws);
    return dests;
  });
  if (events.some(({ happening }) => happening && asks(happening)))
    app.queue.wake({ job: 'capture', payload: { ws: app.workspace.ws } });
  for (const dest of new Set(wakes)) app.queue.wake({ job: 'deliver', payload: { ws: app.workspace.ws, dest } });
};

const asks = ({ is }: Happening): boolean => is === 'reacted' || is === 'mentioned';

/** Words that stood somewhere until now are not to be found any more. */
const takesBack = (happening: Happening): boolean =>
  happening.is === 'removed' ||
  happening.is === 'absent' ||
  (happening.is === 'said' && happening.version !== happening.ts);

interface Read {
  row: InboxRow;
  happening: Happening | undefined;
}

/**
 * Rows are locked in one order everywhere, channels before people before messages: two who work at the same time must
 * not wait for each other crosswise.
 */
const byPlace = (a: Read, b: Read): number => (placeOf(a) < placeOf(b) ? -1 : 1);
const channelsIn = (events: Read[]): Set<string> =>
  new Set(
    events.flatMap(({ happening }) =>
      happening?.is === 'said' || happening?.is === 'reacted' ? [happening.channel] : [],
    ),
  );

function placeOf({ happening }: Read): string {
  const channel = happening && 'channel' in happening ? happening.channel : '';
  return `${channel} ${happening && 'ts' in happening ? happening.ts : ''}`;
}

/** One of them is bad: alone, it fails alone, and the table counts how often. An outage of Slack's counts for nothing. */
async function readOneByOne(app: App, rows: InboxRow[]): Promise<void> {
  for (const row of rows)
    await readTogether(app, [row]).catch(async (error) => {
      app.log.warn({ err: error, row: row.id }, 'could not read what came in');
      const note = isPassing(error) ? postpone : noteProblem;
      await note(app.db.write, row.ws, row.id, kindOfTrouble(error));
    });
}
