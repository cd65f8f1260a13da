import { judge, type Reader, type Request, type Said, type Sort, type Verdict } from '../../../src/delivery/rules.ts';
import type { Judge } from './outbox.ts';
import { day } from './wall.ts';

/** The policy with one rule taken out of it, and what is then to be seen broken. */
interface Without {
  rule: string;
  breaks: string;
  judge: Judge;
}

/** A rule is taken out by hiding from it what it goes by, */
interface Seen {
  request: Request;
  reader: Reader;
  said: readonly Said[];
  now: Date;
}
const seeing =
  (change: (seen: Seen) => Partial<Seen>): Judge =>
  (request, reader, said, now) => {
    const seen = { request, reader, said, now };
    const { request: asked, reader: known, said: before, now: at } = { ...seen, ...change(seen) };
    return judge(asked, known, before, at);
  };

/** or by not doing what it says. */
const answering =
  (change: (verdict: Verdict, seen: Seen) => Partial<Verdict>): Judge =>
  (request, reader, said, now) => {
    const verdict = judge(request, reader, said, now);
    return { ...verdict, ...change(verdict, { request, reader, said, now }) };
  };

const knowing = (change: (reader: Reader) => Partial<Reader>): Judge =>
  seeing(({ reader }) => ({ reader: { ...reader, ...change(reader) } }));

const asking = (change: (request: Request) => Partial<Request>): Judge =>
  seeing(({ request }) => ({ request: { ...request, ...change(request) } }));

const notMuted = (kept: RegExp): Judge => knowing(({ muted }) => ({ muted: muted.filter((what) => !kept.test(what)) }));

/** What was said before looks different where something of one sort is asked for. */
const remembering = (sort: Sort, change: (said: readonly Said[], seen: Seen) => readonly Said[]): Judge =>
  seeing((seen) => ({ said: seen.request.sort === sort ? change(seen.said, seen) : seen.said }));

const inNoThread = (sort: Sort): Judge =>
  remembering(sort, (said) => said.map((one) => (one.sort === sort ? { ...one, thread: null } : one)));

const longAgo = (sort: Sort, ...counted: Sort[]): Judge =>
  remembering(sort, (said) =>
    said.map((one) => (counted.includes(one.sort) ? { ...one, at: new Date(one.at.getTime() - 30 * day) } : one)),
  );

/** Only so many of one thing are remembered: too few to be the most. */
const fewAboutIt = (sort: Sort, few: number): Judge =>
  remembering(sort, (said, { request }) => {
    const isSame = (one: Said) => one.sort === sort && one.about === request.about;
    const last = said.filter(isSame).slice(said.filter(isSame).length - few);
    return said.filter((one) => !isSame(one) || last.includes(one));
  });

/** They count for the day as before, and for what they are about as if they were old. */
const notClose: Judge = remembering('nudge', (said, { request }) =>
  said.flatMap((one) =>
    one.sort === 'nudge' && one.about === request.about
      ? [
          { ...one, at: new Date(one.at.getTime() - 60 * day) },
          { ...one, about: null },
        ]
      : [one],
  ),
);

const later = (until: Date | null, ms: number): Date | null => until && new Date(until.getTime() + ms);

const muting: Without[] = [
  { rule: 'muted sorts', breaks: 'nothing of a muted sort', judge: notMuted(/^[a-z]+$/) },
  { rule: 'muted things', breaks: 'nothing about what was muted', judge: notMuted(/^D-|^meeting$/) },
  { rule: 'muted channels', breaks: 'nothing from muted channels', judge: notMuted(/^C/) },
];

const times: Without[] = [
  {
    rule: 'hours',
    breaks: 'nothing outside hours',
    judge: knowing(({ hours }) => ({ hours: { ...hours, from: 0, to: 1440 } })),
  },
  {
    rule: 'days off',
    breaks: 'nothing on days off',
    judge: knowing(({ hours }) => ({ hours: { ...hours, days: [1, 2, 3, 4, 5, 6, 7] } })),
  },
  { rule: 'zones', breaks: 'nothing outside hours', judge: knowing(() => ({ zone: 'UTC' })) },
  { rule: 'quiet', breaks: 'nothing while quiet is wanted', judge: knowing(() => ({ quiet: null })) },
  { rule: 'waking nobody unasked', breaks: 'nothing outside hours', judge: asking(() => ({ wakes: true })) },
  { rule: 'waking who asked', breaks: 'what waits has a cause', judge: asking(() => ({ wakes: false })) },
  {
    rule: 'the minutes in which somebody comes in',
    breaks: 'nobody is met at the door',
    judge: answering(({ go, rule, until }) =>
      go === 'later' && rule === 'hours' ? { until: later(until, -300_000) } : {},
    ),
  },
];

