import { z } from 'zod';
import { inWords, rules, sorts } from '../../../src/delivery/rules.ts';
import { brokenBy, type Heard } from '../../rules/delivery/heard.ts';
import { unkept } from '../../rules/delivery/promises.ts';
import { isSteady, wallIn } from '../../rules/delivery/wall.ts';
import type { Lives, Request } from './doings.ts';
import type { Town } from './town.ts';
import type { Shown } from './watch.ts';

/** Hears what Slack shows, and holds it against what may be said, to whom and when. Nothing here asks the policy. */

export interface Finding {
  promise: string;
  at: string;
  what: string;
}

const day = 24 * 60 * 60_000;
/** What comes with a digest does not grow old before it, but does where it finds no room in any for so long. */
const foldedFor = 4 * day;
/** Whoever begins to work is not met at the door. */
const settling = 11;

const Row = z.object({
  id: z.string(),
  state: z.string(),
  problem: z.string().nullable(),
  due_at: z.date(),
  expires_at: z.date(),
  sort: z.enum(sorts),
  dest: z.string(),
  digest_state: z.string().nullable(),
  verdict: z
    .object({
      ...{ go: z.enum(['now', 'later', 'digest', 'never']), rule: z.enum(rules), sort: z.enum(sorts) },
      ...{ until: z.coerce.date().nullable(), as: z.enum(sorts).nullable() },
    })
    .nullable(),
});

