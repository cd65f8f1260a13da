import { mostLines } from '../../../src/decisions/digests/rules.ts';
import { inWords, type judge, type Request, type Said, type Verdict } from '../../../src/delivery/rules.ts';
import { brokenBy, type Heard } from './heard.ts';
import { unkept } from './promises.ts';
import { listenerOf, nextDigest, readerOf, type Someone } from './readers.ts';
import { day } from './wall.ts';
import { person, type Wanted } from './world.ts';

export type Judge = typeof judge;

export interface Finding {
  invariant: string;
  at: string;
  what: string;
}

interface Row extends Omit<Heard, 'at' | 'digestMade' | 'lines'> {
  to: string;
  dueAt: number;
  state: 'waits' | 'in a digest' | 'over';
  /** Of a digest: what it tells, and when it was made. */
  tells: Row[];
  madeAt: number;
  /** Why it was not said. */
  explained: string;
  judged: number;
  /** When it was judged last, and how often then. */
  judgedAt: number;
  again: number;
}

const minute = 60_000;
/** Once when it is due, once more as another sort, and once where the digest that had it could not come. */
const mostAtOnce = 3;
/** A digest waits for the end of a pause, not for the next day: then the next one tells it. */
const digestKept = day / 3;

/** An outbox without a database: it asks when something is due, does what it is told, and everything is watched. */
export class Outbox {
  readonly findings: Finding[] = [];
  readonly verdicts = new Set<string>();
  readonly days = new Set<number>();
  readonly #said = new Map<string, Heard[]>();
  readonly #rows: Row[] = [];
  /** Those of them that are not over, in order. */
  #open: Row[] = [];
  readonly #readers: Map<string, Someone>;
  readonly #judge: Judge;

  constructor(readers: Map<string, Someone>, judge: Judge) {
    this.#readers = readers;
    this.#judge = judge;
  }

  ask({ is: _, dueIn, expiresIn, times, ...wanted }: Wanted, now: number): void {
    const dueAt = now + dueIn * minute;
    for (let n = 0; n < times; n++) this.#add({ ...wanted, dueAt, expiresAt: dueAt + expiresIn * minute, madeAt: now });
  }

  #add(asked: Omit<Wanted, 'is' | 'dueIn' | 'expiresIn' | 'times'> & Pick<Row, 'dueAt' | 'expiresAt' | 'madeAt'>): Row {
    const none = { explained: '', tells: [], judged: 0, judgedAt: 0, again: 0 };
    const row: Row = { ...asked, ...none, id: this.#rows.length + 1, folded: false, state: 'waits' };
    this.#rows.push(row);
    this.#open.push(row);
    return row;
  }

  /** When there is something to do again. */
  nextAt(): number {
    this.#open = this.#open.filter(({ state }) => state !== 'over');
    const waiting = this.#open.filter(({ state }) => state === 'waits');
    const digestAt = waiting.some(({ folded }) => folded) ? this.#readers.get(person)?.digestAt : null;
    return Math.min(digestAt ?? Number.POSITIVE_INFINITY, ...waiting.map(({ dueAt }) => dueAt));
  }

  deliver(now: number): void {
    for (const [to, reader] of this.#readers)
      for (let row = this.#head(to, now); row; row = this.#head(to, now)) this.#step(row, reader, now);
  }

  #head(to: string, now: number): Row | undefined {
    return this.#open
      .filter((row) => row.state === 'waits' && row.to === to && row.dueAt <= now)
      .toSorted((a, b) => a.dueAt - b.dueAt || a.id - b.id)[0];
  }

  /** A digest of what waits for one, the oldest first. */
  compose(now: number): void {
    const reader = this.#readers.get(person);
    if (!reader || reader.digestAt === null || reader.digestAt > now) return;
    reader.digestAt = nextDigest(reader, now);
    const lines = this.#open
      .filter(({ folded, state, expiresAt }) => folded && state === 'waits' && now <= expiresAt)
      .slice(0, mostLines);
    if (lines.length === 0) return;
    const plain = { to: person, about: null, thread: null, audience: [], wakes: false };
    const digest = this.#add({ ...plain, sort: 'digest', dueAt: now, expiresAt: now + digestKept, madeAt: now });
    digest.tells = lines;
    for (const line of lines) line.state = 'in a digest';
  }

  #step(row: Row, reader: Someone, now: number): void {
    const verdict = now > row.expiresAt ? null : this.#judged(row, reader, now);
    if (!verdict) this.#end(row, 'Its reason had passed.');
    else if (this.#isTooOften(row, now)) this.#end(row, 'It was judged too often.');
    else if (verdict.go === 'now') this.#say(row, reader, now);
    else if (verdict.go === 'never') this.#end(row, inWords(verdict, row.sort));
    else this.#wait(row, verdict, now);
  }

  #isTooOften(row: Row, now: number): boolean {
    const isIt = row.again > mostAtOnce;
    if (isIt) this.#found('nothing is judged again and again', row, now);
    return isIt;
  }

