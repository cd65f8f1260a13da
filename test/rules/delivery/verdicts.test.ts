import { describe, expect, test } from 'vitest';
import {
  inWords,
  judge,
  type Reader,
  type Request,
  type Said,
  type Sort,
  sorts,
  type Verdict,
  within,
} from '../../../src/delivery/rules.ts';
import { brokenBy, type Heard } from './heard.ts';

/** A Wednesday in UTC, by one clear example each. */
const at = (time: string) => new Date(`2026-01-${time}Z`);
const noon = at('07T12:00');

const reader: Reader = {
  zone: 'UTC',
  hours: { days: [1, 2, 3, 4, 5], from: 540, to: 1020 },
  quiet: null,
  muted: [],
  digestAt: at('08T09:15'),
};
const asking = (sort: Sort, more: Partial<Request> = {}): Request => ({
  ...{ sort, about: 'D-42', thread: 't1', audience: ['C1'], wakes: false, folded: false },
  expiresAt: at('31T12:00'),
  ...more,
});
const said = (sort: Sort, time: string, more: Partial<Said> = {}): Said => ({
  ...{ sort, about: 'D-42', thread: 't1', at: at(time) },
  ...more,
});
const two = (sort: Sort, ...more: Said[]) => [said(sort, '07T09:20'), said(sort, '07T10:00'), ...more];
const answer = (request: Request, before: Said[] = [], who: Partial<Reader> = {}, now = noon): string => {
  const { go, rule, until, as } = judge(request, { ...reader, ...who }, before, now);
  return [`${go}: ${rule}`, until?.toISOString().slice(8, 16), as].filter(Boolean).join(' ');
};

describe('what is due', () => {
  test.each([
    ['goes out, where nothing holds it back', answer(asking('fast')), 'now: free'],
    ['waits for the morning', answer(asking('card'), [], {}, at('07T20:00')), 'later: hours 08T09:10'],
    [
      'does not wait, where its reader wants to be woken',
      answer(asking('fast', { wakes: true }), [], {}, at('07T20:00')),
      'now: free',
    ],
    [
      'waits for the end of a pause',
      answer(asking('card'), [], { quiet: { from: noon, to: at('07T13:00') } }),
      'later: quiet 07T13:00',
    ],
    ['is not said, where it was muted', answer(asking('fast'), [], { muted: ['D-42'] }), 'never: muted'],
    [
      'is not said, where all that it rests on was muted',
      answer(asking('fast'), [], { muted: ['C1'] }),
      'never: muted',
    ],
    [
      'is said, where only some of that was',
      answer(asking('fast', { audience: ['C1', 'C2'] }), [], { muted: ['C1'] }),
      'now: free',
    ],
    [
      'is not said, where the morning is too late',
      answer(asking('card', { expiresAt: at('07T23:00') }), [], {}, at('07T20:00')),
      'never: hours',
    ],
    [
      'comes with others, where it can',
      answer(asking('fast', { expiresAt: at('07T23:00') }), [], {}, at('07T20:00')),
      'digest: hours 08T09:15',
    ],
  ])('%s', (_, answered, expected) => expect(answered).toBe(expected));
});

