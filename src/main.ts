import { parseArgs } from 'node:util';
import { startWaker, startWorker } from '../jobs/worker.ts';
import { type App, openApp } from './app.ts';
import { keyForSandbox } from './clock/sandbox-key.ts';
import { type Config, liveConfig, type Role, unhurried } from './config.ts';
import { type SlackAt, slackFor } from './edges/slack-settings.ts';
import { Refusal } from './errors.ts';
import { startWeb } from './serve.ts';

/** A stop that takes longer is cut short: the rows are right whenever the process ends. */
const stopWithinMs = 12_000;

const opened: (() => Promise<void>)[] = [];
const leaving = new AbortController();
let app: App | undefined;
let stopped: Promise<void> | undefined;

// However often: a terminal and npm may both pass on the same Ctrl-C.
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(0));
process.on('unhandledRejection', (error) => fail(error));

const started = start();
started.catch((error) => fail(error));

/** Opened in this order, closed in reverse. Asked to stop meanwhile, it opens no more. */
async function start(): Promise<void> {
  const role = roleFrom(process.argv.slice(2));
  const config = liveConfig();
  const slack = await slackFor(config);
  keep(slack);
  app = await openApp(paced(config, slack), { mode: slack.mode, slack: slack.slack, leave: leaving.signal });
  keep(app);
  if (role !== 'web') keep(await startWorker(app));
  else keep(startWaker(app));
  if (role === 'worker') {
    say(`Hypha's worker is at work for ${app.workspace.name}.`);
    return;
  }
  const web = await startWeb(app);
  keep(web);
  await slack.tellWhere?.(web.url, await keyForSandbox(app));
  greet(slack, web.url, app);
}

function keep({ close }: { close(): Promise<void> }): void {
  opened.push(close);
  leaving.signal.throwIfAborted();
}

function paced(config: Config, { mode }: SlackAt): Config {
  return mode === 'sandbox' ? { ...config, pace: unhurried(config.pace) } : config;
}

function greet({ mode, sandboxUrl, joined }: SlackAt, url: string, { workspace, config }: App): void {
  if (mode === 'live') say(`Hypha is at work for ${workspace.name}, at ${url}.`);
  else if (joined) say(`A sandbox is already open at ${sandboxUrl}: this Hypha, at ${url}, has joined it.`);
  else
    say(`
  Hypha is running, with a Slack of its own to try it in.

    Open      ${sandboxUrl}
    API       ${url}/openapi.json
    Data      ${config.home}

  Nothing leaves this machine. Ctrl-C stops it; what was said and decided is kept.
`);
}

function roleFrom(args: string[]): Role {
  const { values } = parseArgs({ args, options: { role: { type: 'string', default: 'all' } }, strict: false });
  const { role } = values;
  if (role === 'web' || role === 'worker' || role === 'all') return role;
  throw new Refusal('invalid', `--role is web, worker or all, not "${String(role)}".`);
}

/** Once, whoever asks for it and however often. */
function stop(code: number): Promise<void> {
  stopped ??= closeAll(code);
  return stopped;
}

async function closeAll(code: number): Promise<void> {
  setTimeout(() => process.exit(code), stopWithinMs).unref();
  leaving.abort();
  // What is being opened right now is closed as well, once it is open.
  await started.catch(() => {});
  for (const close of opened.splice(0).reverse()) await close().catch(() => {});
  process.exit(code);
}

/** What fails only because Hypha is stopping stops nothing that is being finished. */
function fail(error: unknown): void {
  if (stopped) return void app?.log.warn({ err: error }, 'went wrong while stopping');
  if (error instanceof Refusal) process.stderr.write(`${error.message}\n`);
  else if (app) app.log.fatal({ err: error }, 'stopping: something went wrong that should not');
  else process.stderr.write(`Hypha could not start: ${error instanceof Error ? error.message : 'unknown trouble'}\n`);
  void stop(1);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
