import { z } from 'zod';
import { addAction } from '../src/actions/store.ts';
import type { App } from '../src/app.ts';
import { type Card, clip, escaped, say } from '../src/card.ts';
import { type Channel, findReadable } from '../src/channels/store.ts';
import type { Actor } from '../src/context.ts';
import {
  answered,
  gaveUp,
  heldAlready,
  helpToReaders,
  helpWithName,
  here,
  notRead,
  takenBack,
} from '../src/decisions/captures/blocks.ts';
import { type Wanted, wantedIn, withoutName } from '../src/decisions/captures/rules.ts';
import {
  type Capture,
  claimCaptures,
  finishCapture,
  loggedFrom,
  putOff,
  wasCarriedOut,
} from '../src/decisions/captures/store.ts';
import { neverDirect, wasDeleted, whyUnread } from '../src/decisions/noting.ts';
import { logDecision, showDecision } from '../src/decisions/operations.ts';
import { followReasons, forgetReasonOf } from '../src/decisions/reasons/store.ts';
import { nameOf } from '../src/decisions/rules.ts';
import { replaceDecision, stepsByName, undoDecision } from '../src/decisions/steps/operations.ts';
import { hour } from '../src/edges/clock.ts';
import { type Database, type Transaction, together } from '../src/edges/db.ts';
import { teamNow } from '../src/edges/workspace.ts';
import { inWords } from '../src/markup.ts';
import { namesIn } from '../src/messages/names.ts';
import { atOf, markOf } from '../src/messages/rules.ts';
import { findMessage, lockMessage, type Message } from '../src/messages/store.ts';
import type { Operation } from '../src/operation.ts';
import { letsKeep, mayWrite, type Rights } from '../src/people/rules.ts';
import { findReader } from '../src/people/store.ts';
import { rightsOf } from '../src/rights.ts';
import { type Result, run } from '../src/run.ts';

/** Of what became of it: which decision, and what whoever asked is told. Nothing: it is tried again. */
type Done = { decision: number | null; card?: Card | undefined } | undefined;

interface Asking {
  app: App;
  row: Capture;
  rights: Rights;
}

/** What somebody asked of Hypha by a reaction or by its name: an operation like any other, called for them. */
export async function capture(app: App, { ws }: { ws: string }): Promise<void> {
  for (const row of await claimCaptures(app.db.write, ws, app.config.pace.scanMs)) {
    if (app.stopping.aborted) return;
    const done = await carryOut(app, row).catch((error) => {
      app.log.warn({ err: error, capture: row.id }, 'could not carry out what was asked');
      return undefined;
    });
    await together(app.db.write, (trx) => settle(app, trx, row, done));
    app.queue.wake({ job: 'deliver', payload: { ws, dest: row.channel } });
  }
}

async function settle(app: App, trx: Transaction<Database>, row: Capture, done: Done): Promise<void> {
  if (done) await finish(app, trx, row, done.decision);
  const goesOn = !done && (await putOff(trx, row, app.config.pace.perChannelMs));
  const card = done ? done.card : goesOn ? undefined : gaveUp();
  if (card) await answer(app, trx, row, card);
}

async function finish(app: App, trx: Transaction<Database>, row: Capture, decision: number | null): Promise<void> {
  const reader = await findReader(trx, row.ws, row.person);
  const said = row.kind === 'mention' ? await lockMessage(trx, row) : undefined;
  await finishCapture(trx, row, decision);
  if (row.kind !== 'mention' || decision === null) return;
  // It is done, and why is not kept of whoever keeps what they say to themselves. Otherwise it is as their message says.
  if (reader && !letsKeep(reader, atOf(row.ts))) await forgetReasonOf(trx, row, decision);
  else if (said) await followReasons(trx, row, withoutName(said.text, app.workspace.botUser));
}

const actorOf = ({ ws, person }: Capture): Actor => ({ ws, kind: 'person', id: person, person, via: 'slack' });

/** The same asked again, after whatever went wrong, is the same request. */
const keyOf = ({ id, round }: Capture, part = ''): string => `capture:${id}:${round}${part}`;

