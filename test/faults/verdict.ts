import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Decider } from './decider.ts';
import type { Havoc } from './havoc.ts';
import { takenFromTheDead } from './senders.ts';
import type { Stage } from './stage.ts';
import type { Talk } from './talk.ts';
import type { Town } from './town.ts';
import { postText, type Writer } from './writer.ts';

/** What must hold, how often it was looked at, and where it does not. */
export interface Invariant {
  holds: string;
  checked: number;
  broken: readonly string[];
}

interface Deeds {
  talk: Talk;
  writer: Writer;
  decider: Decider;
  havoc: Havoc;
}

/** Compares what Hypha has with what Slack has. Slack's own state is the truth. */
export async function judge(stage: Stage, town: Town, deeds: Deeds): Promise<Invariant[]> {
  const slack = await readSlack(stage);
  const actions = await rowsOf(stage, Action, `select id::text, key, kind, dest, state, problem from action`);
  const posts = slack.filter(({ stamp }) => stamp !== undefined);
  return [
    ...(await messagesKept(stage, town, slack)),
    await wordsGone(stage, deeds.talk),
    ...(await decisionsKept(stage, deeds.decider)),
    postsArrived(actions, posts),
    nothingTwice(posts),
    orderKept(deeds.writer, posts),
    await offersOnce(stage, town),
    await takenFromTheDead(stage.db.pool, deeds.havoc),
    await logsSilent(stage),
    await nothingOpen(stage),
    { holds: 'no process ended by itself', checked: stage.crew.starts(), broken: stage.crew.deaths },
  ];
}

const SlackMessage = z.object({
  ts: z.string(),
  user: z.string().optional(),
  bot_id: z.string().optional(),
  subtype: z.string().optional(),
  text: z.string(),
  metadata: z.object({ event_payload: z.looseObject({ id: z.string() }) }).optional(),
});
const SlackChannel = z.object({ id: z.string(), messages: z.array(SlackMessage) });

async function readSlack({ slack }: Stage) {
  const { channels } = await slack.control('dump', {}, z.object({ channels: z.array(SlackChannel) }));
  return channels.flatMap(({ id, messages }) =>
    messages.map((message) => ({ ...message, channel: id, stamp: message.metadata?.event_payload.id })),
  );
}
type SlackMessages = Awaited<ReturnType<typeof readSlack>>;

const Action = z.object({
  id: z.string(),
  key: z.string(),
  kind: z.string(),
  dest: z.string(),
  state: z.string(),
  problem: z.string().nullable(),
});
type Action = z.infer<typeof Action>;

async function rowsOf<T extends z.ZodType>({ db }: Stage, shape: T, query: string): Promise<z.output<T>[]> {
  const { rows } = await db.pool.query(query);
  return z.array(shape).parse(rows);
}

const said = new Set([undefined, 'thread_broadcast']);

async function messagesKept(stage: Stage, town: Town, slack: SlackMessages): Promise<Invariant[]> {
  const read = new Set(town.channels.map(({ id }) => id));
  const there = slack.filter((one) => read.has(one.channel) && !one.bot_id && said.has(one.subtype));
  const Row = z.object({ channel: z.string(), ts: z.string(), text: z.string(), removed: z.boolean() });
  const rows = await rowsOf(stage, Row, 'select channel, ts, text, removed from message');
  const here = new Map(rows.map((row) => [`${row.channel} ${row.ts}`, row]));
  const standing = new Set(there.map(({ channel, ts }) => `${channel} ${ts}`));
  return [
    {
      holds: 'every message is here as it stands in Slack',
      checked: there.length,
      broken: there
        .filter(({ channel, ts, text }) => {
          const row = here.get(`${channel} ${ts}`);
          return !row || row.removed || row.text !== text;
        })
        .map(({ channel, ts, text }) => `${channel} ${ts} "${text}" is ${shown(here.get(`${channel} ${ts}`))}`),
    },
    {
      holds: 'what was deleted is gone here too',
      checked: rows.length - there.length,
      broken: rows
        .filter(({ channel, ts, removed, text }) => !standing.has(`${channel} ${ts}`) && (!removed || text !== ''))
        .map(({ channel, ts, text }) => `${channel} ${ts} still says "${text}"`),
    },
  ];
}

const shown = (row: { text: string; removed: boolean } | undefined) =>
  row ? (row.removed ? 'removed here' : `"${row.text}" here`) : 'missing here';

async function wordsGone(stage: Stage, { gone }: Talk): Promise<Invariant> {
  const { rows } = await stage.db.pool.query<{ text: string }>(
    'select text from message union all select body from inbox where body <> $1 union all select body::text from action',
    [''],
  );
  const all = rows.map(({ text }) => text).join('\n');
  return {
    holds: 'words that were edited or deleted stand nowhere',
    checked: gone.length,
    broken: gone.filter((text) => all.includes(text)),
  };
}