const budgets: Without[] = [
  { rule: 'one card in a thread', breaks: 'one card in a thread', judge: inNoThread('card') },
  { rule: 'one suggestion in a thread', breaks: 'one suggestion in a thread', judge: inNoThread('suggestion') },
  { rule: 'one recall note in a thread', breaks: 'one recall note in a thread', judge: inNoThread('recall') },
  { rule: 'two cards a day', breaks: 'two cards a day in a channel', judge: longAgo('card', 'card') },
  {
    rule: 'one suggestion a day',
    breaks: 'one suggestion a day in a channel',
    judge: longAgo('suggestion', 'suggestion'),
  },
  { rule: 'one recap a day', breaks: 'one recap a day in a channel', judge: longAgo('recap', 'recap') },
  { rule: 'three digests a day', breaks: 'three digests a day', judge: longAgo('digest', 'digest') },
  { rule: 'two direct messages a day', breaks: 'two direct messages a day', judge: longAgo('fast', 'fast') },
  { rule: 'nudges being direct messages', breaks: 'two direct messages a day', judge: longAgo('fast', 'nudge') },
  {
    rule: 'a day’s messages leaving no room for nudges',
    breaks: 'two direct messages a day',
    judge: longAgo('nudge', 'fast'),
  },
  { rule: 'three nudges about one thing', breaks: 'three nudges about one thing', judge: fewAboutIt('nudge', 2) },
  { rule: 'the days between two nudges', breaks: 'five working days between nudges', judge: notClose },
  {
    rule: 'two instant messages a week',
    breaks: 'two instant messages in seven days',
    judge: longAgo('instant', 'instant'),
  },
  { rule: 'one briefing for a meeting', breaks: 'one briefing for a meeting', judge: fewAboutIt('briefing', 0) },
];

const endless = new Date('2100-01-01');

const answers: Without[] = [
  {
    rule: 'the time at which its reason passes',
    breaks: 'nothing waits until it is too late',
    judge: asking(() => ({ expiresAt: endless })),
  },
  {
    rule: 'digests for what is not urgent',
    breaks: 'what is not urgent comes with a digest',
    judge: asking(({ sort }) => ({ sort: sort === 'line' ? 'fast' : sort })),
  },
  {
    rule: 'staying with the digest',
    breaks: 'what is not urgent comes with a digest',
    judge: asking(() => ({ folded: false })),
  },
  {
    rule: 'telling with others what finds no room',
    breaks: 'nothing is refused without a cause',
    judge: answering(({ go }) => (go === 'digest' ? { go: 'never', until: null } : {})),
  },
  {
    rule: 'leaving urgent what may be',
    breaks: 'what waits has a cause',
    judge: answering((_, { request }) => (request.sort === 'instant' ? { go: 'later', as: 'fast' } : {})),
  },
  {
    rule: 'saying as a direct message what is urgent too often',
    breaks: 'what is urgent too often does not wait for a week',
    judge: answering(({ as }, { now }) => (as ? { as: null, until: later(now, day) } : {})),
  },
  {
    rule: 'waiting rather than giving up',
    breaks: 'nothing is refused without a cause',
    judge: answering(({ go, as }) => (go === 'later' && !as ? { go: 'never', until: null } : {})),
  },
  {
    rule: 'waiting until something changes',
    breaks: 'nothing is judged again and again',
    judge: answering(({ go }, { now }) => (go === 'later' ? { until: now } : {})),
  },
  {
    rule: 'waiting until it can be said',
    breaks: 'what waits can be said when its time comes',
    judge: answering(({ go, until }) => (go === 'later' ? { until: later(until, day / 2) } : {})),
  },
  {
    rule: 'waiting no longer than that',
    breaks: 'nothing waits for longer than it must',
    judge: answering(({ go, until }) => (go === 'later' ? { until: later(until, 3 * day) } : {})),
  },
];

/** What never ends, and what cannot be right. */
const wrong: Without[] = [
  {
    rule: 'digests ever coming',
    breaks: 'nothing waits for ever',
    judge: answering((_, { request }) => (request.sort === 'digest' ? { go: 'never' } : {})),
  },
  {
    rule: 'reasons that are true',
    breaks: 'every answer names what is in the way',
    judge: answering(({ rule }) => (rule === 'quiet' ? { rule: 'hours' } : {})),
  },
  {
    rule: 'reasons that can be',
    breaks: 'every answer is a sentence',
    judge: answering(({ go }) => (go === 'never' ? { rule: 'about' } : {})),
  },
];

export const mutants: Without[] = [...muting, ...times, ...budgets, ...answers, ...wrong];