  #wait(row: Row, verdict: Verdict, now: number): void {
    row.dueAt = verdict.until?.getTime() ?? now;
    row.sort = verdict.as ?? row.sort;
    if (verdict.go === 'later') return;
    row.folded = true;
    // What comes with a digest does not grow old before it.
    row.expiresAt = Math.max(row.expiresAt, row.dueAt + day);
  }

  #judged(row: Row, someone: Someone, now: number): Verdict {
    row.again = row.judgedAt === now ? row.again + 1 : 1;
    row.judgedAt = now;
    row.judged++;
    const before = this.#before(row.to);
    const verdict = this.#judge(requestOf(row), readerOf(someone, now), saidTo(row, before, now), new Date(now));
    this.days.add(Math.floor(now / day));
    this.verdicts.add(`${verdict.go}: ${verdict.rule}`);
    const one = { ...row, at: now, digestMade: null, lines: row.tells.length };
    for (const name of unkept({ one, verdict, listener: listenerOf(someone), before }))
      this.#found(name, row, now, verdict);
    return verdict;
  }

  #before(to: string): Heard[] {
    const before = this.#said.get(to) ?? [];
    this.#said.set(to, before);
    return before;
  }

  /** What was muted since the digest was made is left out of it. */
  #say(row: Row, reader: Someone, now: number): void {
    const told = row.tells.filter((line) => this.#isStillTold(line, reader, now));
    if (row.sort === 'digest' && told.length === 0) this.#end(row, 'There is nothing left to tell.');
    else this.#hear(row, reader, { at: now, digestMade: null, lines: told.length });
    for (const line of told) this.#hear(line, reader, { at: now, digestMade: row.madeAt, lines: 0 });
  }

  #isStillTold(line: Row, reader: Someone, now: number): boolean {
    const verdict = this.#judged(line, reader, now);
    if (verdict.go === 'never') this.#end(line, inWords(verdict, line.sort));
    return verdict.go !== 'never';
  }

  #hear(row: Row, someone: Someone, how: Pick<Heard, 'at' | 'digestMade' | 'lines'>): void {
    const before = this.#before(row.to);
    const one = { ...row, ...how };
    for (const name of brokenBy(one, listenerOf(someone), before)) this.#found(name, row, how.at);
    before.push(one);
    row.state = 'over';
  }

  #end(row: Row, why: string): void {
    row.state = 'over';
    row.explained = why;
    for (const line of row.tells) if (line.state === 'in a digest') line.state = 'waits';
  }

  /** After everything: what became of each. */
  close(now: number): void {
    for (const row of this.#rows) {
      const times = this.#before(row.to).filter(({ id }) => id === row.id).length;
      if (row.state !== 'over') this.#found('nothing waits for ever', row, now);
      else if (times + (row.explained ? 1 : 0) !== 1) this.#found('everything due is said or explained', row, now);
      const waitedDays = Math.max(0, row.judgedAt - row.madeAt) / day;
      if (row.judged > 10 + 6 * waitedDays) this.#found('nothing is judged again and again', row, now);
    }
  }

  #found(invariant: string, { id, sort, to, about, thread }: Row, at: number, verdict?: Verdict): void {
    const what = `${sort} ${id} to ${to}, about ${about}, in ${thread}`;
    const answer = verdict ? `: ${verdict.go} (${verdict.rule}) until ${verdict.until?.toISOString()}` : '';
    this.findings.push({ invariant, at: new Date(at).toISOString(), what: what + answer });
  }
}

const requestOf = ({ sort, about, thread, audience, wakes, expiresAt, folded }: Row): Request => ({
  ...{ sort, about, thread, audience, wakes, folded },
  expiresAt: new Date(expiresAt),
});

/** Everything that a budget could count: of the last days, of the same thread, about the same thing. */
const saidTo = (row: Row, before: readonly Heard[], now: number): Said[] =>
  before
    .filter(({ digestMade }) => digestMade === null)
    .filter(
      ({ at, thread, about }) =>
        at > now - 9 * day ||
        (row.thread !== null && thread === row.thread) ||
        (row.about !== null && about === row.about),
    )
    .map(({ sort, about, thread, at }) => ({ sort, about, thread, at: new Date(at) }));
