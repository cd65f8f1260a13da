import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { z } from 'zod';
import type { Card } from '../src/card.ts';
import { joined, offer } from '../src/channels/blocks.ts';
import { notedCard } from '../src/decisions/blocks.ts';
import type { Field } from '../src/fields.ts';
import type { Operation } from '../src/operation.ts';
import { operations } from '../src/operations.ts';
import { readCommandLine } from '../src/surfaces/cli.ts';
import { helpPage } from '../src/surfaces/cli-help.ts';
import { openApi } from '../src/surfaces/openapi.ts';
import { offered as offeredInSlack } from '../src/surfaces/slack-calls.ts';
import { findByWords, parseWords, usage } from '../src/surfaces/words.ts';
import { valuesOf } from './support/values.ts';

const silent = { out: () => {}, err: () => {} };
const offered = (surface: 'slack' | 'http' | 'cli') => operations.filter(({ withheld }) => !withheld[surface]);
const each = operations.map((operation) => [operation.name, operation] as const);

describe('every operation', () => {
  test.each(each)('%s is on every surface, or it is written why not', (_, { withheld }) => {
    for (const reason of Object.values(withheld)) expect(reason.length).toBeGreaterThanOrEqual(20);
  });

  test.each(each)('%s tells people what it is and what each of its fields is for', (_, operation) => {
    expect(operation.summary).toMatch(/^[A-Z].*\.$/);
    for (const { description } of operation.fields) expect(description).toMatch(/^[A-Z].*\.$/);
  });

  test.each(each)('%s takes by position only what it takes, and each once', (_, operation) => {
    const names = operation.fields.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining([...operation.words]));
    expect(new Set(operation.words).size).toBe(operation.words.length);
  });

  /** What is not here may be words of people, and those are not kept to answer a repetition with. */
  const harmless = new Set(
    'already channel count every expiresAt hours id kept name nextAt now owner person scopes shared stands state times until what zone'.split(
      ' ',
    ),
  );
  const writes = operations.filter(({ kind, rereads, secret }) => kind === 'write' && !rereads && !secret);
  test.each(writes.map((operation) => [operation.name, operation] as const))(
    '%s gives nothing that must not be kept, or reads it again',
    (_, { output }) => {
      const { properties } = z.object({ properties: z.record(z.string(), z.unknown()) }).parse(z.toJSONSchema(output));
      expect(Object.keys(properties).filter((field) => !harmless.has(field))).toEqual([]);
    },
  );

  it('has a name and a way of saying it of its own', () => {
    const ways = operations.flatMap(({ phrase, also }) => [phrase, ...also]).map((way) => way.replace(/s\b/g, ''));
    expect(new Set(ways).size).toBe(ways.length);
    expect(new Set(operations.map(({ name }) => name)).size).toBe(operations.length);
    for (const { name } of operations) expect(name).toMatch(/^[a-z]+\.[a-z]+$/);
  });
});

