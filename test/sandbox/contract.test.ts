import { readdirSync, readFileSync } from 'node:fs';
import { WebClient } from '@slack/web-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { eventCoverage, subtypeCoverage } from '../../src/sandbox/coverage/events.ts';
import { methodCoverage } from '../../src/sandbox/coverage/methods.ts';
import { coveragePage } from '../../src/sandbox/coverage/page.ts';
import { methods } from '../../src/sandbox/web-api/methods.ts';
import { openSlack, type Slack } from '../support/slack.ts';
import { type Answer, callEverything, everyMethod, peopleDoEverything } from './everything.ts';
import { openReceiver, type Receiver } from './receiver.ts';
import { type Sample, typeErrors } from './typed.ts';

/** What the sandbox says, held against the installed types of Slack; and its list of what it can do, held against both. */

let slack: Slack;
let app: Receiver;
let answers: Map<string, Answer>;
let heard: Receiver['heard'];

beforeAll(async () => {
  app = await openReceiver();
  slack = await openSlack({ requestUrls: [app.url], timing: { ackTimeoutMs: 2000 } });
  await peopleDoEverything(slack);
  answers = await callEverything(slack, everyMethod, trigger);
  await slack.settled();
  heard = [...app.heard];
});
afterAll(async () => {
  await slack.close();
  await app.close();
});

/** What a person who runs a shortcut gives the app to open a modal with. */
async function trigger(): Promise<string> {
  await slack.person('maya').runs('any');
  const shortcut = app.heard.findLast(({ body }) => body.type === 'shortcut');
  return z.looseObject({ trigger_id: z.string() }).parse(shortcut?.body).trigger_id;
}

const supported = (coverage: Iterable<readonly [string, unknown]>) =>
  [...coverage]
    .filter(([, standing]) => standing === true)
    .map(([name]) => name)
    .sort();

/** Seen in real answers and missing in the types. Blocks and form values are whoever's wrote them; blocks have a test of their own. */
const UNTYPED_ANSWERS = new Set([
  ...['is_frozen', 'parent_conversation', 'is_user_deleted', 'client_msg_id', 'pinned_to'],
  ...['blocks', 'values'],
]);

describe('the list of methods', () => {
  it('holds every method of the installed client and no other', () => {
    expect([...methodCoverage.keys()].sort()).toEqual(installedMethods().sort());
  });

  it('calls supported what the sandbox answers, and nothing else', () => {
    expect(supported(methodCoverage)).toEqual([...Object.keys(methods), 'apps.connections.open'].sort());
  });

  it('gives a reason for everything that is not', () => {
    const reasons = [...methodCoverage.values(), ...eventCoverage.values(), ...subtypeCoverage.values()];
    for (const reason of reasons) if (reason !== true) expect(reason).toMatch(/^[A-Z].{15,}\.$/);
  });
});

