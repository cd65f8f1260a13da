import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findPlace } from '../src/edges/embedded-place.ts';
import { findServer } from '../src/edges/embedded-server.ts';
import { openStores } from './support/database.ts';
import { removeCluster } from './support/postgres.ts';
import { eventually, slackAt } from './support/slack.ts';

/** `npm start` as people run it: nothing set, everything embedded, in a folder of its own. */

let home: string;
const started: ChildProcess[] = [];
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'hypha-start-'));
  await chmod(home, 0o755);
});
afterAll(async () => {
  for (const child of started) child.kill('SIGKILL');
  await removeCluster(join(home, 'sandbox', 'postgres'));
  await removeCluster(home);
});

const nothingSet = { PATH: process.env.PATH, HOME: process.env.HOME };

async function start(env: Record<string, string> = {}, args: string[] = []) {
  const ports = { PORT: '0', SANDBOX_PORT: '0', HYPHA_HOME: home };
  const child = spawn(process.execPath, ['src/main.ts', ...args], {
    env: { ...nothingSet, ...ports, ...env },
    stdio: 'pipe',
  });
  started.push(child);
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk) => (said.out += chunk));
  child.stderr.on('data', (chunk) => (said.err += chunk));
  const exit = once(child, 'exit').then(([code]) => Number(code));
  return { child, said, exit };
}

async function running(args: string[] = [], env: Record<string, string> = {}) {
  const hypha = await start(env, args);
  const url = await eventually(() => /Open\s+(http:\S+)/.exec(hypha.said.out)?.[1] ?? false, { within: 20_000 });
  return { ...hypha, slack: slackAt(url), sandbox: url };
}

/** The PostgreSQL of this folder, if one runs. */
const server = async () => findServer(await findPlace(join(home, 'sandbox', 'postgres')));

/** Hypha is in no channel of the sandbox until somebody asks it in. */
async function letIn(slack: ReturnType<typeof slackAt>) {
  const sam = slack.person('sam');
  await sam.types('/invite @hypha', { in: 'engineering' });
  await sam.types('/hypha join', { in: 'engineering' });
  return sam;
}

describe('npm start with nothing set', () => {
  test('answers a command typed in its sandbox, keeps it through kill -9, and stops without leaving anything behind', async () => {
    const first = await running();
    expect((await fetch(first.sandbox)).ok).toBe(true);
    const answer = await first.slack.person('sam').types('/decide Keep this', { in: 'engineering' });
    expect(answer.ack).toMatchObject({
      response_type: 'ephemeral',
      text: expect.stringMatching(/^D-\d+ · Keep this$/),
    });
    first.child.kill('SIGKILL');
    await first.exit;

    const second = await running();
    const found = await second.slack.person('jonas').types('/decisions keep', { in: 'engineering' });
    expect(found.text).toContain('1 decision');
    second.child.kill('SIGTERM');
    expect(await second.exit).toBe(0);
    await expect(fetch(second.sandbox)).rejects.toThrow();
  }, 60_000);

  test('SIGTERM in the middle of work ends it within 15 seconds, and the next start goes on', async () => {
    const first = await running([], { HYPHA_HASTE: '4' });
    const { slack } = first;
    await letIn(slack);
    await slack.fault({ on: 'api', method: 'chat.postMessage', lands: 'now', answer: 'hang' });
    await slack.person('sam').types('/decide In the middle', { in: 'engineering' });
    const began = performance.now();
    first.child.kill('SIGTERM');
    expect(await first.exit).toBe(0);
    expect(performance.now() - began).toBeLessThan(15_000);
    const second = await running([], { HYPHA_HASTE: '100' });
    await eventually(async () => {
      const texts = (await second.slack.person('jonas').sees('engineering')).map(({ text }) => text);
      expect(texts.filter((text) => text.includes('In the middle'))).toHaveLength(1);
    });
    second.child.kill('SIGTERM');
    await second.exit;
  }, 60_000);

  test('a Slack that answers nothing does not hold up the stop', async () => {
    const { slack, child, exit } = await running();
    const sam = await letIn(slack);
    await eventually(async () => JSON.stringify(await sam.sees('engineering')).includes('Hypha reads #engineering'));
    await slack.fault({ on: 'api', lands: 'never', answer: 'hang', times: 10_000 });
    const asked = [sam.types('/decide In silence', { in: 'engineering' }), sam.opensHome()];
    await eventually(async () => (await slack.calls('chat.postMessage')).some(({ answer }) => answer === 'hang'));
    const began = performance.now();
    child.kill('SIGTERM');
    expect(await exit).toBe(0);
    expect(performance.now() - began).toBeLessThan(3_000);
    await Promise.allSettled(asked);
  }, 60_000);

  test('started twice at the same instant, one opens the sandbox and the other joins it', async () => {
    const two = await Promise.all([start(), start()]);
    const places = await Promise.all(
      two.map(({ said }) =>
        eventually(() => /(Open +|already open at )(http:[^\s:]+:\d+)/.exec(said.out) ?? false, { within: 30_000 }),
      ),
    );
    expect(places.map(([, how]) => how?.trim()).toSorted()).toEqual(['Open', 'already open at']);
    expect(new Set(places.map(([, , url]) => url)).size).toBe(1);
    const joined = two[places.findIndex(([, how]) => how !== 'already open at ') === 0 ? 1 : 0];
    for (const one of two.toSorted((a) => (a === joined ? -1 : 1))) {
      one.child.kill('SIGTERM');
      expect(await one.exit).toBe(0);
    }
  }, 60_000);

  test('a worker and a second web process join in, and stop without taking the first with them', async () => {
    const first = await running();
    const worker = await start({}, ['--role', 'worker']);
    await eventually(() => expect(worker.said.out).toContain("Hypha's worker is at work"), { within: 10_000 });
    worker.child.kill('SIGTERM');
    expect(await worker.exit).toBe(0);
    const answer = await first.slack.person('sam').types('/decisions', { in: 'engineering' });
    expect(answer.text).toMatch(/\d decisions?/);
    first.child.kill('SIGTERM');
    await first.exit;
  }, 60_000);
});

