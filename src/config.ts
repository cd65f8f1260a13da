import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { Refusal } from './errors.ts';
import { inWords } from './mistakes.ts';

const optional = z.string().trim().min(1).optional();
const port = z.coerce.number().int().min(0).max(65535);

const Settings = z.object({
  DATABASE_URL: optional
    .refine((url) => !url || /^postgres(ql)?:\/\//.test(url), 'must start with postgres://')
    .describe('A PostgreSQL 15 or later to use instead of the embedded one.'),
  REDIS_URL: optional
    .refine((url) => !url || /^rediss?:\/\//.test(url), 'must start with redis://')
    .describe('A Redis 7 for the queue; without it the queue lives in PostgreSQL.'),
  SLACK_BOT_TOKEN: optional
    .refine((token) => !token || /^xox(b|e\.xoxb)-/.test(token), 'must start with xoxb-')
    .describe('Without it, Hypha talks to its own sandbox.'),
  SLACK_APP_TOKEN: optional
    .refine((token) => !token || token.startsWith('xapp-'), 'must start with xapp-')
    .describe('For Socket Mode: Slack needs no public address then.'),
  SLACK_SIGNING_SECRET: optional.describe('For HTTP mode: checks that requests come from Slack.'),
  SLACK_API_URL: z
    .url('must be a web address')
    .default('https://slack.com/api/')
    .describe('Another Slack API, for tests.'),
  HYPHA_HOME: z.string().default('.hypha').describe('Where embedded data is kept.'),
  HYPHA_ADMINS: z
    .string()
    .default('')
    .describe('Slack user ids, comma separated, who may do what a workspace admin may.'),
  HYPHA_QUEUE: z
    .string()
    .regex(/^[\w-]+$/, 'may hold letters, digits, - and _')
    .default('hypha')
    .describe('Name of the queue, where several installations share one Redis or PostgreSQL.'),
  HYPHA_HASTE: z.coerce
    .number()
    .min(1)
    .max(1000)
    .default(1)
    .describe('Divides the waiting times of sending, scanning and repairing, for tests.'),
  HYPHA_LOG: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info').describe('How much is logged.'),
  HOST: z.string().default('127.0.0.1').describe('The address to listen on.'),
  PORT: port.default(3000).describe('Where Slack, the HTTP API and the health page are answered.'),
  SANDBOX_PORT: port.default(4000).describe('Where the sandbox is served.'),
});

export type Role = 'web' | 'worker' | 'all';

export interface SlackSettings {
  botToken: string;
  appToken?: string | undefined;
  signingSecret?: string | undefined;
  apiUrl: string;
}

/** Machine time, in milliseconds; trust.md of the design measured why each is what it is. */
export interface Pace {
  postTimeoutMs: number;
  settleMs: number;
  absentAgainMs: number;
  giveUpMs: number;
  perChannelMs: number;
  scanMs: number;
  stolenAfterMs: number;
  repairMs: number;
  historyMs: number;
  socketPingMs: number;
  socketRetryMs: number;
  socketHelloMs: number;
}

export interface Config {
  home: string;
  databaseUrl: string | undefined;
  redisUrl: string | undefined;
  queueName: string;
  /** Absent: the sandbox. */
  slack: SlackSettings | undefined;
  admins: readonly string[];
  host: string;
  port: number;
  sandboxPort: number;
  logLevel: string;
  pace: Pace;
}

export function readConfig(env: Record<string, string | undefined>): Config {
  const parsed = Settings.safeParse(withoutBlanks(env), { error: inWords });
  if (!parsed.success) throw wrongSetting(parsed.error);
  const s = parsed.data;
  if (s.SLACK_BOT_TOKEN && s.HYPHA_HASTE > 1 && new URL(s.SLACK_API_URL).hostname === 'slack.com')
    throw new Refusal('invalid', 'HYPHA_HASTE is for tests: with the real Slack, remove it.');
  return Object.freeze({
    home: resolve(s.HYPHA_HOME),
    databaseUrl: s.DATABASE_URL,
    redisUrl: s.REDIS_URL,
    queueName: s.HYPHA_QUEUE,
    slack: slackOf(s),
    admins: idsIn(s.HYPHA_ADMINS),
    host: s.HOST,
    port: s.PORT,
    sandboxPort: s.SANDBOX_PORT,
    logLevel: s.HYPHA_LOG,
    pace: paceFor(s.HYPHA_HASTE),
  });
}

export function paceFor(haste: number): Pace {
  const after = (ms: number) => Math.max(1, Math.round(ms / haste));
  return Object.freeze({
    postTimeoutMs: after(10_000),
    settleMs: after(90_000),
    absentAgainMs: after(30_000),
    giveUpMs: after(15 * 60_000),
    perChannelMs: after(1_000),
    scanMs: after(5_000),
    stolenAfterMs: after(60_000),
    repairMs: after(15 * 60_000),
    historyMs: after(2_000),
    socketPingMs: after(5_000),
    socketRetryMs: after(1_000),
    socketHelloMs: Math.max(after(10_000), 1_000),
  });
}

/** In the sandbox pacing is counted, not waited for: time there is moved as quickly as it goes. */
export const unhurried = (pace: Pace): Pace => Object.freeze({ ...pace, perChannelMs: 1, historyMs: 1 });

/** The settings and what each is for, in the order people should read them. */
export const settings = Object.entries(Settings.shape).map(([name, schema]) => ({
  name,
  why: schema.description ?? '',
}));

/** The process's own settings: its environment, and `.env` for what that leaves open. */
export function liveConfig(): Config {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return readConfig(process.env);
}

/** What is set of what connects Hypha to Slack, right or wrong: that is found out step by step. */
export function connectionSettings() {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const of = (name: string) => process.env[name]?.trim() || undefined;
  const apiUrl = Settings.shape.SLACK_API_URL.safeParse(of('SLACK_API_URL'));
  if (!apiUrl.success) throw new Refusal('invalid', 'SLACK_API_URL must be a web address.', 'SLACK_API_URL');
  return {
    apiUrl: apiUrl.data,
    botToken: of('SLACK_BOT_TOKEN'),
    appToken: of('SLACK_APP_TOKEN'),
    signingSecret: of('SLACK_SIGNING_SECRET'),
    admins: idsIn(of('HYPHA_ADMINS') ?? ''),
  };
}

const idsIn = (said: string): string[] =>
  said
    .split(',')
    .map((id) => id.trim())
    .filter(Boolean);

/** The names of those that are set, to be shown; never what they are set to. */
export const givenSettings = (): string[] =>
  settings.map(({ name }) => name).filter((name) => process.env[name]?.trim());

/** Whether a terminal may be coloured: https://no-color.org */
export const wantsColour = (): boolean => !process.env.NO_COLOR && process.env.TERM !== 'dumb';

function slackOf(s: z.infer<typeof Settings>): SlackSettings | undefined {
  if (!s.SLACK_BOT_TOKEN) {
    if (s.SLACK_APP_TOKEN || s.SLACK_SIGNING_SECRET)
      throw new Refusal(
        'invalid',
        'SLACK_BOT_TOKEN is missing: copy it from your Slack app under "OAuth & Permissions".',
      );
    return undefined;
  }
  if (!s.SLACK_APP_TOKEN && !s.SLACK_SIGNING_SECRET)
    throw new Refusal(
      'invalid',
      'Set SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP) beside SLACK_BOT_TOKEN.',
    );
  return {
    botToken: s.SLACK_BOT_TOKEN,
    appToken: s.SLACK_APP_TOKEN,
    signingSecret: s.SLACK_SIGNING_SECRET,
    apiUrl: s.SLACK_API_URL,
  };
}

function wrongSetting(error: z.ZodError): Refusal {
  const [issue] = error.issues;
  const name = String(issue?.path[0] ?? 'A setting');
  return new Refusal('invalid', `${name} ${sentenceEnd(issue?.message ?? 'is wrong')}. ${whyOf(name)}`.trim(), name);
}

const sentenceEnd = (message: string) => (/^(must|may)/.test(message) ? message : `is wrong: ${message}`);
const whyOf = (name: string) => settings.find((setting) => setting.name === name)?.why ?? '';
const withoutBlanks = (env: Record<string, string | undefined>) =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()));