/** The client binds each of its methods to a call by name; calling them all says the names. */
function installedMethods(): string[] {
  const names: string[] = [];
  class Listening extends WebClient {
    override apiCall(method: string) {
      names.push(method);
      return Promise.resolve({ ok: true });
    }
  }
  const walk = (value: unknown): void => {
    if (typeof value === 'function' && value.name === 'bound apiCall') value({});
    else if (isPlain(value)) Object.values(value).forEach(walk);
  };
  Object.values(new Listening()).forEach(walk);
  return names;
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

describe('every method that is supported', () => {
  it('is called here', () => {
    expect(everyMethod.map(([method]) => method).sort()).toEqual(supported(methodCoverage));
  });

  it('answers, and in the shape that the installed client promises', async () => {
    const refused = [...answers].filter(([, { ok }]) => !ok).map(([method, { error }]) => `${method}: ${error}`);
    expect(refused).toEqual([]);
    const samples = [...answers].map(([method, value]) => ({ name: method, type: answerType(method), value }));
    expect(await typeErrors(samples, UNTYPED_ANSWERS)).toEqual([]);
  });
});

/** What the client’s own method is said to resolve to. */
function answerType(method: string): string {
  const path = method.split('.').map((part) => `['${part}']`);
  return `Awaited<ReturnType<WebClient${path.join('')}>>`;
}

it('the page in the docs is up to date: npm run docs', () => {
  expect(readFileSync('docs/sandbox-coverage.md', 'utf8')).toBe(coveragePage());
});

describe('the list of events', () => {
  it('holds every event and every kind of message of the installed types and no other', () => {
    expect([...eventCoverage.keys()].sort()).toEqual(installedEvents());
    expect([...subtypeCoverage.keys()].sort()).toEqual(written(/^ {4}subtype: '(\w+)';/gm, 'message'));
  });

  it('calls supported what people and the app make happen here, and nothing else', () => {
    expect([...new Set(events().map(({ type }) => type))].sort()).toEqual(supported(eventCoverage));
    const told = events().flatMap(({ type, subtype }) => (type === 'message' && subtype ? [subtype] : []));
    const kinds = [...new Set(told)].filter((kind) => subtypeCoverage.has(kind)).sort();
    expect(kinds).toEqual(supported(subtypeCoverage));
  });
});

const EVENTS = 'node_modules/@slack/types/dist/events';

/** What stands in the installed declarations, in one file or in all. */
function written(pattern: RegExp, file?: string): string[] {
  const files = file === undefined ? readdirSync(EVENTS).filter((name) => name.endsWith('.d.ts')) : [`${file}.d.ts`];
  const found = files.flatMap((name) => [...readFileSync(`${EVENTS}/${name}`, 'utf8').matchAll(pattern)]);
  return [...new Set(found.map(([, name = '']) => name))].sort();
}

/** Events are the interfaces whose names say so; `type` is their first field but for a comment. */
function installedEvents(): string[] {
  return written(/^export interface \w+Event \{\n(?: {4}\/\*\*.*\n)? {4}type: '(\w+)';/gm);
}

function events(): { type: string; subtype?: string | undefined; [field: string]: unknown }[] {
  return heard.filter(({ body }) => body.type === 'event_callback').map(({ body }) => body.event);
}

describe('every event that is supported', () => {
  it('comes in the shape that the installed types promise', async () => {
    const samples = events()
      .filter(isWhole)
      .flatMap((event) => [eventSample(event), ...innerSamples(event)]);
    expect(await typeErrors(samples, UNTYPED_EVENTS)).toEqual([]);
  });
});

type Told = ReturnType<typeof events>[number];

/**
 * Slack tells less than the types want of people who were deactivated, and of files where a channel is shared: only where to ask.
 */
function isWhole({ user, files }: Told): boolean {
  return !/"deleted":true|"check_file_info"/.test(JSON.stringify([user, files]));
}

function eventSample(event: Told): Sample {
  const { type, subtype } = event;
  if (type !== 'message') return { name: type, type: `Extract<Slack.SlackEvent, { type: '${type}' }>`, value: event };
  if (subtype === undefined)
    return { name: 'message', type: "Omit<Slack.GenericMessageEvent, 'subtype'>", value: event };
  // Messages within it are samples of their own; who came by themselves had no inviter, and an app has no client.
  const apart = "'message' | 'previous_message' | 'root' | 'inviter' | 'client_msg_id'";
  const found = `Omit<Extract<Slack.AllMessageEvents, { subtype: '${subtype}' }>, ${apart}>`;
  const known = subtypeCoverage.has(subtype) ? `${found} & { inviter?: string; client_msg_id?: string }` : 'object';
  return { name: `message ${subtype}`, type: known, value: event };
}

/** Messages within events, which the types give the fields of an event that they have not got; and files, which one event has whole. */
function innerSamples({ message, previous_message, root, files = [] }: Told): Sample[] {
  const type = "Omit<Slack.GenericMessageEvent, 'subtype' | 'channel' | 'channel_type' | 'event_ts'>";
  const plain = z.looseObject({ type: z.string(), subtype: z.undefined().optional() });
  const inner = [message, previous_message, root].filter((one) => plain.safeParse(one).success);
  return [
    ...inner.map((value) => ({ name: 'inner message', type, value })),
    ...z
      .array(z.unknown())
      .parse(files)
      .map((value) => ({ name: 'file', type: FILE, value })),
  ];
}

const FILE = "NonNullable<Slack.AppMentionEvent['files']>[number]";

/** Seen in real events and missing in the types: anywhere, or in one place. */
const UNTYPED_EVENTS = new Set([
  ...['message', 'previous_message', 'root', 'files', 'bot_profile.user_id'],
  ...['channel_deleted.actor_id', 'channel_deleted.event_ts'],
  ...words('app_id metadata user_team source_team', 'message.*'),
  ...words('app_id metadata user_team source_team', 'inner message.*'),
  ...words('reply_count reply_users reply_users_count latest_reply is_locked subscribed', 'inner message.*'),
  ...words('channel_topic channel_purpose file_share me_message bot_message thread_broadcast', 'message *.team'),
  ...words('channel_join channel_leave', 'message *.user_team'),
  ...words('channel_join channel_leave', 'message *.source_team'),
  ...words('app_id bot_id bot_profile metadata parent_user_id', 'message thread_broadcast.*'),
  ...words('app_id bot_id bot_profile', 'message file_share.*'),
  ...words('channels groups ims comments_count', 'file.*'),
]);

function words(names: string, pattern: string): string[] {
  return names.split(' ').map((name) => pattern.replace('*', name));
}