async function decisionsKept(stage: Stage, { answered, unanswered }: Decider): Promise<Invariant[]> {
  const rows = await rowsOf(
    stage,
    z.object({ number: z.number(), statement: z.string() }),
    'select number, statement from decision',
  );
  const logged = Map.groupBy(rows, ({ statement }) => statement);
  return [
    {
      holds: 'every decision that was answered is in the log',
      checked: answered.size,
      broken: [...answered]
        .filter(([statement, number]) => !logged.get(statement)?.some((row) => row.number === number))
        .map(([statement, number]) => `D-${number} "${statement}" is missing; ${stands(rows, statement, number)}`),
    },
    {
      holds: 'no decision is in the log twice',
      checked: answered.size + unanswered.length,
      broken: [...logged]
        .filter(([, same]) => same.length > 1)
        .map(([statement, same]) => `${same.length}× "${statement}"`),
    },
  ];
}

function stands(rows: { number: number; statement: string }[], statement: string, number: number): string {
  const like = rows.filter((row) => row.number === number || row.statement === statement);
  return `instead: ${like.map((row) => `D-${row.number} "${row.statement}"`).join(', ') || 'nothing'}`;
}

function postsArrived(actions: Action[], posts: SlackMessages): Invariant {
  const wanted = actions.filter(({ kind }) => kind === 'post');
  const arrived = new Set(posts.map(({ stamp }) => stamp));
  return {
    holds: 'every post arrived',
    checked: wanted.length,
    broken: wanted
      .filter(({ id, state }) => state !== 'sent' || !arrived.has(id))
      .map(({ key, state, problem, id }) => `${key} is ${state}${arrived.has(id) ? '' : ', not in Slack'}: ${problem}`),
  };
}

/** By what they say they are and by their words: a second row with the same words would be a second post too. */
function nothingTwice(posts: SlackMessages): Invariant {
  const copies = Map.groupBy(posts, ({ channel, text }) => `${channel} "${text}"`);
  const stamps = Map.groupBy(posts, ({ stamp }) => stamp ?? '');
  const twice = [...copies, ...stamps].filter(([, same]) => same.length > 1);
  return {
    holds: 'no post is in Slack twice',
    checked: posts.length,
    broken: twice.map(([what, same]) => `${same.length}× ${what}`),
  };
}

function orderKept({ written }: Writer, posts: SlackMessages): Invariant {
  const byTime = posts.toSorted((a, b) => (a.ts < b.ts ? -1 : 1)).map(({ text }) => text);
  const place = new Map(byTime.map((text, index) => [text, index]));
  const broken: string[] = [];
  let checked = 0;
  for (const [dest, count] of written)
    for (let n = 2; n <= count; n++) {
      const [before, after] = [place.get(postText(dest, n - 1)), place.get(postText(dest, n))];
      if (before === undefined || after === undefined) continue;
      checked++;
      if (before > after) broken.push(`${postText(dest, n)} came before the one before it`);
    }
  return { holds: 'each destination has its posts in order', checked, broken };
}

async function offersOnce({ slack }: Stage, { lobbies }: Town): Promise<Invariant> {
  const broken: string[] = [];
  for (const lobby of lobbies) {
    const seen = await slack.person('maya').sees(lobby);
    const offers = seen.filter(({ is_ephemeral, text }) => is_ephemeral && text.includes('May it read'));
    if (offers.length > 1) broken.push(`${offers.length} offers in ${lobby}`);
  }
  return { holds: 'one event causes no two offers', checked: lobbies.length, broken };
}

/** What anybody says, posts or decides here. */
const words = /\b(?:words \d+ \w+|post \d+ to \w+|Decision \d+ \w+)/g;

async function logsSilent({ folder }: Stage): Promise<Invariant> {
  const logs = (await readdir(folder)).filter((name) => name.endsWith('.log'));
  const lines = (await Promise.all(logs.map((name) => readFile(join(folder, name), 'utf8')))).join('\n').split('\n');
  const broken = lines.flatMap((line) => [...line.matchAll(words)].map(([said]) => `"${said}"`));
  return { holds: 'no words of people stand in a log', checked: lines.length, broken: [...new Set(broken)] };
}

async function nothingOpen(stage: Stage): Promise<Invariant> {
  const Open = z.object({ what: z.string() });
  const open = await rowsOf(
    stage,
    Open,
    `select 'inbox row ' || what || ' is ' || state || ' ' || coalesce(problem, '') as what from inbox where state <> 'done' or body <> ''
     union all
     select kind || ' ' || key || ' is ' || state || ' ' || coalesce(problem, '') from action
     where state not in ('sent', 'cancelled', 'expired', 'refused') and not (kind = 'ephemeral' and state = 'needs a person')`,
  );
  const { rows } = await stage.db.pool.query(
    'select (select count(*) from inbox) + (select count(*) from action) as n',
  );
  return { holds: 'no row is left halfway', checked: Number(rows[0]?.n), broken: open.map(({ what }) => what) };
}
