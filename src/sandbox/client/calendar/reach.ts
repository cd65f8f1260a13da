import { type ComponentChild, h } from 'preact';
import type { Reach } from '../calendar-deeds.ts';
import { Chosen } from './fields.ts';

const WORDS: Record<Reach, string> = {
  one: 'Only this time',
  later: 'This and all later times',
  all: 'All times',
};

/** Which times of a series are meant. */
export function ReachField({
  value,
  reaches,
  onChange,
}: {
  value: Reach;
  reaches: readonly Reach[];
  onChange(reach: Reach): void;
}): ComponentChild {
  return h(Chosen, {
    ...{ id: 'meeting-reach', label: 'Which times', value },
    options: reaches.map((reach) => [reach, WORDS[reach]] as const),
    onChange: (chosen) => onChange(reaches.find((reach) => reach === chosen) ?? 'one'),
  });
}
