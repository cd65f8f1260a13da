import { expect } from 'vitest';
import { z } from 'zod';
import type { Answer, Question } from './asking.ts';
import {
  type Decided,
  mayAskAtAll,
  mayChange,
  mayCommand,
  mayRead,
  maySee,
  maySeePlanned,
  mayStop,
  type Person,
  type Place,
  type Planned,
} from './oracle.ts';
import type { Town } from './town.ts';

/** A question with what must come of it. */
export interface Exam extends Question {
  /** The same question about something that is not there: where this one is about something hidden, both are answered alike. */
  ofNothing?: Question['input'];
  /** Whether it is to be done; left out where either is right. */
  done?: boolean;
  /** What is right about the answer, where it can be read by a program. */
  right?(value: unknown): void;
}

type Examine = (town: Town, person: Person) => Exam[];

/** For every operation, what to ask in somebody's name. An operation that is missing here does not pass. */
export const exams: Record<string, Examine> = {
  'decision.list': (town, person) => [
    { ...lists(town, person, {}), right: countsRight(town, person, () => true) },
    ...some(town, town.decided).map((one) => ({
      ...lists(town, person, { about: one.word }),
      right: countsRight(town, person, ({ word }) => word === one.word),
    })),
    ...some(town, town.places).flatMap((place) => inPlace(town, person, place)),
    { ...lists(town, person, { page: '2' }), right: countsRight(town, person, () => true) },
  ],

  'decision.review': (town, person) => [
    { operation: 'decision.review', input: {}, done: mayAskAtAll(person), right: onlyHeard(town, person) },
    ...some(town, town.places).map((place) => ({ operation: 'decision.review', ...placed(town, person, place) })),
  ],

  'decision.show': (town, person) =>
    some(town, town.decided).map((one) => ({
      ...reads(town, person, 'decision.show', one),
      right: (value: unknown) => expect(value).toMatchObject({ number: one.number, statement: `Go with ${one.word}` }),
    })),

  'decision.history': (town, person) =>
    some(town, town.decided).map((one) => ({
      ...reads(town, person, 'decision.history', one),
      right: (value: unknown) => expect(value).toMatchObject({ number: one.number }),
    })),
  'decision.change': (town, person) => deeds(town, person, 'decision.change', { topic: 'elsewhere' }),
  'decision.confirm': (town, person) => deeds(town, person, 'decision.confirm'),
  'decision.start': (town, person) => deeds(town, person, 'decision.start'),
  'decision.finish': (town, person) => deeds(town, person, 'decision.finish'),
  'decision.keep': (town, person) => deeds(town, person, 'decision.keep'),
  'decision.drop': (town, person) => deeds(town, person, 'decision.drop', { reason: 'No more' }),
  'decision.reverse': (town, person) => deeds(town, person, 'decision.reverse', { reason: 'No more' }),
  'decision.restore': (town, person) => deeds(town, person, 'decision.restore'),
  'decision.undo': (town, person) => deeds(town, person, 'decision.undo'),
  'decision.replace': (town, person) => [
    ...deeds(town, person, 'decision.replace', { by: `D-${freeNumber(town)}` }),
    ...replacedByHidden(town, person),
  ],
  'decision.emoji': (_, person) => commands(person, 'decision.emoji'),

  'decision.log': (town, person) =>
    some(town, town.places, 2)
      .filter((place) => !mayRead(person, place))
      .map((place) => ({
        operation: 'decision.log',
        ...placed(town, person, place, { statement: 'Take the other one' }),
      })),

  'channel.join': (town, person) => places(town, person, 'channel.join'),
  'channel.leave': (town, person) => places(town, person, 'channel.leave'),
  'channel.speak': (town, person) => places(town, person, 'channel.speak'),
  'channel.observe': (town, person) => places(town, person, 'channel.observe'),
  'channel.recap': (town, person) => places(town, person, 'channel.recap', { every: 'weekly' }),
  'channel.show': (town, person) =>
    some(town, town.places).map((place) => ({
      operation: 'channel.show',
      ...placed(town, person, place),
      right: (value) => expect(value).toMatchObject({ channel: place.id, name: place.name }),
    })),

  'action.list': (town, person) => [
    ...[{}, { page: '2' }, { limit: '40' }].map((input) => ({
      ...{ operation: 'action.list', input, done: mayAskAtAll(person) },
      right: plansRight(town, person),
    })),
    { operation: 'action.list', input: { state: 'sent', limit: '40' }, done: mayAskAtAll(person) },
    { operation: 'action.list', input: { state: 'refused', limit: '40' }, done: mayAskAtAll(person) },
  ],
  'action.hold': (town, person) => moves(town, person, 'action.hold'),
  'action.release': (town, person) => moves(town, person, 'action.release'),
  'action.cancel': (town, person) => moves(town, person, 'action.cancel'),
  'action.restore': (town, person) => moves(town, person, 'action.restore'),
  'action.arrived': (town, person) => moves(town, person, 'action.arrived'),
  'action.why': (town, person) =>
    some(town, town.planned).map((one) => ({
      operation: 'action.why',
      ...named(town, person, { action: one.id.slice(-8) }, { action: noAction(town, one) }, maySeePlanned(person, one)),
    })),

  // What stands in it is looked through for what they may not know, like every answer.
  'digest.show': (_, person) => [{ operation: 'digest.show', input: {}, done: mayAskAtAll(person) }],
  'person.digests': (_, person) => [
    { operation: 'person.digests', input: { times: '9:15' }, done: mayAskAtAll(person) },
  ],
  'person.mute': (town, person) => mutes(town, person, 'person.mute'),
  'person.unmute': (town, person) => mutes(town, person, 'person.unmute'),

  'person.optin': (_, person) => [{ operation: 'person.optin', input: {}, done: mayAskAtAll(person) }],
  'person.hours': (_, person) => [{ operation: 'person.hours', input: { hours: '9-17' }, done: mayAskAtAll(person) }],
  // Done by the changes between the rounds: here it would erase what others are asked about.
  'person.optout': () => [],

  'sending.stop': (_, person) => commands(person, 'sending.stop'),
  'sending.go': (_, person) => commands(person, 'sending.go'),
  'message.retry': (_, person) => commands(person, 'message.retry'),
  'message.dismiss': (_, person) => commands(person, 'message.dismiss'),

  'token.create': (_, person) =>
    mayChange(person) ? [] : [{ operation: 'token.create', input: { name: 'one more' }, done: false }],
  'token.list': (town, person) => [
    { operation: 'token.list', input: {}, done: mayAskAtAll(person), right: keysRight(town, person) },
  ],
  'token.revoke': (town, person) => {
    const others = [...town.keys].flatMap(([owner, keys]) => (owner === person || mayCommand(person) ? [] : keys));
    return some(town, others, 2).map(({ id }) => ({
      operation: 'token.revoke',
      input: { token: id },
      ofNothing: { token: id.split('').toReversed().join('') },
      done: false,
    }));
  },

  'home.show': (town, person) => [
    {
      operation: 'home.show',
      input: {},
      done: mayAskAtAll(person),
      right: (value) =>
        expect(value).toMatchObject({ total: town.decided.filter((one) => maySee(person, one)).length }),
    },
  ],
  'health.show': (town, person) => [
    { operation: 'health.show', input: {}, done: mayAskAtAll(person), right: onlyOwnCounts(town, person) },
  ],
};