describe('each surface offers the list and nothing else', () => {
  it('Slack', () => {
    expect(offeredInSlack).toEqual(offered('slack'));
    for (const operation of offeredInSlack)
      expect(findByWords(offeredInSlack, operation.phrase)).toEqual({ operation, rest: '' });
  });

  it('HTTP', () => {
    const { paths } = z.looseObject({ paths: z.record(z.string(), z.unknown()) }).parse(openApi(offered('http'), '1'));
    expect(Object.keys(paths)).toEqual(offered('http').map(({ name }) => `/v1/${name}`));
  });

  it('the command line', () => {
    for (const operation of offered('cli'))
      expect(readCommandLine(typed(operation, sample(operation, isRequired)), offered('cli'), silent)).toMatchObject({
        operation,
      });
    for (const { name, withheld } of operations)
      if (withheld.cli) expect(helpPage(offered('cli'))).not.toContain(name.replace('.', ' '));
  });

  it('the command line lists with a real Slack only what can be done there, and knows the rest', () => {
    const helped = (live: boolean, argv = ['help']) => {
      const said: string[] = [];
      const hear = (text: string) => void said.push(text);
      readCommandLine(argv, offered('cli'), { out: hear, err: hear }, live);
      return said.join('');
    };
    const only = offered('cli').filter(({ sandboxOnly }) => sandboxOnly);
    expect(only.length).toBeGreaterThan(0);
    for (const operation of only) {
      const { phrase } = operation;
      expect(helped(false)).toContain(`  ${phrase}`);
      expect(helped(true)).not.toContain(phrase);
      expect(helped(true, ['help', ...phrase.split(' ').slice(0, -1)])).not.toContain(`  ${phrase.split(' ').at(-1)}`);
      const line = typed(operation, sample(operation, isRequired));
      expect(readCommandLine(line, offered('cli'), silent, true)).toMatchObject({ operation });
    }
  });

  it('the command line keeps its own options apart from the fields of operations', () => {
    const own = ['as', 'at', 'key', 'json', 'md', 'help', 'version'];
    for (const operation of offered('cli'))
      for (const { name } of operation.fields) if (!operation.words.includes(name)) expect(own).not.toContain(name);
  });

  it('help fits the page', () => {
    for (const line of helpPage(offered('cli')).split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    for (const operation of operations) expect(helpPage(operations)).toContain(`  ${operation.phrase}`);
    for (const operation of operations) expect(usage(operation)).toMatch(new RegExp(`^${operation.phrase}`));
  });
});

const isRequired = ({ required }: Field) => required;

/** Something for each field, as a person would put it. */
const sample = (operation: Operation, which: (field: Field) => boolean): Record<string, string> =>
  Object.fromEntries(
    operation.fields
      .filter(which)
      .map(({ name, place, choices }) => [name, choices.at(-1) ?? (place ? '#eng' : wordsFor(operation, name))]),
  );

/** Of what goes by position, only the last may be several words. */
const wordsFor = ({ words }: Operation, name: string): string =>
  words.includes(name) && words.at(-1) !== name ? name : `some words for ${name}`;

const typed = ({ phrase, words }: Operation, input: Record<string, string>): string[] => [
  ...phrase.split(' '),
  ...Object.entries(input).flatMap(([name, value]) => (words.includes(name) ? [] : [`--${name}`, value])),
  ...words.flatMap((word) => input[word]?.split(' ') ?? []),
];

const said = ({ phrase, words }: Operation, input: Record<string, string>): string =>
  [
    phrase,
    ...words.flatMap((word) => input[word] ?? []),
    ...Object.entries(input).flatMap(([name, value]) => (words.includes(name) ? [] : [`${name}="${value}"`])),
  ].join(' ');

describe('the same request is the same call, wherever it is made', () => {
  const ways: [string, (field: Field) => boolean][] = [
    ['everything given', () => true],
    ['only what must be', isRequired],
  ];
  const cases = operations.flatMap((operation) =>
    ways.map(([how, which]) => [operation.name, how, operation, which] as const),
  );

  test.each(cases)('%s, %s', (_name, _how, operation, which) => {
    const body = sample(operation, which);
    const line = findByWords(operations, said(operation, body));
    expect(line?.operation).toBe(operation);
    expect(parseWords(operation, line?.rest ?? '')).toEqual(body);
    expect(readCommandLine(typed(operation, body), operations, silent)).toMatchObject({ operation, input: body });
  });
});

const Pressed = z.object({
  action_id: z.string(),
  value: z.string().max(2_000),
  text: z.object({ text: z.string().min(1).max(75) }),
});
const Actions = z.object({ type: z.literal('actions'), elements: z.array(Pressed) });
const Choice = z.object({ value: z.string().max(75), text: z.object({ text: z.string().min(1).max(75) }) });
const Choosing = z.object({
  block_id: z.string().max(255),
  accessory: z.object({ type: z.literal('overflow'), options: z.array(Choice).min(2).max(5) }),
});
const Beside = z.object({ accessory: Pressed.extend({ type: z.literal('button') }) });
const Input = z.record(z.string(), z.string());

/** Slack refuses a whole message for one button too many, and a button that calls nothing is a broken promise. */
function expectToWork({ text, blocks }: Card): void {
  expect(text.length).toBeGreaterThan(0);
  expect(blocks.length).toBeLessThanOrEqual(50);
  const ids = blocks.flatMap(({ block_id }) => block_id ?? []);
  expect(new Set(ids).size).toBe(ids.length);
  for (const block of blocks) {
    const inRow = Actions.safeParse(block).data?.elements ?? [];
    expect(new Set(inRow.map(({ action_id }) => action_id)).size).toBe(inRow.length);
    for (const button of [...inRow, ...(Beside.safeParse(block).data ? [Beside.parse(block).accessory] : [])])
      expectToCall(button.action_id.replace(/^form:/, '').replace(/#\d+$/, ''), button.value);
    const choosing = Choosing.safeParse(block).data;
    for (const { value } of choosing?.accessory.options ?? [])
      expectToCall(value.replace(/^form:/, ''), choosing?.block_id ?? '');
    if ('accessory' in block) expect(Boolean(choosing ?? Beside.safeParse(block).data)).toBe(true);
  }
}

/** What stands on a card is an operation that Slack offers, with input that it knows. */
function expectToCall(name: string, input: string): void {
  const operation = offeredInSlack.find((one) => one.name === name);
  expect(operation, name).toBeDefined();
  const known = operation ? operation.fields.map((field) => field.name) : [];
  expect(known).toEqual(expect.arrayContaining(Object.keys(Input.parse(JSON.parse(input)))));
}

describe('every button on every card calls an operation that Slack offers', () => {
  test.each(each)('what %s shows, whatever it found', (_, operation) => {
    fc.assert(
      fc.property(valuesOf(operation.output), (value) => {
        expectToWork(operation.show(value));
      }),
      { numRuns: 60 },
    );
  });

  it('what is written in the code, wherever it is shown', async () => {
    const files = globSync(['src/**/blocks.ts', 'src/surfaces/slack*.ts']);
    const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
    const nouns = [...new Set(operations.map(({ name }) => name.slice(0, name.indexOf('.'))))].join('|');
    const written = texts.join('\n').matchAll(new RegExp(`'(?:form:)?((?:${nouns})\\.[a-z]+)'`, 'g'));
    const names = [...written].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(5);
    expect(offeredInSlack.map(({ name }) => name)).toEqual(expect.arrayContaining(names));
  });

  it('what is said unasked', () => {
    expectToWork(notedCard({ number: 42, statement: 'Use Postgres', state: 'decided', replacedBy: null }));
    for (const listens of ['two weeks', 'no more', new Date(0)] as const)
      expectToWork(joined({ name: 'eng', shared: true }, 'Maya', listens));
    expectToWork(offer({ id: 'C0ENG', name: 'eng' }));
  });
});
