import type { Box } from './box.ts';
import { channelOf, type EventEnvelope, type InnerEvent } from './envelope.ts';
import type { EventFault } from './faults.ts';
import type { Asking, Attempt, Transport } from './transport.ts';

/** The app's answer to a command or an interaction, or why there is none. */
export type Ack = { heard: true; body: unknown } | { heard: false; why: string };

/** Sees to it that events are heard, with Slack's retries, and asks the app what a person asks of it. */
export interface Courier {
  ask(kind: Asking, payload: Record<string, unknown>): Promise<Ack>;
  /** Somebody to deliver to has come: what found nobody is tried again. */
  wake(): void;
  onWake(act: () => void): void;
  close(): void;
}

interface Rounds {
  box: Box;
  transport: Transport;
  /** Events held back until another one has overtaken them. */
  held: Set<() => void>;
  /** Retries that wait only because nobody was there. */
  lonely: Set<() => void>;
  timers: Set<NodeJS.Timeout>;
  closed: boolean;
}

const REORDER_MS = 1000;
const LATE_MS = 500;

/** Whether anybody ever subscribed, and whether the app is told of an event of this kind. */
interface Subscribed {
  atAll(): boolean;
  to(event: InnerEvent): boolean;
}

export function createCourier(box: Box, transport: Transport, subscribed: Subscribed): Courier {
  const rounds: Rounds = { box, transport, held: new Set(), lonely: new Set(), timers: new Set(), closed: false };
  const wakened: (() => void)[] = [];
  box.watch(({ fact, events }) => {
    // What whoever drives the box made up is told in any case.
    const wanted = ({ event }: EventEnvelope) => fact.kind === 'emitted' || subscribed.to(event);
    const told = subscribed.atAll() ? events.filter(wanted) : [];
    for (const event of told) take(rounds, event);
    // Slack would not have made the others at all.
    settle(
      rounds,
      events.filter((event) => !told.includes(event)),
    );
  });
  // What a killed box had not delivered yet.
  const owed = [...box.pending.values()].filter(({ event }) => subscribed.to(event));
  if (owed.length > 0) later(rounds, 0, () => sendAll(rounds, owed));
  return {
    async ask(kind, payload) {
      const isOff = kind === 'interactive' && box.manifest?.interactivity === false;
      return isOff ? { heard: false, why: 'interactivity_is_off' } : ask(rounds, kind, payload);
    },
    wake() {
      for (const go of [...rounds.lonely, ...wakened]) go();
    },
    onWake: (act) => void wakened.push(act),
    close() {
      rounds.closed = true;
      for (const timer of rounds.timers) clearTimeout(timer);
    },
  };
}

function sendAll(rounds: Rounds, events: readonly EventEnvelope[]): void {
  for (const event of events) send(rounds, event);
}

function later(rounds: Rounds, ms: number, act: () => void): void {
  const timer = setTimeout(() => {
    rounds.timers.delete(timer);
    act();
  }, ms);
  rounds.timers.add(timer);
}

/** Acts once, when the time is over or when somebody in `among` wakes it earlier. */
function laterOrWoken(rounds: Rounds, among: Set<() => void>, ms: number, act: () => void): void {
  const once = () => {
    if (among.delete(once)) act();
  };
  among.add(once);
  later(rounds, ms, once);
}

function settle({ box, closed }: Rounds, events: readonly EventEnvelope[]): void {
  const left = events.map(({ event_id }) => event_id).filter((id) => box.pending.has(id));
  if (!closed && left.length > 0) box.commit({ kind: 'settled', events: left });
}

function take(rounds: Rounds, event: EventEnvelope): void {
  const fault = rounds.box.faults.forEvent(event.event.type, channelOf(event.event));
  if (fault) misbehave(rounds, event, fault);
  else send(rounds, event);
}

function misbehave(rounds: Rounds, event: EventEnvelope, fault: EventFault): void {
  const go = () => send(rounds, event);
  if (fault.do === 'drop') settle(rounds, [event]);
  else if (fault.do === 'late') later(rounds, fault.ms ?? LATE_MS, go);
  else if (fault.do === 'reorder') laterOrWoken(rounds, rounds.held, fault.ms ?? REORDER_MS, go);
  else send(rounds, event, { ackLost: fault.do === 'lose-ack' });
  if (fault.do === 'duplicate') void attempt(rounds, event, 0, '');
}

interface Sending {
  retry?: number;
  why?: string;
  ackLost?: boolean;
}

function send(rounds: Rounds, event: EventEnvelope, { retry = 0, why = '', ackLost = false }: Sending = {}): void {
  const overtaken = [...rounds.held];
  void attempt(rounds, event, retry, why).then((outcome) => {
    for (const release of overtaken) release();
    if (outcome.heard && !ackLost) settle(rounds, [event]);
    else again(rounds, event, retry, outcome);
  });
}

function again(rounds: Rounds, event: EventEnvelope, retry: number, outcome: Attempt): void {
  const wait = rounds.box.timing.retryMs[retry];
  if (rounds.closed) return;
  const go = () => send(rounds, event, { retry: retry + 1, why: outcome.heard ? 'http_timeout' : outcome.why });
  if (outcome.noRetry || wait === undefined) settle(rounds, [event]);
  else if (outcome.via === 'nobody') laterOrWoken(rounds, rounds.lonely, wait, go);
  else later(rounds, wait, go);
}

async function attempt({ box, transport }: Rounds, event: EventEnvelope, retry: number, why: string): Promise<Attempt> {
  const started = box.clock.machine();
  const outcome = await transport.event(event, retry, why);
  const entry = { what: 'event', type: event.event.type, event_id: event.event_id, attempt: retry } as const;
  box.log.delivery({
    ...entry,
    via: outcome.via,
    outcome: outcome.heard ? 'heard' : outcome.why,
    ms: box.clock.machine() - started,
  });
  return outcome;
}

async function ask(rounds: Rounds, kind: Asking, payload: Record<string, unknown>): Promise<Ack> {
  const fault = rounds.box.faults.forInteraction();
  if (fault?.do === 'drop') return { heard: false, why: 'timeout' };
  if (fault?.do === 'late') await new Promise<void>((resolve) => later(rounds, fault.ms ?? LATE_MS, resolve));
  if (fault?.do === 'duplicate') void askOnce(rounds, kind, payload);
  const ack = await askOnce(rounds, kind, payload);
  return fault?.do === 'lose-ack' ? { heard: false, why: 'timeout' } : ack;
}

async function askOnce({ box, transport }: Rounds, kind: Asking, payload: Record<string, unknown>): Promise<Ack> {
  const started = box.clock.machine();
  const { heard, why, via, body } = await transport.ask(kind, payload);
  const type = String(payload.type ?? payload.command);
  const ms = box.clock.machine() - started;
  box.log.delivery({ what: kind, type, event_id: '', attempt: 0, via, outcome: heard ? 'heard' : why, ms });
  return heard ? { heard, body } : { heard, why };
}
