import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Config, SlackSettings } from '../config.ts';
import { Refusal } from '../errors.ts';
import { later, machineNow, pause } from './clock.ts';

/** The Slack that a process talks to: the real one, or the sandbox, its own or one that runs already. */
export interface SlackAt {
  mode: 'live' | 'sandbox';
  slack: SlackSettings;
  sandboxUrl?: string;
  /** The sandbox was open already, in another process. */
  joined?: boolean;
  /** Where Hypha listens, and a key to its API. The real Slack is told in its app settings, and gets no key. */
  tellWhere?(url: string, key: string): Promise<void>;
  close(): Promise<void>;
}

const Running = z.object({ url: z.url(), apiUrl: z.url(), botToken: z.string(), signingSecret: z.string() });
type Running = z.infer<typeof Running>;

interface Own {
  running: Running;
  close(): Promise<void>;
}

export async function slackFor(config: Config): Promise<SlackAt> {
  if (config.slack) return { mode: 'live', slack: config.slack, close: async () => {} };
  const folder = join(config.home, 'sandbox');
  const note = join(folder, 'slack.json');
  await mkdir(folder, { recursive: true });
  const opened = await joinOrOpen(note, () => openOwn(config.sandboxPort, join(folder, 'slack.jsonl')));
  if (!('close' in opened)) return { ...sandboxAt(opened.running, async () => {}), joined: true };
  await writeFile(note, JSON.stringify(opened.running), { mode: 0o600 });
  await chmod(note, 0o600);
  return sandboxAt(opened.running, async () => {
    await rm(note, { force: true });
    await opened.close();
  });
}

const openingWithinMs = 10_000;

/** Of two that start at the same instant one opens the sandbox, and the other joins it as if it had started later. */
async function joinOrOpen(note: string, open: () => Promise<Own>): Promise<Own | { running: Running }> {
  for (const until = later(machineNow(), openingWithinMs); ; await pause(100)) {
    const running = await findRunning(note);
    if (running) return { running };
    try {
      return await open();
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'JOURNAL_TAKEN')) throw error;
      if (machineNow() > until) throw new Refusal('unavailable', `${error.message} It does not answer: stop it first.`);
    }
  }
}

/**
 * For a command that is over in a moment. Where no sandbox runs it reads a copy of what happened in it: two that write to
 * one journal would spoil it, and a command changes nothing in Slack by itself.
 */
export async function slackForCommand(config: Config): Promise<SlackAt> {
  if (config.slack) return { mode: 'live', slack: config.slack, close: async () => {} };
  const folder = join(config.home, 'sandbox');
  const running = await findRunning(join(folder, 'slack.json'));
  if (running) return sandboxAt(running, async () => {});
  const copy = await mkdtemp(join(tmpdir(), 'hypha-sandbox-'));
  await copyFile(join(folder, 'slack.jsonl'), join(copy, 'slack.jsonl')).catch(() => {});
  const opened = await openOwn(0, join(copy, 'slack.jsonl'));
  return sandboxAt(opened.running, async () => {
    await opened.close();
    await rm(copy, { recursive: true, force: true });
  });
}

/**
 * A new sandbox opens on a Tuesday morning in the sixth week of Halfdegree's story: what was said before can be read, and
 * people let Hypha into some channels.
 */
const story = { name: 'halfdegree', from: { day: 36, minute: 9 * 60 + 10 }, letsAppIn: true };

/** Loaded only here and only then: a Hypha with a real Slack has no sandbox in it. */
async function openOwn(port: number, journal: string): Promise<Own> {
  const { openSandbox } = await import('../sandbox/sandbox.ts');
  const manifest = join(import.meta.dirname, '../../manifest.yml');
  const open = (at: number) => openSandbox({ port: at, journal, manifest, story });
  const sandbox = await open(port).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return open(0);
    throw error;
  });
  const { botToken, signingSecret } = sandbox.credentials;
  return { running: { url: sandbox.url, apiUrl: sandbox.apiUrl, botToken, signingSecret }, close: sandbox.close };
}

/** A note left by a sandbox that was killed names an address where nobody answers, or somebody else. */
async function findRunning(note: string): Promise<Running | undefined> {
  try {
    const running = Running.parse(JSON.parse(await readFile(note, 'utf8')));
    const headers = { authorization: `Bearer ${running.botToken}` };
    const answer = await fetch(`${running.apiUrl}auth.test`, {
      method: 'POST',
      headers,
      signal: AbortSignal.timeout(1_000),
    });
    const { ok } = z.object({ ok: z.boolean() }).parse(await answer.json());
    return ok ? running : undefined;
  } catch {
    return undefined;
  }
}

function sandboxAt({ url, apiUrl, botToken, signingSecret }: Running, close: () => Promise<void>): SlackAt {
  return {
    mode: 'sandbox',
    slack: { botToken, signingSecret, apiUrl },
    sandboxUrl: url,
    tellWhere: async (here, key) => {
      // The clocks agree before anything is told.
      await tell(url, 'product', { url: here, token: key });
      await tell(url, 'request-urls', { urls: [`${here}/slack/events`], beside: true });
    },
    close,
  };
}

const Told = z.object({ message: z.string().default('it did not say why') });

async function tell(sandboxUrl: string, what: string, args: object): Promise<void> {
  const answer = await fetch(`${sandboxUrl}/sandbox/${what}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(args),
  });
  if (answer.ok) return;
  const { message } = Told.parse(await answer.json());
  throw new Refusal('unavailable', `The sandbox does not work with this Hypha: ${message}.`);
}
