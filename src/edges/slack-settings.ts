import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Config, SlackSettings } from '../config.ts';

/** The Slack that a process talks to: the real one, or the sandbox, its own or one that runs already. */
export interface SlackAt {
  mode: 'live' | 'sandbox';
  slack: SlackSettings;
  sandboxUrl?: string;
  /** Where Hypha listens. The real Slack is told in its app settings. */
  tellWhere?(url: string): Promise<void>;
  close(): Promise<void>;
}

const Running = z.object({ url: z.url(), apiUrl: z.url(), botToken: z.string(), signingSecret: z.string() });
type Running = z.infer<typeof Running>;

export async function slackFor(config: Config): Promise<SlackAt> {
  if (config.slack) return { mode: 'live', slack: config.slack, close: async () => {} };
  const folder = join(config.home, 'sandbox');
  const note = join(folder, 'slack.json');
  const running = await findRunning(note);
  if (running) return sandboxAt(running, async () => {});
  await mkdir(folder, { recursive: true });
  const opened = await openOwn(config.sandboxPort, join(folder, 'slack.jsonl'));
  await writeFile(note, JSON.stringify(opened.running), { mode: 0o600 });
  await chmod(note, 0o600);
  return sandboxAt(opened.running, async () => {
    await rm(note, { force: true });
    await opened.close();
  });
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

/** Loaded only here and only then: a Hypha with a real Slack has no sandbox in it. */
async function openOwn(port: number, journal: string): Promise<{ running: Running; close(): Promise<void> }> {
  const { openSandbox } = await import('../sandbox/sandbox.ts');
  const open = (at: number) => openSandbox({ port: at, journal });
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
    tellWhere: async (here) => {
      await fetch(`${url}/sandbox/request-urls`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ urls: [here], beside: true }),
      });
    },
    close,
  };
}
