import { parseArgs } from 'node:util';
import { startWaker, startWorker } from '../jobs/worker.ts';
import { type App, openApp } from './app.ts';
import { liveConfig, type Role } from './config.ts';
import { type SlackAt, slackFor } from './edges/slack-settings.ts';
import { Refusal } from './errors.ts';
import { startWeb } from './serve.ts';

/** A stop that takes longer is cut short: the rows are right whenever the process ends. */
const stopWithinMs = 12_000;

const opened: (() => Promise<void>)[] = [];
let app: App | undefined;

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop(0));
process.on('unhandledRejection', (error) => fail(error));

try {
  await start();
} catch (error) {
  fail(error);
}

/** Opened in this order, closed in reverse. */
async function start(): Promise<void> {
  const role = roleFrom(process.argv.slice(2));
  const config = liveConfig();
  const slack = await slackFor(config);
  opened.push(slack.close);
  app = await openApp(config, { mode: slack.mode, slack: slack.slack });
  opened.push(app.close);
  if (role !== 'web') opened.push((await startWorker(app)).close);
  else opened.push(startWaker(app).close);
  if (role === 'worker') {
    say(`Hypha's worker is at work for ${app.workspace.name}.`);
    return;
  }
  const web = await startWeb(app);
  opened.push(web.close);
  await slack.tellWhere?.(`${web.url}/slack/events`);
  greet(slack, web.url, app);
}

function greet({ mode, sandboxUrl }: SlackAt, url: string, { workspace, config }: App): void {
  if (mode === 'live') say(`Hypha is at work for ${workspace.name}, at ${url}.`);
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

async function stop(code: number): Promise<void> {
  setTimeout(() => process.exit(code), stopWithinMs).unref();
  app?.stop();
  for (const close of opened.splice(0).reverse()) await close().catch(() => {});
  process.exit(code);
}

function fail(error: unknown): void {
  if (error instanceof Refusal) process.stderr.write(`${error.message}\n`);
  else if (app) app.log.fatal({ err: error }, 'stopping: something went wrong that should not');
  else process.stderr.write(`Hypha could not start: ${error instanceof Error ? error.message : 'unknown trouble'}\n`);
  void stop(1);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