describe('budgets', () => {
  test.each([
    ['a thread has one card, ever', answer(asking('card'), [said('card', '01T10:00')]), 'never: thread'],
    [
      'outside of threads only the day counts',
      answer(asking('card', { thread: null }), [said('card', '07T10:00', { thread: null })]),
      'now: free',
    ],
    [
      'the third card waits for the next day',
      answer(asking('card', { thread: 't2' }), two('card')),
      'later: day 08T09:10',
    ],
    ['the third direct message comes with the digest', answer(asking('fast'), two('fast')), 'digest: day 08T09:15'],
    [
      'or the next day, where there is none',
      answer(asking('fast'), two('fast'), { digestAt: null }),
      'later: day 08T09:10',
    ],
    ['or where digests are muted', answer(asking('fast'), two('fast'), { muted: ['digest'] }), 'later: day 08T09:10'],
    ['nudges are direct messages', answer(asking('fast'), two('nudge')), 'digest: day 08T09:15'],
    [
      'what is said is never a fourth nudge about it',
      answer(asking('nudge'), two('nudge', said('nudge', '01T10:00'))),
      'never: about',
    ],
    [
      'the next nudge waits for five working days',
      answer(asking('nudge'), [said('nudge', '06T10:00')]),
      'later: spacing 13T09:10',
    ],
    [
      'and goes with no digest sooner',
      answer(asking('nudge', { expiresAt: at('09T12:00') }), [said('nudge', '06T10:00')]),
      'never: spacing',
    ],
    [
      'the third instant message in a week is a direct one',
      answer(asking('instant'), two('instant')),
      'later: week 07T12:00 fast',
    ],
    ['a meeting has one briefing', answer(asking('briefing'), [said('briefing', '01T10:00')]), 'never: about'],
    ['what is not urgent waits for the digest', answer(asking('line')), 'digest: slow 08T09:15'],
    ['and is not said where there is none', answer(asking('line'), [], { digestAt: null }), 'never: slow'],
    ['what was left to a digest stays with that', answer(asking('fast', { folded: true })), 'digest: slow 08T09:15'],
    [
      'what was said later than now counts as well',
      answer(asking('fast'), [said('fast', '07T15:00'), said('fast', '08T10:00')]),
      'digest: day 08T09:15',
    ],
  ])('%s', (_, answered, expected) => expect(answered).toBe(expected));
});

const never = (rule: Verdict['rule']) => ({ go: 'never', rule }) as const;
const later = (rule: Verdict['rule']) => ({ go: 'later', rule }) as const;

describe('people are told', () => {
  test.each([
    ['card', never('thread'), 'The thread has had its one card. So it is not said.'],
    ['suggestion', later('day'), 'There was one suggestion that day already. It waits.'],
    ['card', later('day'), 'There were 2 cards that day already. It waits.'],
    ['nudge', later('day'), 'There were 2 direct messages that day already. It waits.'],
    ['nudge', never('about'), 'There were 3 nudges about it already. So it is not said.'],
    ['briefing', never('about'), 'There was one briefing about it already. So it is not said.'],
    ['nudge', later('spacing'), 'The last one about it is not 5 working days ago. It waits.'],
    ['card', later('hours'), 'It is outside working hours. It waits.'],
    ['card', never('quiet'), 'Notifications are paused. So it is not said.'],
    ['fast', never('muted'), 'It was muted. So it is not said.'],
    ['line', never('slow'), 'It comes only with a digest, and there is none. So it is not said.'],
    ['line', { go: 'digest', rule: 'slow' }, 'It is not urgent. It comes with the next digest.'],
    [
      'fast',
      { go: 'digest', rule: 'day' },
      'There were 2 direct messages that day already. It comes with the next digest.',
    ],
    ['fast', later('week'), 'There were 2 urgent messages in a week already. It waits.'],
    [
      'card',
      { go: 'now', rule: 'free' },
      'Allowed: at most one card in a thread, at most 2 cards a day, only in working hours.',
    ],
  ] as const)('of a %s, by %o: %s', (sort, verdict, words) => {
    expect(inWords(verdict, sort)).toBe(words);
  });

  test('that an urgent message too many counts as a direct one', () => {
    expect(inWords(judge(asking('instant'), reader, two('instant'), noon), 'instant')).toBe(
      'There were 2 urgent messages in a week already. It counts among the direct messages instead.',
    );
  });

  test.each(sorts)('what a %s keeps to', (sort) => {
    expect(within(sort)).toMatch(
      /^(at most (one|\d) [a-z ]+, (5 working days between two, )?)*only in working hours\.$/,
    );
  });
});

describe('whoever watches sees', () => {
  const heard: Heard = {
    ...{ id: 1, sort: 'fast', about: null, thread: null, audience: [], wakes: false, folded: false, lines: 0 },
    ...{ at: noon.getTime(), expiresAt: noon.getTime(), digestMade: null },
  };
  const listener = { ...reader, quiet: null, getsDigests: true };
  test.each([
    ['nothing, where all is well', {}, [], []],
    ['what is said twice', {}, [heard], ['nothing twice']],
    ['what comes too late', { expiresAt: noon.getTime() - 1 }, [], ['nothing after its reason has passed']],
    ['a digest that is too long', { sort: 'digest', lines: 8 }, [], ['seven lines in a digest']],
  ] as const)('%s', (_, more, before, names) => {
    expect(brokenBy({ ...heard, ...more }, listener, before)).toEqual(names);
  });
});
