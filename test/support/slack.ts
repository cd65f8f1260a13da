import { z } from 'zod';
import type { FaultInput } from '../../src/sandbox/faults.ts';
import { openSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/sandbox.ts';

/** Lets a test read like what people do in Slack. Everything goes over the sandbox's control API. */

const place = z.looseObject({ channel: z.string(), ts: z.string() });
export type Said = z.infer<typeof place>;

const baseSeen = z.looseObject({
  channel: z.string(),
  ts: z.string(),
  text: z.string(),
  by: z.string(),
  username: z.string().optional(),
  user: z.string().optional(),
  subtype: z.string().optional(),
  thread_ts: z.string().optional(),
  blocks: z.array(z.looseObject({ type: z.string() })).optional(),
  metadata: z.looseObject({ event_type: z.string(), event_payload: z.record(z.string(), z.unknown()) }).optional(),
  reactions: z.array(z.looseObject({ name: z.string(), users: z.array(z.string()) })).optional(),
  is_ephemeral: z.boolean().optional(),
});
const seen = baseSeen.extend({ replies: z.array(baseSeen) });
/** A message as one person sees it, with its thread. */
type Seen = z.infer<typeof seen>;

const view = z.looseObject({
  id: z.string(),
  type: z.string(),
  hash: z.string(),
  callback_id: z.string(),
  private_metadata: z.string(),
  blocks: z.array(z.looseObject({ type: z.string(), block_id: z.string().optional() })),
  title: z.looseObject({ text: z.string() }).nullish(),
  state: z.object({ values: z.record(z.string(), z.record(z.string(), z.looseObject({ type: z.string() }))) }),
});
type SeenView = z.infer<typeof view>;

const shown = baseSeen.omit({ by: true });
const commandAnswer = z.object({
  answered: z.boolean(),
  error: z.string().optional(),
  ack: z.unknown(),
  messages: z.array(shown),
  modal: view.nullable(),
});
/** What the person who typed a slash command is shown. */
type CommandAnswer = z.infer<typeof commandAnswer> & { text: string };

const touched = z.looseObject({ heard: z.boolean().optional(), error: z.string().optional(), modal: view.nullable() });
const submitted = z.looseObject({
  submitted: z.boolean(),
  error: z.string().optional(),
  errors: z.record(z.string(), z.string()).optional(),
  modal: view.nullable(),
});

const call = z.looseObject({
  seq: z.number(),
  at: z.number(),
  method: z.string(),
  args: z.record(z.string(), z.unknown()),
  landed: z.boolean(),
  answer: z.unknown(),
  overLimit: z.boolean(),
});

const delivery = z.looseObject({
  seq: z.number(),
  what: z.string(),
  type: z.string(),
  event_id: z.string(),
  attempt: z.number(),
  via: z.string(),
  outcome: z.string(),
});

/** Where a button is: in the newest message of a channel that has it, in one message, in the open modal, on the app's Home. */
type Where = { in: string } | { channel: string; ts: string } | 'modal' | 'home';

export type Control = <T>(verb: string, args: unknown, answer: z.ZodType<T>) => Promise<T>;

/** Speaks to a sandbox that runs anywhere. */
function controlOf(url: string): Control {
  return async (verb, args, answer) => {
    const response = await fetch(`${url}/sandbox/${verb}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(args),
    });
    const body: unknown = await response.json();
    if (!response.ok) throw new Error(`/sandbox/${verb}: ${JSON.stringify(body)}`);
    return answer.parse(body);
  };
}

export async function openSlack(options: SandboxOptions = {}) {
  const sandbox = await openSandbox(options);
  return { ...slackAt(sandbox.url), ...sandbox };
}
export type Slack = ReturnType<typeof slackAt> & Sandbox;

const anything = z.looseObject({});

/** The driver for a sandbox that is already running, in this process or another. */
export function slackAt(url: string) {
  const control = controlOf(url);
  return {
    control,
    person: (name: string) => personIn(control, name),
    addPerson: (person: { name: string; [field: string]: unknown }) => control('person', person, anything),
    calls: async (method?: string, after?: number) =>
      (await control('calls', { method, after }, z.object({ calls: z.array(call) }))).calls,
    deliveries: async (after?: number) =>
      (await control('deliveries', { after }, z.object({ deliveries: z.array(delivery) }))).deliveries,
    botSays: (bot: string, text: string, { in: channel, metadata }: { in: string; metadata?: unknown }) =>
      control('bot-says', { bot, channel, text, metadata }, place),
    /** Delivers an event of any kind, made up by the test. */
    emit: (event: { type: string; [field: string]: unknown }) => control('emit', { event }, anything),
    fault: (fault: FaultInput) => control('fault', fault, z.object({ id: z.string() })),
    heal: (id?: string) => control('heal', { id }, anything),
    access: (change: { revoked?: boolean; scopes?: string[] }) =>
      control('access', change, z.looseObject({ scopes: z.array(z.string()), revoked: z.boolean() })),
    limits: (enforced: boolean) => control('limits', { enforced }, anything),
    moveClock: (change: { offset?: number; forward?: number }) =>
      control('clock', change, z.looseObject({ now: z.number(), offset: z.number() })),
    requestUrls: (urls: string[], verify = false) => control('request-urls', { urls, verify }, anything),
    sockets: (act: { do: 'disconnect' | 'silence' | 'drop' | 'mute' | 'count'; reason?: string; count?: number }) =>
      control('socket', act, z.looseObject({ connections: z.number() })),
    dump: (channel?: string) =>
      control(
        'dump',
        { channel },
        z.looseObject({ channels: z.array(z.looseObject({ id: z.string(), messages: z.array(anything) })) }),
      ),
    outstanding: async () => (await control('settled', {}, z.object({ outstanding: z.number() }))).outstanding,
    /** Every event was heard or given up; nothing waits for another attempt. */
    settled: ({ within = 15_000 } = {}) =>
      eventually(
        async () => {
          const { outstanding } = await control('settled', {}, z.object({ outstanding: z.number() }));
          if (outstanding > 0) throw new Error(`${outstanding} events are still on their way.`);
        },
        { within },
      ),
  };
}

export type Person = ReturnType<typeof personIn>;

function personIn(control: Control, person: string) {
  const say = (args: Record<string, unknown>) => control('say', { person, ...args }, place);
  return {
    name: person,
    says: (text: string, { in: channel, ...more }: { in: string; raw?: boolean; subtype?: string }) =>
      say({ channel, text, ...more }),
    replies: (to: Said, text: string, { broadcast = false, raw = false } = {}) =>
      say({ channel: to.channel, thread_ts: to.ts, text, broadcast, raw }),
    edits: ({ channel, ts }: Said, text: string) => control('edit', { person, channel, ts, text }, place),
    deletes: ({ channel, ts }: Said) => control('delete', { person, channel, ts }, anything),
    reacts: ({ channel, ts }: Said, name: string) => control('react', { person, channel, ts, name }, anything),
    unreacts: ({ channel, ts }: Said, name: string) => control('unreact', { person, channel, ts, name }, anything),
    joins: (channel: string) => control('join', { person, channel }, anything),
    leaves: (channel: string) => control('leave', { person, channel }, anything),
    invites: (who: string, { to: channel }: { to: string }) => control('invite', { person, channel, who }, anything),
    removes: (who: string, { from: channel }: { from: string }) =>
      control('remove', { person, channel, who }, anything),
    createsChannel: async (name: string, { private: isPrivate = false } = {}) =>
      (await control('create-channel', { person, name, private: isPrivate }, z.looseObject({ channel: z.string() })))
        .channel,
    changesChannel: (channel: string, change: string, value?: string) =>
      control('change-channel', { person, channel, change, value }, anything),
    /** A slash command; `text` of the answer is all that was shown, line by line. */
    types: async (text: string, { in: channel, wait }: { in: string; wait?: number }): Promise<CommandAnswer> => {
      const answer = await control('command', { person, channel, text, wait }, commandAnswer);
      return { ...answer, text: answer.messages.map((message) => message.text).join('\n') };
    },
    clicks: (action: string, where: Where = 'modal') =>
      control('click', { person, action, at: placeOf(where) }, touched),
    picks: (choice: unknown, { from: action, block, at = 'modal' }: { from: string; block?: string; at?: Where }) =>
      control('click', { person, action, choice, block, at: placeOf(at) }, touched),
    isOffered: async (action: string, typed: string, where: Where = 'modal') =>
      (
        await control(
          'suggest',
          { person, action, typed, at: placeOf(where) },
          z.looseObject({ options: z.array(anything) }),
        )
      ).options,
    fills: (values: Record<string, unknown>) => control('fill', { person, values }, anything),
    submits: (values: Record<string, unknown> = {}) => control('submit', { person, values }, submitted),
    closes: () => control('close', { person }, touched),
    runs: (callbackId: string, on?: Said) =>
      control('shortcut', { person, callback_id: callbackId, channel: on?.channel, ts: on?.ts }, touched),
    opensHome: (tab: 'home' | 'messages' = 'home') => control('open-home', { person, tab }, anything),
    sees: async (channel: string): Promise<Seen[]> =>
      (await control('sees', { person, channel }, z.looseObject({ messages: z.array(seen) }))).messages,
    modal: async (): Promise<SeenView | null> =>
      (await control('modal', { person }, z.looseObject({ view: view.nullable() }))).view,
    home: async (): Promise<SeenView | null> =>
      (await control('home', { person }, z.looseObject({ view: view.nullable() }))).view,
  };
}

function placeOf(where: Where): unknown {
  if (typeof where === 'string') return where;
  return 'in' in where ? { channel: where.in } : { channel: where.channel, ts: where.ts };
}

interface Patience {
  within?: number;
  every?: number;
}

/** Tries until it no longer throws (and does not return false), or fails with the last reason when the time is over. */
export async function eventually<T>(
  attempt: () => T | false | Promise<T | false>,
  { within = 15_000, every = 10 }: Patience = {},
): Promise<T> {
  const deadline = performance.now() + within;
  for (;;) {
    try {
      const result = await attempt();
      if (result !== false) return result;
      if (performance.now() > deadline) throw new Error(`Still not true after ${within} ms.`);
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, every));
  }
}