const Review = z.object({ found: z.array(z.object({ channel: z.object({ id: z.string() }), message: z.string() })) });
/** What looks decided was said where they may read. */
const onlyHeard =
  ({ said }: Town, person: Person) =>
  (value: unknown) => {
    for (const { channel, message } of Review.parse(value).found) {
      const heard = said.find(({ ts, place }) => ts === message && place.id === channel.id);
      expect(heard && mayRead(person, heard.place)).toBe(true);
    }
  };

const some = <T>({ dice }: Town, among: readonly T[], count = 3): T[] =>
  among.length === 0 ? [] : Array.from({ length: count }, () => dice.one(among));

const lists = (_: Town, person: Person, input: Question['input']) => ({
  operation: 'decision.list',
  input,
  done: mayAskAtAll(person),
});

/** Something they may not know of is asked about like something that is not there; what they may is found. */
const named = (_: Town, person: Person, input: Question['input'], ofNothing: Question['input'], visible: boolean) =>
  visible ? { input, done: mayAskAtAll(person) } : { input, ofNothing, done: false };

/** A channel by its name or its id, and one that is called nothing that is. */
function placed(town: Town, person: Person, place: Place, input: Question['input'] = {}) {
  const byName = town.dice.happens(0.5);
  const said = byName ? place.name : place.id;
  const absent = place.kind === 'direct' ? `${place.id[0]}${town.placeId()}` : byName ? town.word() : town.placeId();
  return named(town, person, { ...input, channel: said }, { ...input, channel: absent }, mayRead(person, place));
}

const inPlace = (town: Town, person: Person, place: Place): Exam[] => [
  {
    operation: 'decision.list',
    ...placed(town, person, place),
    right: countsRight(town, person, ({ restsOn }) => restsOn.includes(place)),
  },
];

/** One decision, by its number. */
const reads = (town: Town, person: Person, operation: string, one: Decided) => ({
  operation,
  ...named(town, person, { decision: `D-${one.number}` }, { decision: `D-${freeNumber(town)}` }, maySee(person, one)),
});

/** What is done to a decision is done by the changes; here, only where it must be refused. */
const deeds = (town: Town, person: Person, operation: string, input: Question['input'] = {}): Exam[] =>
  some(town, town.decided, 2)
    .filter((one) => !maySee(person, one) || !mayChange(person))
    .map((one) => {
      const about = (number: number) => ({ ...input, decision: `D-${number}` });
      return {
        operation,
        ...named(town, person, about(one.number), about(freeNumber(town)), maySee(person, one)),
        done: false,
      };
    });

