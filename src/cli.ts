import { type App, openApp } from './app.ts';
import type { Card } from './card.ts';
import { type Config, connectionSettings, liveConfig, wantsColour } from './config.ts';
import { connect } from './connect/connect.ts';
import { eventsAddress } from './connect/rules.ts';
import { examine } from './doctor.ts';
import { openLog } from './edges/log.ts';
import { slackForCommand } from './edges/slack-settings.ts';
import { Refusal } from './errors.ts';
import type { Operation } from './operation.ts';
import { operations } from './operations.ts';
import { type Result, run } from './run.ts';
import { type Asked, readCommandLine } from './surfaces/cli.ts';
import { whoAsks } from './surfaces/cli-actor.ts';
import { cliCall } from './surfaces/cli-help.ts';
import { openTalk } from './surfaces/cli-talk.ts';
import { doctorPage } from './surfaces/doctor-page.ts';
import { plain, type Terminal } from './surfaces/plain.ts';
import { replyOf } from './surfaces/replies.ts';
import { readTime } from './surfaces/when.ts';

/** What a script can tell apart: done, refused, not understood, Hypha's own fault. */
const exit = { done: 0, refused: 1, usage: 2, failed: 70, interrupted: 130 } as const;
const slackWithinMs = 3_000;

const offered = operations.filter(({ withheld }) => !withheld.cli);
const print = {
  out: (text: string) => void process.stdout.write(text),
  err: (text: string) => void process.stderr.write(text),
};

async function perform(asked: Asked): Promise<number> {
  if (asked.what === 'doctor') return checkUp(asked.json);
  if (asked.what === 'connect') return connectUp(asked);
  const result = await call(asked);
  tell(result, asked);
  if (result.ok) return exit.done;
  return result.code === 'failed' ? exit.failed : exit.refused;
}

type Call = Extract<Asked, { what: 'operation' }>;

async function call({ operation, input, as, at, key }: Call): Promise<Result> {
  try {
    return await withApp(liveConfig(), async (app) => {
      const { actor, tz } = await whoAsks(app, as);
      return run(app, actor, operation, input, { key, at: at === undefined ? undefined : readTime(at, tz) });
    });
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, code: error.code, sentence: error.message, field: error.field };
    return { ok: false, code: 'failed', sentence: `Hypha could not start${reason(error)}: "hypha doctor" says more.` };
  }
}

const reason = (error: unknown) => (error instanceof Error && error.message ? ` (${error.message})` : '');

async function withApp<T>(config: Config, work: (app: App) => Promise<T>): Promise<T> {
  const opened: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const shut of opened.splice(0).reverse()) await shut();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void close().finally(interrupted));
  try {
    const slack = await slackForCommand(config);
    opened.push(slack.close);
    const log = openLog('error', 'stderr');
    const app = await openApp(config, { mode: slack.mode, slack: slack.slack, log, patienceMs: slackWithinMs });
    opened.push(app.close);
    return await work(app);
  } finally {
    await close();
  }
}

const interrupted = () => process.exit(exit.interrupted);

function tell(result: Result, { operation, json, md }: Call): void {
  if (json) print.out(`${JSON.stringify(replyOf(result))}\n`);
  else if (result.ok && md && operation.markdown) print.out(operation.markdown(result.value));
  else if (result.ok) print.out(`${inTerminal(result.card)}\n`);
  else print.err(`${result.sentence}\n`);
}

const inTerminal = (card: Card): string => plain(card, terminal(), commandFor);

function terminal(): Terminal {
  const onScreen = process.stdout.isTTY === true;
  return { colour: onScreen && wantsColour(), links: onScreen, width: Math.min(80, process.stdout.columns || 80) };
}

/** Buttons are calls, so they can be typed; `form:` opens a form for one. */
function commandFor(button: string, input: Record<string, string>): string | undefined {
  const operation = named(button.replace(/^form:/, ''));
  return operation && cliCall(operation, input);
}

const named = (name: string): Operation | undefined => offered.find((operation) => operation.name === name);

async function checkUp(json: boolean): Promise<number> {
  const report = await examine(liveConfig);
  print.out(json ? `${JSON.stringify(report)}\n` : `${doctorPage(report, terminal())}\n`);
  return report.ok ? exit.done : exit.refused;
}

async function connectUp({ me, url, compare, listen, wait }: Extract<Asked, { what: 'connect' }>): Promise<number> {
  const talk = openTalk({ input: process.stdin, output: process.stdout });
  try {
    const address = url === undefined ? undefined : eventsAddress(url);
    const how = { me, address, compares: compare, listens: listen, waitMs: Number(wait) * 1000 };
    await connect({ ...connectionSettings(), ...how, settingsFile: '.env' }, talk, openLog('silent'));
    return exit.done;
  } catch (error) {
    if (error instanceof Refusal) print.err(`⚠ ${error.message}\n`);
    else
      print.err('⚠ Slack did not answer as it should: look at status.slack.com, and run "hypha connect" once more.\n');
    return error instanceof Refusal ? exit.refused : exit.failed;
  } finally {
    talk.close();
  }
}

/** Which Slack it is about decides what there is to list; where a setting is wrong, that is said once something is asked. */
function isLive(): boolean {
  try {
    return liveConfig().slack !== undefined;
  } catch {
    return false;
  }
}

// Whoever reads only the beginning of what is printed (`| head`) has seen enough.
process.stdout.on('error', () => process.exit(exit.done));

const asked = readCommandLine(process.argv.slice(2), offered, print, isLive());
process.exit(typeof asked === 'number' ? asked : await perform(asked));