async function carryOut(app: App, row: Capture): Promise<Done> {
  const rights = await rightsOf(app, actorOf(row));
  // Until Slack says what they may see, they would be told that nothing is there.
  if (!rights.fresh) return undefined;
  const asking = { app, row, rights };
  if (row.kind === 'reaction') return row.wanted ? byReaction(asking) : withdrawn(asking);
  const said = await saidNow(asking);
  return said === undefined ? { decision: null } : byName(asking, wantedIn(said));
}

const call = ({ app, row }: Asking, operation: Operation, input: Record<string, string>, part = '') =>
  run(app, actorOf(row), operation, input, { key: keyOf(row, part) });

/** Nothing is known of what did not work for a reason that passes: it is tried again. */
const passing = new Set(['failed', 'unavailable', 'too_much']);
const Answer = z.looseObject({
  number: z.number(),
  close: z.array(z.object({ number: z.number() })).default([]),
});

function doneWith(result: Result, did: string): Done {
  if (!result.ok) return passing.has(result.code) ? undefined : { decision: null, card: say(escaped(result.sentence)) };
  const { number, close } = Answer.parse(result.value);
  return { decision: number, card: answered(number, did, close[0]?.number) };
}

async function byReaction(asking: Asking): Promise<Done> {
  const { app, row } = asking;
  const isAgain = await wasCarriedOut(app.db.read, row.ws, row.person, keyOf(row));
  const before = isAgain ? undefined : await heldAs(asking, row.ts);
  if (before !== undefined) return { decision: null, card: heldAlready(before) };
  return mayWrite(asking.rights) ? logMessage(asking, row.ts) : notTheirs(asking);
}

/** What a message is logged as, as far as whoever asks may know. */
const heldAs = ({ app, row: { ws, person, channel }, rights }: Asking, ts: string): Promise<number | undefined> =>
  loggedFrom(app.db.read, { ws, person, rights }, { channel, ts });

/** Said by the operation itself, before anything that hinders only those who may. */
const notTheirs = async (asking: Asking): Promise<Done> => doneWith(await call(asking, logDecision, {}), '');

/** The words of a message as whoever asks reads them; who agreed in its thread is found when it is logged. */
async function logMessage(asking: Asking, ts: string): Promise<Done> {
  const { app, row } = asking;
  const message = await findMessage(app.db.read, { ws: row.ws, channel: row.channel, ts });
  if (!message) return unread(asking, ts);
  if (message.removed) return { decision: null, card: notRead(wasDeleted) };
  const statement = clip((await wordsOf(asking, message.text)).replace(/\s+/g, ' ').trim(), 500);
  return noteFrom(asking, message, statement, 'was noted from that message');
}

/** Whoever was quicker logged it: that one is meant. */
async function noteFrom(asking: Asking, message: Message, statement: string, did: string): Promise<Done> {
  const result = await call(asking, logDecision, restingOn(asking, message, statement));
  const before = !result.ok && result.field === 'once' ? await heldAs(asking, message.ts) : undefined;
  return before === undefined ? doneWith(result, did) : { decision: null, card: heldAlready(before) };
}

const restingOn = ({ row }: Asking, { ts, text }: Message, statement: string) => ({
  channel: row.channel,
  message: ts,
  reads: markOf(text),
  once: 'yes',
  statement,
});

/** Slack tells of a message and of what is done with it apart, in any order: where Hypha reads, it may still come. */
async function unread(asking: Asking, ts: string): Promise<Done> {
  const place = await placeOf(asking);
  if (place?.reading && asking.row.tries < mostMissed) return undefined;
  return { decision: null, card: notRead(place ? whyUnread(place, ts) : neverDirect) };
}
const mostMissed = 3;

/** Where somebody calls Hypha both are; and what is no channel of theirs then is a direct message. */
const placeOf = ({ app, row: { ws, person, channel }, rights }: Asking): Promise<Channel | undefined> =>
  findReadable(app.db.read, { ws, person, rights }, { id: channel });

