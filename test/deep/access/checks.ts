import { expect } from 'vitest';
import type { Answer, Question } from './asking.ts';
import { mayRead, maySee, maySeePlanned, type Person } from './oracle.ts';
import type { Town } from './town.ts';

/** What somebody was shown, held against what they may know. */

/** Everything in a text that stands for something somebody may not know of, but what they said themselves. */
export function forbiddenIn(town: Town, person: Person, shown: string, input: Question['input'] = {}): string[] {
  const own = JSON.stringify(input);
  const found = new Set(shown.match(/zq[a-v]{8}|CZQ[A-V]{7}|D-\d+|"number":\d+/g));
  return [...found].filter((one) => !own.includes(one.replace('"number":', '')) && !mayKnow(town, person, one));
}

function mayKnow({ decided, planned, places, said }: Town, person: Person, sign: string): boolean {
  const number = /^(?:D-|"number":)(\d+)$/.exec(sign)?.[1];
  if (number) return decided.some((one) => one.number === Number(number) && maySee(person, one));
  return (
    decided.some((one) => one.word === sign && maySee(person, one)) ||
    planned.some((one) => one.word === sign && maySeePlanned(person, one)) ||
    said.some(({ word, place }) => word === sign && mayRead(person, place)) ||
    places.some((one) => [one.name, one.id, ...one.before].includes(sign) && mayRead(person, one))
  );
}

/** Two answers, each without what was asked about: of something hidden and of nothing, they are the same. */
export function expectTheSame(one: Asked, other: Asked, story: string): void {
  expect(bare(one), story).toEqual(bare(other));
}

interface Asked {
  answer: Answer;
  input: Question['input'];
}

const bare = ({ answer: { shown, signs }, input }: Asked) => {
  const values = Object.values(input).toSorted((a, b) => b.length - a.length);
  return { signs, shown: values.reduce((text, value) => text.replaceAll(value, '…'), shown) };
};