/** Of one they may see, that one which they may not stands in its place. */
function replacedByHidden(town: Town, person: Person): Exam[] {
  const seen = town.decided.filter((one) => maySee(person, one));
  const hidden = town.decided.filter((one) => !maySee(person, one));
  return some(town, hidden, 1).flatMap((secret) =>
    some(town, seen, 1).map((one) => ({
      operation: 'decision.replace',
      input: { decision: `D-${one.number}`, by: `D-${secret.number}` },
      ofNothing: { decision: `D-${one.number}`, by: `D-${freeNumber(town)}` },
      done: false,
    })),
  );
}

/** Letting in and showing out is done by the changes; here, only where it must be refused. */
const places = (town: Town, person: Person, operation: string, input: Question['input'] = {}): Exam[] =>
  some(town, town.places, 2)
    .filter((place) => !mayRead(person, place) || !mayChange(person))
    .map((place) => ({ operation, ...placed(town, person, place, input), done: false }));

/** A channel they may not know of is muted no more than one that nothing is called. */
const mutes = (town: Town, person: Person, operation: string): Exam[] =>
  some(town, town.places, 1)
    .filter(({ kind }) => kind !== 'direct')
    .map((place) => ({
      operation,
      ...named(town, person, { what: `#${place.name}` }, { what: `#${town.word()}` }, mayRead(person, place)),
    }));

const freeNumber = ({ dice, decided }: Town): number => {
  const number = 1_000 + dice.below(9_000);
  return decided.some((one) => one.number === number) ? number + 100_000 : number;
};

const List = z.object({
  decisions: z.array(z.object({ number: z.number() })),
  total: z.number(),
  page: z.number(),
  pages: z.number(),
});

/** Counted, paged and listed as if nothing else were there. */
const countsRight =
  ({ decided }: Town, person: Person, which: (one: Decided) => boolean) =>
  (value: unknown) => {
    const { decisions, total, pages, page } = List.parse(value);
    const theirs = decided.filter((one) => which(one) && maySee(person, one)).map(({ number }) => number);
    expect(total).toBe(theirs.length);
    expect(pages).toBe(Math.max(1, Math.ceil(theirs.length / 10)));
    expect(decisions.length).toBe(Math.max(0, Math.min(10, theirs.length - 10 * (page - 1))));
    for (const { number } of decisions) expect(theirs).toContain(number);
  };

const Plans = z.object({
  actions: z.array(z.object({ id: z.string() })),
  total: z.number(),
  pages: z.number(),
  limit: z.number(),
});

const plansRight =
  ({ planned }: Town, person: Person) =>
  (value: unknown) => {
    const { actions, total, pages, limit } = Plans.parse(value);
    const theirs = planned.filter((one) => maySeePlanned(person, one)).map(({ id }) => id);
    expect(total).toBe(theirs.length);
    expect(pages).toBe(Math.max(1, Math.ceil(theirs.length / limit)));
    for (const { id } of actions) expect(theirs).toContain(id);
  };

const moves = (town: Town, person: Person, operation: string): Exam[] =>
  some(town, town.planned)
    .filter((one) => !mayStop(person, one))
    .map((one) => {
      const input = { action: one.id.slice(-8) };
      return {
        operation,
        ...named(town, person, input, { action: noAction(town, one) }, maySeePlanned(person, one)),
        done: false,
      };
    });

const noAction = ({ dice }: Town, { id }: Planned): string =>
  [...id.slice(-8)].map(() => dice.one([...'0123456789abcdef'])).join('');

const commands = (person: Person, operation: string): Exam[] =>
  mayCommand(person) ? [] : [{ operation, input: {}, done: false }];

const Keys = z.object({ tokens: z.array(z.object({ id: z.string() })) });
const keysRight =
  ({ keys }: Town, person: Person) =>
  (value: unknown) => {
    const theirs = [...keys].flatMap(([owner, held]) => (owner === person || mayCommand(person) ? held : []));
    expect(
      Keys.parse(value)
        .tokens.map(({ id }) => id)
        .toSorted(),
    ).toEqual(theirs.map(({ id }) => id).toSorted());
  };

const Health = z.object({
  waiting: z.number().nullable(),
  actions: z.array(z.object({ state: z.string(), count: z.number() })),
});
/** How much is on its way, of what they may see; only admins are told how much waits to be read, and nobody where. */
const onlyOwnCounts =
  ({ planned }: Town, person: Person) =>
  (value: unknown) => {
    const { waiting, actions } = Health.parse(value);
    if (!mayCommand(person)) expect(waiting).toBeNull();
    const counted = actions.reduce((sum, { count }) => sum + count, 0);
    expect(counted).toBe(planned.filter((one) => maySeePlanned(person, one)).length);
  };

export function expectRight(exam: Exam, answer: Answer, story: string): void {
  if (answer.ok === undefined) return;
  if (exam.done !== undefined) expect(answer.ok, story).toBe(exam.done);
  if (answer.ok) exam.right?.(answer.value);
}