async function wordsOf({ app, row, rights }: Asking, text: string): Promise<string> {
  return inWords(text, await namesIn(app.db.read, { ws: row.ws, person: row.person, rights }, [text]));
}

async function withdrawn(asking: Asking): Promise<Done> {
  const { row } = asking;
  if (row.decision === null) return { decision: null };
  // Only the logging itself: what was done to it since stays done.
  const result = await call(asking, undoDecision, { decision: nameOf(row.decision), seen: '1' }, ':undo');
  if (result.ok) return { decision: null, card: takenBack(row.decision) };
  return passing.has(result.code) ? undefined : { decision: row.decision, card: say(escaped(result.sentence)) };
}

/** As it reads by now, where Hypha reads; nothing where it is gone. */
async function saidNow(asking: Asking): Promise<string | undefined> {
  const { app, row } = asking;
  const message = await findMessage(app.db.read, row);
  if (message?.removed) return undefined;
  return wordsOf(asking, withoutName(message?.text ?? row.text, app.workspace.botUser));
}

async function byName(asking: Asking, wanted: Wanted): Promise<Done> {
  const { row } = asking;
  if (!mayWrite(asking.rights)) return byReader(asking, wanted);
  switch (wanted.to) {
    case 'log':
      return logSaid(asking, wanted.statement);
    case 'log this':
      return row.thread_ts ? logMessage(asking, row.thread_ts) : outsideThreads(asking);
    case 'show':
      return show(asking, wanted.decision);
    case 'step': {
      const { decision, reason, step } = wanted;
      return doneWith(await call(asking, stepsByName[step], { decision, ...(reason && { reason }) }), stepsDone[step]);
    }
    case 'replace':
      return replaceWithThread(asking, wanted.decision);
    case 'nothing we know':
      return { decision: null, card: helpWithName() };
  }
}

/** Whoever may not change anything still asks. */
async function byReader(asking: Asking, wanted: Wanted): Promise<Done> {
  if (wanted.to === 'show') return show(asking, wanted.decision);
  return wanted.to === 'nothing we know' ? { decision: null, card: helpToReaders() } : notTheirs(asking);
}

async function show({ app, row }: Asking, decision: string): Promise<Done> {
  const shown = doneWith(await run(app, actorOf(row), showDecision, { decision }), '');
  return shown?.decision ? { ...shown, card: here(shown.decision) } : shown;
}

const outsideThreads = async (asking: Asking): Promise<Done> => ({
  decision: null,
  card: (await placeOf(asking)) ? helpWithName() : notRead(neverDirect),
});

const stepsDone = {
  confirm: 'was confirmed',
  start: 'was begun',
  finish: 'was marked as done',
  keep: 'was found still true',
  drop: 'was dropped',
  reverse: 'was reversed',
  restore: 'was taken up again',
} as const;

/** What its thread began with is the newer one, and is logged first where it is not yet. */
async function replaceWithThread(asking: Asking, decision: string): Promise<Done> {
  const ts = asking.row.thread_ts;
  if (!ts) return outsideThreads(asking);
  const logged = (await heldAs(asking, ts)) === undefined ? await logMessage(asking, ts) : undefined;
  // Logged just now, by this or by somebody who was quicker.
  const newer = logged?.decision ?? (await heldAs(asking, ts));
  if (newer === undefined) return logged;
  return doneWith(await call(asking, replaceDecision, { decision, by: nameOf(newer) }, ':replace'), 'was replaced');
}

async function logSaid(asking: Asking, statement: string): Promise<Done> {
  const { app, row } = asking;
  const message = await findMessage(app.db.read, row);
  if (!message) return unread(asking, row.ts);
  return noteFrom(asking, message, statement, 'was noted');
}

/** To the one who asked, where they asked. */
async function answer(app: App, trx: Transaction<Database>, row: Capture, card: Card): Promise<void> {
  await addAction(trx, row.ws, app.workspace.botUser, await teamNow(trx, row.ws), {
    key: `answer:${keyOf(row)}:${row.wanted}`,
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
