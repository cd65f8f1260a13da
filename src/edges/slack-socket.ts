import type { Receiver } from '@slack/bolt';
import { z } from 'zod';
import type { Pace } from '../config.ts';
import { Refusal } from '../errors.ts';
import { within } from './clock.ts';
import type { Inbox } from './inbox.ts';
import { type Log, logTrouble } from './log.ts';
import { type Asked, readCommand, readInteraction } from './slack-asked.ts';
import { keepConnected } from './slack-socket-line.ts';
import { type Envelope, type Link, openLink } from './slack-socket-link.ts';
import { askingForUrls, needsAPerson, Unconnected } from './slack-socket-open.ts';

interface Settings {
  appToken: string;
  apiUrl: string;
  inbox: Inbox;
  log: Log;
  pace: Pick<Pace, 'socketPingMs' | 'socketRetryMs' | 'socketHelloMs'>;
  /** For some time nobody was there to be told things. */
  onGap(): Promise<void>;
}

type Process = (request: { body: Asked; ack: (answer?: unknown) => Promise<void> }) => Promise<void>;

const keepWithinMs = 2_000;
/** The second connection is renewed halfway through its first life, so that the two are never due together. */
const halfLife = 0.5;

/**
 * Where Slack comes in over Socket Mode. The same rule as over HTTP: an event is acknowledged once it is in the inbox;
 * one that is not acknowledged comes again. Two connections, each renewed by itself, so that there is always one.
 */
export function socketDoor({ appToken, apiUrl, inbox, log, pace, onGap }: Settings): Receiver {
  const stopping = new AbortController();
  const links = new Set<Link>();
  const first = Promise.withResolvers<void>();
  first.promise.catch(() => stopping.abort());
  let process: Process = async () => {};
  let kept: Promise<unknown> = Promise.resolve();
  let trouble = '';

  const waits = { helloMs: pace.socketHelloMs, pingMs: pace.socketPingMs };
  const newUrl = askingForUrls(appToken, apiUrl, log);
  const take = (envelope: Envelope) =>
    takeEnvelope(envelope, { inbox, onGap, process }).catch(
      (error) => void logTrouble(log, error, 'what Slack said could not be kept; it will say it again'),
    );
  const keeping = {
    stopping: stopping.signal,
    retryMs: pace.socketRetryMs,
    async open(share: number) {
      const link = await openLink(await newUrl(), { ...waits, share, take });
      if (stopping.signal.aborted) void link.leave();
      return link;
    },
    onLive(link: Link) {
      const wasGap = links.size === 0;
      links.add(link);
      void link.closed.then(() => links.delete(link));
      if (trouble) log.info('connected to Slack again');
      trouble = '';
      first.resolve();
      if (wasGap) onGap().catch((error) => log.warn({ err: error }, 'could not plan repairs'));
    },
    onTrouble(error: unknown) {
      if (needsAPerson(error)) first.reject(new Refusal('unavailable', error.sentence));
      const now = error instanceof Unconnected ? error.code : 'no answer';
      if (now !== trouble) tellTrouble(log, error);
      trouble = now;
    },
  };

  return {
    init(bolt) {
      process = (request) => bolt.processEvent(request);
    },
    async start() {
      const one = keepConnected(keeping);
      const other = first.promise.then(() => keepConnected(keeping, halfLife));
      kept = Promise.allSettled([one, other]);
      await first.promise;
    },
    async stop() {
      stopping.abort();
      first.reject(new Refusal('unavailable', 'Hypha was stopped before it was connected to Slack.'));
      await kept;
      await Promise.all([...links].map((link) => link.leave()));
    },
  };
}

function tellTrouble(log: Log, error: unknown): void {
  if (error instanceof Unconnected && error.sentence) log.error({ code: error.code }, error.sentence);
  else log.warn({ err: error }, 'a connection to Slack failed; trying again');
}

interface Taking {
  inbox: Inbox;
  onGap(): Promise<void>;
  process: Process;
}

async function takeEnvelope({ type, payload, answer }: Envelope, { inbox, onGap, process }: Taking): Promise<void> {
  if (type === 'events_api') {
    const kind = Kind.safeParse(payload).data?.type;
    if (kind === 'app_rate_limited') await within(keepWithinMs, onGap());
    if (kind === 'event_callback') await within(keepWithinMs, inbox.keep(payload, JSON.stringify(payload)));
    return answer();
  }
  const asked = type === 'slash_commands' ? readCommand(fieldsOf(payload)) : readInteraction(JSON.stringify(payload));
  if (typeof asked !== 'number') await process({ body: asked, ack: async (said) => answer(said) });
  answer();
}

const Kind = z.looseObject({ type: z.string() });
const Fields = z.record(z.string(), z.unknown());

const fieldsOf = (payload: unknown): [string, string][] =>
  Object.entries(Fields.safeParse(payload).data ?? {}).filter(
    (field): field is [string, string] => typeof field[1] === 'string',
  );
