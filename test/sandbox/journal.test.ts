import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { LogLevel, WebClient } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { eventually, openSlack, type Slack, slackAt } from '../support/slack.ts';
import { openReceiver, type Receiver } from './receiver.ts';

/** The box as a process of its own, killed without warning. */

const ready = z.object({
  url: z.string(),
  apiUrl: z.string(),
  credentials: z.object({ botToken: z.string(), appToken: z.string(), signingSecret: z.string() }),
});
const ENG = 'C0ENG0000';
let folder: string;
let journal: string;
let app: Receiver;
const children: ChildProcess[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hypha-sandbox-'));
  journal = join(folder, 'journal');
  app = await openReceiver();
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await app.close();
  rmSync(folder, { recursive: true });
});

async function start(...flags: string[]) {
  const child = spawn(process.execPath, ['src/sandbox/main.ts', '--journal', journal, ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const line = await new Promise<string>((resolve) => createInterface({ input: child.stdout }).once('line', resolve));
  const sandbox = ready.parse(JSON.parse(line));
  const client = new WebClient(sandbox.credentials.botToken, {
    slackApiUrl: sandbox.apiUrl,
    retryConfig: { retries: 0 },
    logLevel: LogLevel.ERROR,
  });
  const kill = () =>
    new Promise((resolve) => {
      child.once('exit', resolve);
      child.kill('SIGKILL');
    });
  return { ...sandbox, client, slack: slackAt(sandbox.url), kill };
}

describe('a box with a journal', () => {
  it('keeps everything it answered for through kill -9', async () => {
    const first = await start('--request-url', app.url, '--retry-ms', '0');
    const maya = first.slack.person('maya');
    const said = await maya.says('Use Postgres?', { in: 'eng' });
    await first.slack.person('ravi').replies(said, 'Yes');
    await first.slack.person('ravi').reacts(said, 'eyes');
    const metadata = { event_type: 'hypha', event_payload: { key: 'k' } };
    const { ts = '' } = await first.client.chat.postMessage({
      channel: ENG,
      text: 'Noted',
      metadata,
      blocks: [{ type: 'divider' }],
    });
    await first.client.chat.update({ channel: ENG, ts, text: 'Noted twice' });
    await first.client.chat.postEphemeral({ channel: ENG, user: 'U0MAYA000', text: 'psst' });
    await first.client.views.publish({ user_id: 'U0MAYA000', view: { type: 'home', blocks: [{ type: 'divider' }] } });
    await first.slack.moveClock({ forward: 3_600_000 });
    const before = [
      await maya.sees('eng'),
      await maya.home(),
      await first.client.conversations.history({ channel: ENG, include_all_metadata: true }),
    ];
    await first.kill();

    const second = await start();
    expect(second.credentials).toEqual(first.credentials);
    const after = slackAt(second.url).person('maya');
    expect([
      await after.sees('eng'),
      await after.home(),
      await second.client.conversations.history({ channel: ENG, include_all_metadata: true }),
    ]).toEqual(before);
    expect((await second.slack.moveClock({})).offset).toBe(3_600_000);
    expect((await after.says('later', { in: 'eng' })).ts > ts).toBe(true);
  });

  it('delivers after a restart what the app had not heard, under the same id, and nothing else', async () => {
    app.answers.push({}, ...Array.from({ length: 5 }, () => ({ status: 500 })));
    const first = await start('--request-url', app.url, '--retry-ms', '0,60000');
    await first.slack.person('maya').says('heard', { in: 'eng' });
    await first.slack.settled();
    await first.slack.person('maya').says('unheard', { in: 'eng' });
    while (app.heard.length < 3) await new Promise((resolve) => setTimeout(resolve, 5));
    const id = app.heard[2]?.body.event_id;
    await first.kill();
    app.heard.length = 0;
    app.answers.length = 0;
    const second = await start('--request-url', app.url);
    await second.slack.settled();
    expect(app.heard.map(({ body }) => [body.event.text, body.event_id])).toEqual([['unheard', id]]);
  });

  it('ignores a last line that was cut off', async () => {
    const first = await openSlack({ journal });
    await first.person('maya').says('whole', { in: 'eng' });
    await first.close();
    const size = readFileSync(journal).length;
    appendFileSync(journal, '{"kind":"posted","message":{"channel":"C0ENG00');
    const second: Slack = await openSlack({ journal });
    expect((await second.person('maya').sees('eng')).map(({ text }) => text)).toEqual(['whole']);
    await second.person('maya').says('after', { in: 'eng' });
    await second.close();
    expect(readFileSync(journal).length).toBeGreaterThan(size);
    const third = await openSlack({ journal });
    expect((await third.person('maya').sees('eng')).map(({ text }) => text)).toEqual(['whole', 'after']);
    await third.close();
  });

  it('has one owner: of two at the same instant one opens it, and the other says where it is', async () => {
    const flags = ['src/sandbox/main.ts', '--journal', journal];
    const two = [0, 1].map(() => {
      const child = spawn(process.execPath, flags, { stdio: ['ignore', 'pipe', 'pipe'] });
      children.push(child);
      return { child, said: text(child.stderr), exit: once(child, 'exit') };
    });
    const refused = await Promise.race(two.map(async (one) => one.exit.then(([code]) => ({ ...one, code }))));
    expect(refused.code).toBe(1);
    expect(await refused.said).toMatch(
      /^A sandbox is (already open at http:\S+|just being opened on this journal)\.\n$/,
    );
    const owner = two.find(({ child }) => child !== refused.child)?.child;
    await eventually(() => existsSync(`${journal}.at`) && readFileSync(`${journal}.at`).length > 0);
    await expect(openSlack({ journal })).rejects.toThrow(/^A sandbox is already open at http:\S+\.$/);
    owner?.kill('SIGKILL');
    await eventually(() =>
      openSlack({ journal })
        .then((next) => next.close())
        .then(() => true),
    );
  });

  it('takes thousands of messages and starts again quickly', async () => {
    const first = await openSlack({ journal, requestUrls: [app.url] });
    const post = (text: string) =>
      fetch(`${first.apiUrl}chat.postMessage`, {
        method: 'POST',
        headers: { authorization: `Bearer ${first.credentials.botToken}`, 'content-type': 'application/json' },
        body: JSON.stringify({ channel: ENG, text }),
      }).then((response) => response.arrayBuffer());
    for (let round = 0; round < 10; round++)
      await Promise.all(Array.from({ length: 100 }, (_, n) => post(`${round}.${n}`)));
    await first.settled();
    expect(new Set(app.heard.map(({ body }) => body.event_id)).size).toBe(1000);
    await first.close();
    const started = performance.now();
    const second = await openSlack({ journal });
    expect(performance.now() - started).toBeLessThan(5000);
    expect((await second.person('maya').sees('eng')).length).toBe(200);
    expect(await second.outstanding()).toBe(0);
    await second.close();
    // A machine that is busy with other things takes long over a thousand.
  }, 60_000);
});

describe('the clock', () => {
  it('stamps messages, moves both ways, and never gives a channel the same moment twice', async () => {
    const slack = await openSlack({ historyDays: 90 });
    const maya = slack.person('maya');
    const stamps: string[] = [];
    for (const offset of [0, 86_400_000, 0, -86_400_000]) {
      await slack.moveClock({ offset });
      stamps.push((await maya.says('tick', { in: 'eng' })).ts, (await maya.says('tock', { in: 'eng' })).ts);
    }
    expect([...stamps].sort()).toEqual(stamps);
    expect(new Set(stamps).size).toBe(stamps.length);
    expect(Number(stamps[2]) - Number(stamps[0])).toBeGreaterThan(86_000);
    await slack.moveClock({ offset: 100 * 86_400_000 });
    const client = new WebClient(slack.credentials.botToken, { slackApiUrl: slack.apiUrl });
    expect(await client.conversations.history({ channel: ENG })).toMatchObject({
      messages: [],
      is_limited: true,
      has_more: false,
    });
    await slack.close();
  });
});
