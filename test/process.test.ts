import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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

describe('npm start with nothing set', () => {
  test('answers a command typed in its sandbox, keeps it through kill -9, and stops without leaving anything behind', async () => {
    const first = await running();
    expect((await fetch(first.sandbox)).ok).toBe(true);
    const answer = await first.slack.person('maya').types('/decide Keep this', { in: 'eng' });
    expect(answer.ack).toMatchObject({ response_type: 'ephemeral', text: 'D-1 · Keep this' });
    first.child.kill('SIGKILL');
    await first.exit;

    const second = await running();
    const found = await second.slack.person('ravi').types('/decisions keep', { in: 'eng' });
    expect(found.text).toContain('1 decision');
    second.child.kill('SIGTERM');
    expect(await second.exit).toBe(0);
    await expect(fetch(second.sandbox)).rejects.toThrow();
  }, 60_000);

  test('SIGTERM in the middle of work ends it within 15 seconds, and the next start goes on', async () => {
    const first = await running([], { HYPHA_HASTE: '4' });
    const { slack } = first;
    await slack.person('maya').types('/hypha join', { in: 'eng' });
    await slack.fault({ on: 'api', method: 'chat.postMessage', lands: 'now', answer: 'hang' });
    await slack.person('maya').types('/decide In the middle', { in: 'eng' });
    const began = performance.now();
    first.child.kill('SIGTERM');
    expect(await first.exit).toBe(0);
    expect(performance.now() - began).toBeLessThan(15_000);
    const second = await running([], { HYPHA_HASTE: '100' });
    await eventually(async () => {
      const texts = (await second.slack.person('ben').sees('eng')).map(({ text }) => text);
      expect(texts.filter((text) => text.includes('In the middle'))).toHaveLength(1);
    });
    second.child.kill('SIGTERM');
    await second.exit;
  }, 60_000);

  test('a worker and a second web process join in, and stop without taking the first with them', async () => {
    const first = await running();
    const worker = await start({}, ['--role', 'worker']);
    await eventually(() => expect(worker.said.out).toContain("Hypha's worker is at work"), { within: 10_000 });
    worker.child.kill('SIGTERM');
    expect(await worker.exit).toBe(0);
    const answer = await first.slack.person('maya').types('/decisions', { in: 'eng' });
    expect(answer.text).toMatch(/\d decisions?/);
    first.child.kill('SIGTERM');
    await first.exit;
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
