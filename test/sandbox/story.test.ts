import { appendFileSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { openSandbox } from '../../src/sandbox/sandbox.ts';
import { readStory } from '../../src/sandbox/story/files.ts';
import { beginningFor, instantOf } from '../../src/sandbox/story/moment.ts';
import { readWeek } from '../../src/sandbox/story/week.ts';
import { eventually, openSlack } from '../support/slack.ts';
import { handlesIn, labelsIn, readTruth } from '../support/truth.ts';
import { openReceiver } from './receiver.ts';

const shelf = fileURLToPath(new URL('../../src/sandbox/stories', import.meta.url));
const stories = readdirSync(shelf);

test.each(stories)('%s speaks only of people and messages that are in it', (name) => {
  const story = readStory(join(shelf, name));
  const truth = readTruth(join(shelf, name));
  const said = story.happenings.filter((one) => one.is === 'said');
  const named = said.flatMap(({ label }) => label ?? []);
  expect(new Set(named).size).toBe(named.length);
  expect(labelsIn(truth).filter((label) => !named.includes(label))).toEqual([]);
  const handles = Object.keys(story.people);
  expect([...said.map(({ by }) => by), ...handlesIn(truth)].filter((one) => !handles.includes(one))).toEqual([]);
});

test.each(stories)(
  'what a briefing in %s must and must not hold is a decision, a promise, a question or a message of it',
  (name) => {
    const story = readStory(join(shelf, name));
    const truth = readTruth(join(shelf, name));
    const known = new Set([
      ...truth.decisions.map(({ id }) => id),
      ...truth.promises.map(({ id }) => id),
      ...truth.questions.map(({ id }) => id),
      ...story.happenings.flatMap((one) => (one.is === 'said' && one.label ? [one.label] : [])),
    ]);
    const meetings = new Set(story.meetings.map(({ id }) => id));
    expect(truth.briefs.flatMap(({ must, never }) => [...must, ...never]).filter((one) => !known.has(one))).toEqual([]);
    expect(truth.briefs.map(({ meeting }) => meeting).filter((one) => !meetings.has(one))).toEqual([]);
  },
);

test.each(stories)('in %s a decision that is replaced has what replaces it, and the other way round', (name) => {
  const { decisions } = readTruth(join(shelf, name));
  const replaced = decisions
    .flatMap(({ replaces, reverses }) => [replaces, reverses])
    .filter((one) => one !== undefined);
  const over = decisions.filter(({ state }) => state === 'superseded' || state === 'reversed').map(({ id }) => id);
  expect([...replaced].sort()).toEqual([...over].sort());
});

test.each(stories)('the whole of %s can be told, each message said by whom and where it stands', async (name) => {
  const story = readStory(join(shelf, name));
  const { url } = await sandboxTelling(name, 60);
  const { channels } = await dump(url);
  const messages = channels.flatMap((channel) => channel.messages).filter(({ subtype }) => subtype === undefined);
  const removed = story.happenings.filter((one) => one.is === 'deleted').length;
  expect(messages.length).toBe(story.happenings.filter((one) => one.is === 'said').length - removed);
  expect(messages.filter(({ text }) => text.includes('&lt;http')).map(({ text }) => text)).toEqual([]);
});

test('a story that was begun goes on after a restart, and repeats nothing', async () => {
  const journal = join(mkdtempSync(join(tmpdir(), 'hypha-story-')), 'slack.jsonl');
  const before = await sandboxTelling('limekiln', 20, journal);
  const told = count(await dump(before.url));
  await before.close();
  const after = await sandboxTelling('limekiln', 20, journal);
  expect(count(await dump(after.url))).toBe(told);
  await ask(after.url, 'clock', { forward: 30 * 24 * 60 * 60_000 });
  await expect
    .poll(async () => count(await dump(after.url)))
    .toBe(count(await dump((await sandboxTelling('limekiln', 60)).url)));
});

const tuesday = { name: 'halfdegree', from: { day: 36, minute: 9 * 60 + 10 } };

test('what happens before the app is back is told to it once it is back', async () => {
  const journal = join(mkdtempSync(join(tmpdir(), 'hypha-story-')), 'slack.jsonl');
  const app = await openReceiver();
  onTestFinished(app.close);
  const before = await openSlack({ journal, story: tuesday });
  await before.requestUrls([app.url]);
  await before.person('lena').invites('hypha', { to: 'pip-2' });
  const { offset } = await before.moveClock({});
  await before.close();
  appendFileSync(journal, `${JSON.stringify({ kind: 'clock', offset: offset + 6 * 60 * 60_000 })}\n`);
  const after = await openSlack({ journal, story: tuesday });
  onTestFinished(after.close);
  await after.requestUrls([app.url]);
  await after.settled();
  const texts = app.events('message').map(({ text }) => String(text));
  expect(texts.filter((text) => text.includes('Ten for Rotterdam'))).toHaveLength(1);
});

test('people let the app in as soon as it is there, and once', async () => {
  const journal = join(mkdtempSync(join(tmpdir(), 'hypha-story-')), 'slack.jsonl');
  const app = await openReceiver();
  onTestFinished(app.close);
  const typed = () => app.forms.map(({ channel_name, command, text }) => `${channel_name}: ${command} ${text}`);
  const joins = ['support: /hypha join', 'operations: /hypha join', 'pip-2: /hypha join'];
  for (const decided of ['one', 'two']) {
    const slack = await openSlack({ journal, story: { ...tuesday, letsAppIn: true } });
    await slack.requestUrls([app.url]);
    await eventually(() => expect(typed().slice(0, 3)).toEqual(joins));
    await slack.person('sam').types(`/decide ${decided}`, { in: 'engineering', wait: 0 });
    await slack.close();
  }
  expect(typed()).toEqual([...joins, 'engineering: /decide one', 'engineering: /decide two']);
});

test('a story begins on the Monday that puts its opening last before now', () => {
  const opening = { day: 36, minute: 9 * 60 };
  const at = (iso: string) => Temporal.Instant.from(iso).epochMilliseconds;
  const opened = (now: string) => instantOf(beginningFor('Europe/Lisbon', opening, at(now)), opening);
  expect(opened('2026-11-21T10:00:00Z')).toBe(at('2026-11-17T09:00:00Z'));
  expect(opened('2026-11-17T08:59:00Z')).toBe(at('2026-11-10T09:00:00Z'));
  expect(opened('2026-11-17T09:00:00Z')).toBe(at('2026-11-17T09:00:00Z'));
});

test('a line that belongs to nothing is told by file and line', () => {
  expect(() => readWeek('week-1.md', '# Week 1\n\n## Monday\n\n### #eng\n\nwho says this', 0)).toThrow(
    'week-1.md:7: this line belongs to no message',
  );
  expect(() => readWeek('week-1.md', '# Week 1\n\n## Mooonday', 0)).toThrow('week-1.md:3: "Mooonday" is not a day');
});

async function sandboxTelling(name: string, day: number, journal?: string) {
  const sandbox = await openSandbox({ story: { name, from: { day, minute: 0 } }, ...(journal ? { journal } : {}) });
  let closed: Promise<void> | undefined;
  const close = () => (closed ??= sandbox.close());
  onTestFinished(close);
  return { url: sandbox.url, close };
}

const dumped = z.object({
  channels: z.array(
    z.object({ messages: z.array(z.object({ text: z.string(), ts: z.string(), subtype: z.string().optional() })) }),
  ),
});
const dump = async (url: string) => dumped.parse(await ask(url, 'dump', {}));
const count = ({ channels }: z.infer<typeof dumped>) => channels.flatMap(({ messages }) => messages).length;

async function ask(url: string, verb: string, args: Record<string, unknown>): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  return (await fetch(`${url}/sandbox/${verb}`, { method: 'POST', headers, body: JSON.stringify(args) })).json();
}