describe('asked to stop', () => {
  test('again and again, in whatever way, it still closes in order and leaves no PostgreSQL behind', async () => {
    const { child, exit, said } = await running();
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGTERM', 'SIGINT'] as const) child.kill(signal);
    expect(await exit).toBe(0);
    expect(await server()).toBeUndefined();
    expect(said.err).toBe('');
  }, 60_000);

  test('while it is still opening, it closes what it has opened by then', async () => {
    const { child, exit, said } = await start();
    await eventually(async () => expect(await server()).toBeDefined(), { within: 20_000 });
    child.kill('SIGTERM');
    expect(await exit).toBe(0);
    expect(await server()).toBeUndefined();
    expect(said.err).toBe('');
  }, 60_000);

  test('while it waits for a Slack that does not answer, it waits no longer', async () => {
    const stores = await openStores();
    const live = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 's', SLACK_API_URL: 'http://127.0.0.1:1/api/' };
    const { child, exit, said } = await start({ ...live, DATABASE_URL: stores.databaseUrl });
    await eventually(() => expect(said.out).toContain('Slack does not answer yet'), { within: 20_000 });
    const began = performance.now();
    child.kill('SIGTERM');
    expect(await exit).toBe(0);
    expect(performance.now() - began).toBeLessThan(3_000);
    expect(said.err).toBe('');
    await stores.drop();
  }, 60_000);
});

describe('a wrong setting is one clear sentence at start', () => {
  test.each([
    [{ DATABASE_URL: 'mysql://nope' }, 'DATABASE_URL must start with postgres://'],
    [{ REDIS_URL: 'localhost:6379' }, 'REDIS_URL must start with redis://'],
    [{ SLACK_BOT_TOKEN: 'xoxp-user' }, 'SLACK_BOT_TOKEN must start with xoxb-'],
    [{ SLACK_APP_TOKEN: 'xapp-1' }, 'SLACK_BOT_TOKEN is missing'],
    [{ SLACK_BOT_TOKEN: 'xoxb-1' }, 'Set SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP)'],
    [{ PORT: 'eighty' }, 'PORT is wrong'],
    [{ HYPHA_LOG: 'loud' }, 'HYPHA_LOG is wrong'],
    [{ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 's', HYPHA_HASTE: '10' }, 'HYPHA_HASTE is for tests'],
    [{ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' }, 'DATABASE_URL'],
  ])(
    '%j',
    async (env, sentence) => {
      const { exit, said } = await start(env);
      expect(await exit).toBe(1);
      expect(said.err).toContain(sentence);
      expect(said.err.trim().split('\n')).toHaveLength(1);
    },
    30_000,
  );

  test('an unknown role', async () => {
    const { exit, said } = await start({}, ['--role', 'boss']);
    expect(await exit).toBe(1);
    expect(said.err.trim()).toBe('--role is web, worker or all, not "boss".');
  });
});
