import { describe, expect, test } from 'vitest';
import { linesFor, type News, nextRecap, recapLines } from '../../src/decisions/digests/rules.ts';

/** What a reader is told of one decision, by what became of it since they were last told. */

type Doing = News['doings'][number];
const did = (person: string, kind: string, state: Doing['state'], n: number): Doing => ({ person, kind, state, n });

const news = (before: News['before'], doings: Doing[], more: Partial<News> = {}): News => ({
  number: 42,
  state: doings.at(-1)?.state ?? before ?? 'decided',
  version: doings.at(-1)?.n ?? 1,
  owner: null,
  deciders: ['lena'],
  agreed: [],
  logged_by: 'lena',
  before,
  doings,
  lapsed: false,
  ...more,
});
const told = (one: News, reader = 'sam') =>
  linesFor([one], reader).map(({ part, said, change, reason }) => [part, said, change, reason]);
const toRecap = (one: News) => recapLines([one]).map(({ part, said, change }) => [part, said, change]);

describe('somebody who is in the channel is told', () => {
  test('that something was decided, and as it stands by then', () => {
    const logged = did('lena', 'log', 'decided', 1);
    expect(told(news(null, [logged, did('lena', 'correct', 'decided', 2)]))).toEqual([
      ['decided', 'decided', 1, 'member'],
    ]);
    expect(told(news(null, [logged, did('ben', 'start', 'in progress', 2)]))).toEqual([
      ['decided', 'in progress', 2, 'member'],
    ]);
  });

  test('nothing of what was decided and taken back since', () => {
    const one = news(null, [did('lena', 'log', 'decided', 1), did('ben', 'reverse', 'reversed', 2)]);
    expect(told(one)).toEqual([]);
    expect(toRecap(one)).toEqual([]);
  });

  test('that it no longer holds, whatever was corrected after that', () => {
    const one = news('decided', [did('ben', 'reverse', 'reversed', 2), did('lena', 'correct', 'reversed', 3)]);
    expect(told(one)).toEqual([['for your information', 'reverse', 2, 'member']]);
    expect(toRecap(one)).toEqual([['for your information', 'reverse', 2]]);
  });

  test('that it holds again, also when more became of it then', () => {
    const one = news('reversed', [did('ben', 'restore', 'decided', 3), did('ben', 'start', 'in progress', 4)]);
    expect(told(one)).toEqual([['for your information', 'restore', 3, 'member']]);
  });

  test('nothing where it stands as it stood', () => {
    const back = news('decided', [did('ben', 'reverse', 'reversed', 2), did('lena', 'restore', 'decided', 3)]);
    expect(told(back)).toEqual([]);
    expect(toRecap(back)).toEqual([]);
  });

  test('nothing of corrections, nor of steps on its way', () => {
    expect(told(news('decided', [did('ben', 'correct', 'decided', 2)]))).toEqual([]);
    expect(told(news('decided', [did('ben', 'start', 'in progress', 2)]))).toEqual([]);
  });

  test('nothing of what they did themselves', () => {
    expect(told(news('decided', [did('sam', 'drop', 'dropped', 2)]))).toEqual([]);
    expect(told(news('decided', [did('ben', 'reverse', 'reversed', 2), did('sam', 'restore', 'decided', 3)]))).toEqual(
      [],
    );
  });
});

describe('somebody who has to do with it is told', () => {
  test('of corrections and steps as well', () => {
    expect(told(news('decided', [did('ben', 'correct', 'decided', 2)]), 'lena')).toEqual([
      ['for your information', 'correct', 2, 'decider'],
    ]);
    expect(told(news('decided', [did('ben', 'finish', 'done', 2)]), 'lena')).toEqual([
      ['for your information', 'finish', 2, 'decider'],
    ]);
  });

  test('of what others did after what they did themselves', () => {
    const one = news('decided', [did('lena', 'finish', 'done', 2), did('ben', 'correct', 'done', 3)]);
    expect(told(one, 'lena')).toEqual([['for your information', 'correct', 3, 'decider']]);
    expect(
      told(news('decided', [did('ben', 'correct', 'decided', 2), did('lena', 'finish', 'done', 3)]), 'lena'),
    ).toEqual([]);
  });

  test('of what became of what they wrote down', () => {
    const one = news(null, [did('lena', 'log', 'decided', 1), did('ben', 'reverse', 'reversed', 2)]);
    expect(told(one, 'lena')).toEqual([['for your information', 'reverse', 2, 'decider']]);
    expect(told(news(null, [did('lena', 'log', 'decided', 1)]), 'lena')).toEqual([]);
  });

  test('that it was replaced once more', () => {
    const doings = [did('ben', 'restore', 'decided', 3), did('ben', 'replace', 'superseded', 4)];
    expect(told(news('superseded', doings), 'lena')).toEqual([['for your information', 'replace', 4, 'decider']]);
  });

  test('that it needs them, where it is theirs and not settled, or to be looked at again', () => {
    const proposed = news(null, [did('ben', 'log', 'proposed', 1)], { owner: 'sam' });
    expect(told(proposed)).toEqual([['needs you', 'proposed', 1, 'owner']]);
    expect(told(news('decided', [], { lapsed: true, owner: 'sam' }))).toEqual([
      ['needs you', 'look again', 1, 'owner'],
    ]);
    expect(told(news('decided', [], { lapsed: true, owner: 'ben' }), 'lena')).toEqual([]);
  });

  test('nothing where words only went at their source', () => {
    expect(told(news('decided', [did('ben', 'redact', 'decided', 2)]), 'lena')).toEqual([]);
  });
});

test('a channel hears too that something is done', () => {
  expect(toRecap(news('decided', [did('ben', 'finish', 'done', 2)]))).toEqual([['for your information', 'finish', 2]]);
  expect(toRecap(news('decided', [did('ben', 'start', 'in progress', 2)]))).toEqual([]);
});

test.each([
  ['Monday to Friday', [1, 2, 3, 4, 5], '2026-11-20T16:30:00Z'],
  ['Sunday to Thursday', [1, 2, 3, 4, 7], '2026-11-19T16:30:00Z'],
  ['Tuesday and Wednesday', [2, 3], '2026-11-18T16:30:00Z'],
  ['every day', [1, 2, 3, 4, 5, 6, 7], '2026-11-22T16:30:00Z'],
  ['Sunday alone', [7], '2026-11-22T16:30:00Z'],
])('a weekly recap comes on the last day before those who work %s rest', (_, days, at) => {
  const working = { zone: 'UTC', hours: { from: 9 * 60, to: 17 * 60 + 30, days } };
  expect(nextRecap('weekly', working, new Date('2026-11-15T18:00:00Z'))).toEqual(new Date(at));
});
