import { execFile } from 'node:child_process';
import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { z } from 'zod';
import { readConfig } from '../src/config.ts';
import { examine } from '../src/doctor.ts';
import { operations } from '../src/operations.ts';
import { readCommandLine } from '../src/surfaces/cli.ts';
import { doctorPage } from '../src/surfaces/doctor-page.ts';
import { type Hypha, id, openHypha } from './support/hypha.ts';
import { removeCluster } from './support/postgres.ts';

const entry = new URL('../src/cli.ts', import.meta.url).pathname;

let hypha: Hypha;
let home: string;
let beside: Record<string, string>;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'hypha-cli-'));
  // Root lends the embedded database another account, which has to get in.
  await chmod(home, 0o755);
  hypha = await openHypha({ worker: false });
  const { config, slackSettings } = hypha.app;
  beside = {
    DATABASE_URL: config.databaseUrl ?? '',
    REDIS_URL: config.redisUrl ?? '',
    HYPHA_QUEUE: config.queueName,
    SLACK_BOT_TOKEN: slackSettings.botToken,
    SLACK_SIGNING_SECRET: slackSettings.signingSecret ?? '',
    SLACK_API_URL: slackSettings.apiUrl,
    HYPHA_ADMINS: id('ravi'),
  };
});
afterAll(async () => {
  await hypha.close();
  await removeCluster(home);
});

interface Ended {
  code: number;
  out: string;
  err: string;
}

/** The real command, as a process of its own, with nothing in its environment but what is said. */
function types(argv: readonly string[], env: Record<string, string> = beside): Promise<Ended> {
  const options = { env: { HYPHA_HOME: home, PATH: process.env.PATH, ...env }, cwd: home, timeout: 30_000 };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [entry, ...argv], options, (_, out, err) => {
      resolve({ code: child.exitCode ?? -1, out, err });
    });
  });
}

/** The same, in this process, as far as it can be understood without a Hypha. */
function reads(argv: readonly string[]): { code: unknown; out: string; err: string } {
  const said = { out: '', err: '' };
  const listen = (to: 'out' | 'err') => (text: string) => {
    said[to] += text;
  };
  return { code: readCommandLine(argv, operations, { out: listen('out'), err: listen('err') }), ...said };
}

describe('what is typed is done', () => {
  it('records a decision for whoever is named, and shows it in plain words', async () => {
    const typed = ['decision', 'log', 'Use', 'Postgres', '--channel', 'eng', '--why', 'a & b <c>', '--as', 'maya'];
    const done = await types(typed);
    expect(done).toMatchObject({ code: 0, err: '' });
    expect(done.out).toMatch(/^D-\d+ · Use Postgres\ndecided \d+ \w+ by maya\nWhy: a & b <c>\n/);
    const { rows } = await hypha.app.db.pool.query('select person, via from ledger');
    expect(rows).toEqual([{ person: id('maya'), via: 'cli' }]);
  });

  it('answers programs as the HTTP API does', async () => {
    const key = z
      .object({ value: z.object({ key: z.string() }) })
      .parse(await hypha.asks('ravi', 'token.create', { name: 'one' })).value.key;
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    const over = async (name: string, body: unknown) =>
      (await fetch(`${hypha.url}/v1/${name}`, { method: 'POST', headers, body: JSON.stringify(body) })).json();
    const found = await types(['decision', 'list', 'postgres', '--json']);
    expect(JSON.parse(found.out)).toEqual(await over('decision.list', { about: 'postgres' }));
    const refused = await types(['decision', 'show', 'D-99', '--json']);
    expect(JSON.parse(refused.out)).toEqual(await over('decision.show', { decision: 'D-99' }));
    expect(refused).toMatchObject({ code: 1, err: '' });
  });

  it('happens once for one key, and at the time that is given', async () => {
    const once = [
      'decision',
      'log',
      'Ship it',
      '--channel',
      'eng',
      '--key',
      'k1',
      '--at',
      '2026-12-01 09:00',
      '--json',
    ];
    const [first, second] = [await types(once), await types(once)];
    expect(JSON.parse(first.out)).toMatchObject({ ok: true, value: { decidedAt: '2026-12-01T03:30:00.000Z' } });
    expect(JSON.parse(second.out)).toEqual(JSON.parse(first.out));
  });

  it('stops everything without the queue, and while Slack does not answer', async () => {
    await hypha.slack.fault({ on: 'api', answer: 'hang', lands: 'never', times: 1_000 });
    const stopped = await types(['stop'], { ...beside, REDIS_URL: 'redis://127.0.0.1:1' });
    await hypha.slack.heal();
    expect(stopped).toMatchObject({ code: 0, err: '' });
    expect(stopped.out).toMatch(/^✓ Stopped\./);
    expect(await hypha.asks('ravi', 'action.list')).toMatchObject({ value: { stopped: 'ravi' } });
    expect(await types(['go'])).toMatchObject({ code: 0 });
  });
});

