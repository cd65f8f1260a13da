import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, cp, mkdtemp, readFile, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { openStores, type Stores } from './support/database.ts';
import { eventually, openSlack, type Slack } from './support/slack.ts';

/** The README's "Connect a real Slack", step by step and word for word, with the sandbox as the real Slack. */

let stores: Stores;
let slack: Slack;
let project: string;
const started: ChildProcess[] = [];

beforeAll(async () => {
  stores = await openStores();
  // A workspace that has never heard of Hypha. What is not taken comes again after a while, as at Slack.
  slack = await openSlack({
    seed: {
      people: [
        { name: 'maya', real_name: 'Maya Lindqvist' },
        { name: 'ben', real_name: 'Ben Okafor' },
      ],
      channels: [
        { name: 'general', members: ['maya', 'ben'] },
        { name: 'eng', members: ['maya', 'ben'] },
      ],
    },
    timing: { retryMs: [0, 10_000, 20_000, 40_000] },
  });
  project = await copyOfTheProject();
});
afterAll(async () => {
  for (const { pid } of started) if (pid !== undefined) stopGroup(pid);
  await slack.close();
  await stores.drop();
});

/** As after `npm ci`, with nothing set and nothing stored: what is written goes into it and nowhere else. */
async function copyOfTheProject(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'hypha-connect-'));
  for (const name of ['package.json', 'manifest.yml', '.env.example']) await copyFile(name, join(folder, name));
  for (const name of ['src', 'jobs', 'migrations', 'node_modules']) await symlink(resolve(name), join(folder, name));
  await cp('bin', join(folder, 'bin'), { recursive: true });
  return folder;
}

interface Running {
  child: ChildProcess;
  out(): string;
  /** Waits for words that were not waited for yet, and gives what came up to there. */
  until(words: string, within?: number): Promise<string>;
  types(line: string): void;
  ended: Promise<number>;
}

/** What stands in the README, typed into a terminal of the project's folder. */
function runs(command: string): Running {
  const [program = '', ...args] = command.split(' ');
  const stands = { PATH: process.env.PATH, HOME: process.env.HOME, SLACK_API_URL: slack.apiUrl, PORT: '0' };
  const env = { ...stands, DATABASE_URL: stores.databaseUrl, HYPHA_QUEUE: stores.queueName, HYPHA_HASTE: '10' };
  const child = spawn(program, args, { cwd: project, env, stdio: 'pipe', detached: true });
  started.push(child);
  let out = '';
  let seen = 0;
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (out += String(chunk)));
  const ended = once(child, 'close').then(([code]) => Number(code));
  return {
    child,
    out: () => out,
    until: (words, within = 60_000) =>
      eventually(
        () => {
          const at = out.indexOf(words, seen);
          if (at < 0) throw new Error(`"${words}" was not said. It said: ${out}`);
          seen = at + words.length;
          return out.slice(0, seen);
        },
        { within },
      ),
    types: (line) => void child.stdin.write(`${line}\n`),
    ended,
  };
}

function stopGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGTERM');
  } catch {
    // It has ended.
  }
}

const section = async () =>
  (await readFile('README.md', 'utf8')).split('## Connect a real Slack')[1]?.split('\n## ')[0] ?? '';
const stepsIn = (text: string) => [...text.matchAll(/^\d+\. (.+)$/gm)].map((match) => match[1] ?? '');
const spans = (step: string) => [...step.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');
const pages = (step: string) => [...step.matchAll(/(?<!\*)\*([^*]+)\*(?!\*)/g)].map((match) => match[1] ?? '');

const anything = z.looseObject({});
const does = (verb: string, args: object = {}) => slack.control(verb, args, anything);
const maya = () => slack.person('maya');

/** What is on Slack's own pages, and what pressing it does. */
const onSlacksPages: Record<string, (link: string) => Promise<unknown>> = {
  Create: async (link) => {
    expect((await fetch(link)).status).toBe(200);
    return does('create-app', { link });
  },
  'Install to Workspace': () => does('install-app'),
};

test('whoever does what the README says, word for word, logs a decision in their own Slack', async () => {
  const steps = stepsIn(await section());
  const next = (beginning: string): string => {
    const step = steps.shift() ?? '';
    expect(step.slice(0, beginning.length)).toBe(beginning);
    return step;
  };
  const [connect = ''] = spans(next('In a terminal: '));
  const connecting = runs(connect);
  await connecting.until('Bot User OAuth Token (xoxb-…): ');
  const address = /http\S+new_app=1\S+/.exec(connecting.out())?.[0] ?? '';

  for (const button of pages(next('Open the address, choose your workspace and press ')))
    await onSlacksPages[button]?.(address);
  next('Copy the **Bot User OAuth Token** (`xoxb-…`) from *OAuth & Permissions* and give it to the command');
  connecting.types(slack.credentials.botToken);
  await connecting.until('App-level token (xapp-…): ');
  const [scope = ''] = spans(next('Under *Basic Information*, *App-Level Tokens*, generate one with the scope '));
  await does('app-token', { scopes: [scope] });
  connecting.types(slack.credentials.appToken);
  next('Say who you are: your name in Slack');
  await connecting.until('Who are you in Slack');
  connecting.types('Maya Lindqvist');
  await connecting.until('the tab Home');
  next('In Slack, open Hypha under *Apps*, and there the tab *Home*.');
  await maya().opensHome('home');
  await connecting.until('/invite @Hypha');
  const [invite = ''] = spans(next('In a channel that Hypha may read, type '));
  await maya().types(invite, { in: 'eng' });
  await connecting.until('Write something in #eng.');
  next('Write something there.');
  await slack.person('ben').says('The queue is full again', { in: 'eng' });
  await connecting.until('Hypha said hello to you in Slack');
  expect(await connecting.ended).toBe(0);
  const [hello] = await maya().sees('@hypha');
  expect(hello?.text).toMatch(/^Hello maya\. Hypha is connected to Fernhill\./);
  expect(connecting.out()).not.toContain(slack.credentials.botToken);
  expect((await stat(join(project, '.env'))).mode & 0o777).toBe(0o600);

  const [start = ''] = spans(next('Start it: '));
  const hypha = runs(start);
  await hypha.until('Hypha is at work for Fernhill');
  const [doctor = ''] = spans(next('In another terminal: '));
  const report = runs(doctor);
  expect(await report.ended, report.out()).toBe(0);
  expect(report.out()).toContain('✓ Everything works.');

  // What the command heard and did not take came again: the Home that was opened is there.
  await eventually(async () => expect(await maya().home()).not.toBeNull(), { within: 40_000 });

  const [joins = ''] = spans(next('In the channel: '));
  expect((await maya().types(joins, { in: 'eng' })).text).toContain('Hypha reads #eng as soon as it has said so there');
  await eventually(
    async () =>
      expect((await maya().sees('eng')).map(({ text }) => text)).toContainEqual(
        expect.stringContaining('Hypha reads #eng'),
      ),
    { within: 20_000 },
  );
  const [decide = ''] = spans(next('There too: '));
  expect((await maya().types(decide, { in: 'eng' })).text).toMatch(/^D-\d+ · Use Postgres for the job queue/);
  expect(steps).toEqual([]);
}, 180_000);