export function listen({ app }: Town, { listeners, requests, isStopped }: Lives) {
  const { pool } = app.db;
  const findings: Finding[] = [];
  const before = new Map<string, Heard[]>();
  /** By when what was left to a digest has to be told. */
  const folded = new Map<string, number>();
  /** On which days who was told or was to be told something. */
  const days = new Set<string>();
  let last = 0;

  const found = (promise: string, at: number, what: string) =>
    findings.push({ promise, at: new Date(at).toISOString(), what });
  const byAction = { get: (action: string) => [...requests.values()].find((one) => one.action === action) };
  const heardBy = (to: string): Heard[] => {
    const said = before.get(to) ?? [];
    before.set(to, said);
    return said;
  };
  const lived = (to: string, at: number) => days.add(`${to} ${Math.floor(at / day)}`);

  function hear(to: string, one: Heard, what: string): void {
    const listener = listeners.get(to);
    if (!listener) return;
    const said = heardBy(to);
    for (const promise of brokenBy(one, listener, said)) found(promise, one.at, what);
    if (one.sort === 'digest' && !listener.getsDigests)
      found('no digest for whoever wants none', one.at, `${to}: ${what}`);
    said.push(one);
    lived(to, one.at);
  }

  const heardAs = (request: Request, at: number, isAlone: boolean): Heard => ({
    ...{ id: request.n, sort: request.wanted.sort, about: request.wanted.about, thread: request.thread },
    ...{ audience: request.audience, wakes: request.wanted.wakes, at, lines: 0 },
    folded: folded.has(request.action),
    digestMade: isAlone ? null : at,
    expiresAt: Math.max(request.expiresAt, folded.get(request.action) ?? 0),
  });

  const digestAt = (at: number, sort: 'digest' | 'recap', lines: number): Heard => ({
    ...{ id: --last, sort, about: null, thread: null, audience: [], wakes: false, at, lines },
    ...{ folded: false, digestMade: null, expiresAt: Number.POSITIVE_INFINITY },
  });

  /** What others decided comes with others, and once. */
  const newsAt = (at: number, n: number): Heard => ({
    ...digestAt(at, 'digest', 0),
    ...{ id: -1_000_000 - n, sort: 'line', about: `D-${n}`, digestMade: at },
  });

  /** Of what is urgent too often, less is said: it is of another sort then, and so are its budgets. */
  async function sortNow({ action, wanted }: Request) {
    if (wanted.sort !== 'instant') return wanted.sort;
    const { rows } = await pool.query('select sort from action where id = $1', [action]);
    return z.object({ sort: z.enum(['instant', 'fast']) }).parse(rows[0]).sort;
  }

  async function understand({ at, to, text, blocks }: Shown): Promise<void> {
    if (isStopped()) found('nothing while everything is stopped', at, text);
    const asked = [...new Set([...blocks.matchAll(/q(\d+)q/g)].map(([, n]) => Number(n)))];
    const told = [...new Set([...blocks.matchAll(/\*D-(\d+)\*/g)].map(([, n]) => Number(n)))];
    const isDigest = text.startsWith('Your digest');
    const isRecap = text.startsWith('Decided here');
    const lines = asked.length + told.length;
    if (isDigest || isRecap) {
      hear(to, digestAt(at, isDigest ? 'digest' : 'recap', lines), text);
      for (const n of told) hear(to, newsAt(at, n), `D-${n} to ${to}`);
    }
    for (const n of asked) {
      const request = requests.get(n);
      if (!request) continue;
      const sort = await sortNow(request);
      if (request.to !== to) found('nothing is said to anybody else', at, text);
      hear(
        to,
        { ...heardAs(request, at, !isDigest), sort },
        `${sort} q${n}q to ${to}, due ${new Date(request.dueAt).toISOString()}`,
      );
    }
  }

  const stateOf = `select a.id, a.state, a.problem, a.due_at, a.expires_at, a.sort, a.dest, a.verdict, d.state as digest_state
    from action as a left join action as d on d.ws = a.ws and d.id = a.digest`;

  /** What the policy answered now is held against what is really in the way; and what is left to a digest is kept in mind. */
  async function noticeJudged(at: number): Promise<void> {
    const { rows } = await pool.query(
      `${stateOf} where a.verdict->>'at' = $1 or (a.verdict->>'go' = 'digest' and not a.id = any($2))`,
      [new Date(at).toISOString(), [...folded.keys()]],
    );
    for (const row of z.array(Row).parse(rows)) {
      // Left to a digest and judged anew at the same moment, only the second answer is still there.
      const isAgain = row.verdict?.rule === 'slow' && row.verdict.go === 'digest';
      if (isAgain) noteFolded(row);
      checkAnswer(row, at);
      noteFolded(row);
    }
  }

  function noteFolded({ id, verdict, due_at }: z.infer<typeof Row>): void {
    if (verdict?.go === 'digest' && !folded.has(id)) folded.set(id, due_at.getTime() + foldedFor);
  }

  function checkAnswer({ id, dest, verdict }: z.infer<typeof Row>, at: number): void {
    const listener = listeners.get(dest);
    const request = byAction.get(id);
    if (!listener || !request || !verdict || verdict.go === 'now') return;
    const one = { ...heardAs(request, at, true), sort: verdict.sort };
    for (const promise of unkept({ one, verdict, listener, before: heardBy(dest) }))
      if (whateverElseWasSaid.includes(promise))
        found(promise, at, `${verdict.sort} q${request.n}q to ${dest}: ${verdict.go} (${verdict.rule})`);
  }

  /** Whoever said something about what they want finds that it counts at once: for what waits, too. */
  async function nobodyWaits(who: ReadonlySet<string>, at: number): Promise<void> {
    if (who.size === 0 || isStopped()) return;
    const { rows } = await pool.query(
      `${stateOf} where a.dest = any($1) and a.sort is not null and a.state = 'planned' and a.attempts = 0 and a.verdict is not null`,
      [[...who]],
    );
    for (const row of z.array(Row).parse(rows)) waits(row, at);
  }

  function waits(row: z.infer<typeof Row>, at: number): void {
    const listener = listeners.get(row.dest);
    const request = byAction.get(row.id);
    if (!listener || (!request && row.sort !== 'digest')) return;
    const one = request ? { ...heardAs(request, at, true), sort: row.sort } : digestAt(at, 'digest', 0);
    const inTheWay = brokenBy(one, listener, heardBy(row.dest));
    const what = `${row.sort} ${request?.n ?? 'of news'} to ${row.dest}: ${row.verdict?.go} (${row.verdict?.rule}) until ${row.due_at.toISOString()}`;
    if (row.verdict?.go === 'later' && inTheWay.some((promise) => promise.includes('muted')))
      found('what is muted does not wait to be said', at, what);
    if (!request && !listener.getsDigests) found('no digest waits for whoever wants none', at, what);
    const mayHaveRoom = row.verdict?.go === 'later' && inTheWay.length === 0 && hasSettled(row.dest, at);
    if (mayHaveRoom) found('nothing waits that could be said', at, what);
  }

  function hasSettled(to: string, at: number): boolean {
    const { zone, hours } = listeners.get(to) ?? { zone: 'UTC', hours: { from: 0 } };
    return isSteady(zone, at) && wallIn(zone, at).minutes - hours.from >= settling;
  }

  /** After everything: what became of each. */
  async function close(at: number): Promise<void> {
    const { rows } = await pool.query(`${stateOf} where not a.asked`);
    const byId = new Map(
      z
        .array(Row)
        .parse(rows)
        .map((row) => [row.id, row]),
    );
    for (const request of requests.values()) {
      const row = byId.get(request.action);
      const times = heardBy(request.to).filter(({ id }) => id === request.n).length;
      const what = `${request.wanted.sort} q${request.n}q to ${request.to}: ${row?.state}, ${row?.problem}, due ${row?.due_at.toISOString()}, in a digest that is ${row?.digest_state}`;
      if (times === 0 && !isExplained(row, at)) found('everything due is said or explained', at, what);
      if (times > 0 && row && !isOver(row)) found('what was said is known to be said', at, what);
      for (const when of [request.madeAt, request.dueAt]) if (when <= at) lived(request.to, when);
    }
  }

  return { findings, days, understand, noticeJudged, nobodyWaits, close };
}

/** Of what an answer promises, that which is true of it also where more was said since, at the same time. */
const whateverElseWasSaid = ['every answer names what is in the way', 'nothing is refused without a cause'];

const isSentence = (words: string | null): boolean => words !== null && /^[A-Z].{8,160}\.$/.test(words);

const isOver = ({ state, digest_state }: z.infer<typeof Row>): boolean =>
  state === 'sent' || (state === 'cancelled' && digest_state !== null);

const onTheWay = ['planned', 'due', 'sending', 'unclear', 'needs a person'];

/** Not said so far: too late or refused, in words; or it waits for a time to come, for a reason, and is good until then. */
function isExplained(row: z.infer<typeof Row> | undefined, at: number): boolean {
  if (!row || !isSentence(row.problem ?? 'Due only later.')) return false;
  const { state, verdict, due_at, expires_at, digest_state } = row;
  if (state === 'expired' || state === 'refused' || state === 'needs a person') return row.problem !== null;
  if (state === 'cancelled') return digest_state !== null && onTheWay.includes(digest_state);
  if (state !== 'planned' || due_at.getTime() <= at) return false;
  if (!verdict) return row.problem === null;
  // What was left to a digest and finds no room in any grows too old while it waits.
  return (
    verdict.go === 'digest' ||
    (verdict.go === 'later' && due_at <= expires_at && row.problem === inWords(verdict, row.sort))
  );
}