describe('what is not done is told apart', () => {
  it('is refused, with a sentence', async () => {
    const [none, nobody, ben, unknown] = await Promise.all([
      types(['decision', 'show', 'D-99']),
      types(['decision', 'list', '--as', 'nobody']),
      types(['stop', '--as', 'ben']),
      types(['planned'], { ...beside, HYPHA_ADMINS: '' }),
    ]);
    expect(none).toEqual({ code: 1, out: '', err: 'There is no D-99 that you can see.\n' });
    expect(nobody).toMatchObject({ code: 1, out: '', err: expect.stringMatching(/^Nobody here is called nobody/) });
    expect(ben).toMatchObject({ code: 1, out: '', err: expect.stringMatching(/^Only an admin can do that/) });
    expect(unknown).toMatchObject({ code: 1, out: '', err: expect.stringMatching(/^Say who asks: --as/) });
  });

  it('is not understood', async () => {
    const ended = await types(['decide', 'Use Postgres']);
    expect(ended).toMatchObject({ code: 2, out: '', err: expect.stringContaining('"hypha help" lists everything') });
  });

  test.each<[string, string[], RegExp]>([
    ['an unknown command', ['decide'], /unknown command/],
    ['an unknown option', ['decision', 'list', '--colour', 'red'], /unknown option/],
    ['a missing word', ['decision', 'show'], /missing required argument/],
    ['a missing option', ['decision', 'log', 'abc'], /--channel/],
    ['a word too many', ['stop', 'it'], /too many arguments/],
    ['an impossible choice', ['planned', '--state', 'lost'], /needs a person/],
    ['no time', ['decision', 'list', '--at', 'soon'], /2026-12-01 09:00/],
    ['half a command', ['decision'], /decision/],
  ])('is not understood: %s', (_, argv, words) => {
    const { code, err } = reads(argv);
    expect(code).toBe(2);
    expect(err).toMatch(words);
  });

  it('cannot be done while the database is away', async () => {
    const ended = await types(['planned'], { ...beside, DATABASE_URL: 'postgres://nobody:pw@127.0.0.1:1/none' });
    expect(ended).toMatchObject({ code: 1, out: '', err: expect.stringContaining('DATABASE_URL') });
    expect(ended.err).not.toContain('pw');
  });

  it('is a fault of Hypha itself, with a reference for whoever reads the log', async () => {
    await hypha.app.db.pool.query('alter table decision rename to lost');
    const ended = await types(['decision', 'list']);
    await hypha.app.db.pool.query('alter table lost rename to decision');
    expect(ended).toMatchObject({ code: 70, out: '', err: expect.stringMatching(/Reference: [0-9a-f]{8}\.$/m) });
  });
});

describe('hypha doctor', () => {
  it('has a line for every part', async () => {
    const { code, out } = await types(['doctor']);
    expect(code).toBe(0);
    expect(out.match(/^✓ \w+/gm)).toEqual(
      ['Node', 'Settings', 'Database', 'Queue', 'Slack', 'Scopes', 'Clock', 'Inbox', 'Outbox', 'History', 'Erasing']
        .map((part) => `✓ ${part}`)
        .concat('✓ Everything'),
    );
  });

  it('shows what was put aside, and why', async () => {
    await hypha.app.db.pool.query(
      `insert into inbox (ws, id, what, kind, body, state, problem)
       values ($1, gen_random_uuid(), 'poison', 'event', '{}', 'parked', 'TypeError')`,
      [hypha.app.workspace.ws],
    );
    const report = await examine(() => readConfig(beside));
    await hypha.app.db.pool.query("delete from inbox where what = 'poison'");
    expect(report).toMatchObject({ ok: false, parked: [{ problem: 'TypeError', count: 1 }] });
    expect(doctorPage(report, { colour: false, width: 80 })).toContain('⚠ 1 put aside: TypeError');
  });

  it('looks at the rest when nothing answers, and keeps secrets to itself', async () => {
    const { code, out } = await types(['doctor'], {
      ...beside,
      DATABASE_URL: 'postgres://nobody:pw-secret@127.0.0.1:1/none',
      REDIS_URL: 'redis://127.0.0.1:1',
      SLACK_API_URL: 'http://127.0.0.1:1/api/',
    });
    expect(code).toBe(1);
    expect(out.match(/^⚠ \w+/gm)).toEqual(['⚠ Database', '⚠ Queue', '⚠ Slack', '⚠ Something']);
    expect(out).not.toContain('pw-secret');
    expect(out).not.toContain(beside.SLACK_BOT_TOKEN);
  });

  it('says which setting is wrong', async () => {
    const report = await examine(() => readConfig({ DATABASE_URL: 'mysql://x' }));
    expect(report.ok).toBe(false);
    expect(report.parts.at(-1)?.remedy).toMatch(/^DATABASE_URL must start with postgres:\/\//);
  });
});

it('lists everything, and explains one thing', () => {
  expect(reads([])).toMatchObject({ code: 0, err: '', out: expect.stringContaining('decision log <statement>') });
  expect(reads(['help', 'decisions', 'log'])).toMatchObject({ code: 0, out: expect.stringContaining('--why <why>') });
  expect(reads(['version'])).toMatchObject({ code: 0, out: expect.stringMatching(/^hypha \d+\.\d+\.\d+\n$/) });
});

it('lists with a real Slack nothing that exists only in the sandbox', async () => {
  const [live, sandbox] = await Promise.all([types(['help']), types(['help'], {})]);
  expect(live).toMatchObject({ code: 0, err: '', out: expect.not.stringContaining('clock move') });
  expect(sandbox).toMatchObject({ code: 0, err: '', out: expect.stringContaining('clock move') });
});

it('works where nothing is set and nothing runs, and keeps what it did', async () => {
  const logged = await types(['decision', 'log', 'Plant in May', '--channel', 'engineering'], {});
  expect(logged).toMatchObject({ code: 0, err: '' });
  expect(await types(['decision', 'list'], {})).toMatchObject({ out: expect.stringContaining('Plant in May') });
});
