import { z } from 'zod';
import { addAction } from '../src/actions/store.ts';
import type { App } from '../src/app.ts';
import { type Card, escaped, say } from '../src/card.ts';
import { findStanding } from '../src/channels/store.ts';
import type { Actor } from '../src/context.ts';
import { fromThread } from '../src/decisions/capture.ts';
import { helpWithName, loggedBefore, takenBack } from '../src/decisions/captures/blocks.ts';
import { type Wanted, wantedIn } from '../src/decisions/captures/rules.ts';
import { type Capture, dueCaptures, finishCapture, loggedFrom, putOff } from '../src/decisions/captures/store.ts';
import { logDecision, showDecision } from '../src/decisions/operations.ts';
import { nameOf } from '../src/decisions/rules.ts';
import { replaceDecision, stepsByName, undoDecision } from '../src/decisions/steps/operations.ts';
import { hour } from '../src/edges/clock.ts';
import { together } from '../src/edges/db.ts';
import { teamNow } from '../src/edges/workspace.ts';
import type { Operation } from '../src/operation.ts';
import { rightsOf } from '../src/rights.ts';
import { type Result, run } from '../src/run.ts';

/** What somebody asked of Hypha by a reaction or by its name: an operation like any other, called for them. */
export async function capture(app: App, { ws }: { ws: string }): Promise<void> {
  for (const row of await dueCaptures(app.db.write, ws)) {
    if (app.stopping.aborted) return;
    const done = await carryOut(app, row).catch((error) => {
      app.log.warn({ err: error, capture: row.id }, 'could not carry out what was asked');
      return undefined;
    });
    await together(app.db.write, async (trx) => {
      if (!done) return putOff(trx, row, app.config.pace.perChannelMs);
      await finishCapture(trx, row, done.decision);
      if (done.card) await answer(app, trx, row, done.card);
    });
    if (done?.card) app.queue.wake({ job: 'deliver', payload: { ws, dest: row.channel } });
  }
}

interface Done {
  decision: number | null;
  card?: Card | undefined;
}

const carryOut = (app: App, row: Capture): Promise<Done | undefined> =>
  row.kind === 'mention'
    ? byName(app, row, wantedIn(row.text))
    : row.wanted
      ? byReaction(app, row)
      : withdrawn(app, row);

const actorOf = ({ ws, person }: Capture): Actor => ({ ws, kind: 'person', id: person, person, via: 'slack' });

const call = (app: App, row: Capture, operation: Operation, input: Record<string, string>, part = '') =>
  run(app, actorOf(row), operation, input, { key: `capture:${row.id}${part}` });

/** Nothing is known of what did not work for a reason that passes: it is tried again. */
const passing = new Set(['failed', 'unavailable', 'too_much']);
const Numbered = z.looseObject({ number: z.number() });

function doneWith(result: Result): Done | undefined {
  if (result.ok) return { decision: Numbered.safeParse(result.value).data?.number ?? null, card: result.card };
  return passing.has(result.code) ? undefined : { decision: null, card: say(escaped(result.sentence)) };
}

async function byReaction(app: App, row: Capture): Promise<Done | undefined> {
  const before = await loggedFrom(app.db.read, row);
  if (before !== undefined && row.decision === null && row.tries === 0)
    return { decision: null, card: loggedBefore(before) };
  return logMessage(app, row, row.ts);
}

/** The words of a message as whoever asks reads them, and what its thread says of it. */
async function logMessage(app: App, row: Capture, ts: string, statement?: string): Promise<Done | undefined> {
  const { ws, channel } = row;
  const rights = await rightsOf(app, actorOf(row));
  const reading = { db: app.db.read, actor: actorOf(row), rights, now: await teamNow(app.db.read, ws) };
  const known = await fromThread(reading, { channel, message: ts });
  const said = statement ?? known.statement;
  if (!said) return { decision: null, card: say(unread) };
  return doneWith(await call(app, row, logDecision, { channel, message: ts, statement: said }));
}

const unread =
  'Hypha has not read that message, so nothing can rest on it. Let it read what is said from now on with `/hypha join`, and say this one in your own words with `/decide`.';

async function withdrawn(app: App, row: Capture): Promise<Done | undefined> {
  if (row.decision === null) return { decision: null };
  const result = await call(app, row, undoDecision, { decision: nameOf(row.decision) }, ':undo');
  if (result.ok) return { decision: null, card: takenBack(row.decision) };
  return passing.has(result.code) ? undefined : { decision: row.decision, card: say(escaped(result.sentence)) };
}

async function byName(app: App, row: Capture, wanted: Wanted): Promise<Done | undefined> {
  switch (wanted.to) {
    case 'log':
      return logSaid(app, row, wanted.statement);
    case 'log this':
      return row.thread_ts ? logMessage(app, row, row.thread_ts) : { decision: null, card: helpWithName() };
    case 'show':
      return doneWith(await call(app, row, showDecision, { decision: wanted.decision }));
    case 'step': {
      const { decision, reason } = wanted;
      return doneWith(await call(app, row, stepsByName[wanted.step], { decision, ...(reason && { reason }) }));
    }
    case 'replace': {
      const newer = row.thread_ts ? await loggedFrom(app.db.read, { ...row, ts: row.thread_ts }) : undefined;
      const logged = newer ?? (row.thread_ts ? (await logMessage(app, row, row.thread_ts))?.decision : null);
      if (!logged) return { decision: null, card: helpWithName() };
      const input = { decision: wanted.decision, by: nameOf(logged) };
      return doneWith(await call(app, row, replaceDecision, input, ':replace'));
    }
    case 'nothing we know':
      return { decision: null, card: helpWithName() };
  }
}

const mostMissed = 3;

/** Where Hypha reads, it rests on the message itself; elsewhere on what was said to Hypha. */
async function logSaid(app: App, row: Capture, statement: string): Promise<Done | undefined> {
  const logged = await call(app, row, logDecision, { channel: row.channel, message: row.ts, statement });
  if (logged.ok || logged.code !== 'not_found') return doneWith(logged);
  // Slack tells of a message and of the name in it apart, in any order.
  if (row.tries < mostMissed && (await findStanding(app.db.read, row.ws, row.channel)) === 'reading') return undefined;
  return doneWith(await call(app, row, logDecision, { channel: row.channel, statement }, ':plain'));
}

/** To the one who asked, where they asked. */
async function answer(app: App, trx: Parameters<typeof addAction>[0], row: Capture, card: Card): Promise<void> {
  await addAction(trx, row.ws, app.workspace.botUser, await teamNow(trx, row.ws), {
    key: `answer:${row.id}:${row.wanted}`,
    kind: 'ephemeral',
    to: row.channel,
    thread: row.thread_ts ?? undefined,
    reader: row.person,
    card,
    why: 'You asked for it.',
    subject: row.channel,
    asked: true,
    audience: [row.channel],
    goodForMs: hour,
  });
}
