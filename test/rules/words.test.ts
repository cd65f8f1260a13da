import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { z } from 'zod';
import { say } from '../../src/card.ts';
import { logDecision } from '../../src/decisions/operations.ts';
import { defineOperation } from '../../src/operation.ts';
import { operations } from '../../src/operations.ts';
import { findByWords, parseWords, usage } from '../../src/surfaces/words.ts';

const named = (name: string) => {
  const found = operations.find((operation) => operation.name === name);
  if (!found) throw new Error(`no ${name}`);
  return found;
};

describe('which operation is meant', () => {
  test.each([
    ['decision log use Postgres', 'decision.log', 'use Postgres'],
    ['Decisions list', 'decision.list', ''],
    ['DECISION   LIST  billing', 'decision.list', 'billing'],
    ['planned', 'action.list', ''],
    ['what’s planned', 'action.list', ''],
    ["what's planned state=held", 'action.list', 'state=held'],
    ['actions hold 0a1b2c', 'action.hold', '0a1b2c'],
    ['stop', 'sending.stop', ''],
    ['opt out', 'person.optout', ''],
    ['join #eng', 'channel.join', '#eng'],
  ])('“%s” is %s', (words, name, rest) => {
    expect(findByWords(operations, words)).toEqual({ operation: named(name), rest });
  });

  test.each([
    ['', 'nothing was said'],
    ['decision', 'half a name'],
    ['logdecision', 'no space'],
    ['opt out of the Friday lunch', 'an erasure nobody asked for'],
    ['stopping by later', 'another word'],
  ])('“%s” is none: %s', (words) => {
    expect(findByWords(operations, words)).toBeUndefined();
  });

  it('takes the longest name where one begins another', () => {
    const short = { ...named('decision.show'), name: 'a.short', phrase: 'brief' };
    const long = { ...named('decision.show'), name: 'a.long', phrase: 'brief next' };
    expect(findByWords([short, long], 'brief next D-1')?.operation).toBe(long);
    expect(findByWords([short, long], 'brief D-1')?.operation).toBe(short);
  });
});

describe('what it is asked', () => {
  test.each<[string, Record<string, string>]>([
    ['Use Postgres for the job queue', { statement: 'Use Postgres for the job queue' }],
    ['  Use Postgres  ', { statement: 'Use Postgres' }],
    ['', {}],
    ['Use Postgres why="dups under load"', { statement: 'Use Postgres', why: 'dups under load' }],
    ['Use Postgres why=“dups under load”', { statement: 'Use Postgres', why: 'dups under load' }],
    ['Use Postgres Why=dups under load', { statement: 'Use Postgres', why: 'dups under load' }],
    ['why="dups" Use Postgres', { statement: 'Use Postgres', why: 'dups' }],
    ['Use why="dups" Postgres', { statement: 'Use Postgres', why: 'dups' }],
    [
      'Use Postgres why=dups under load channel=#eng',
      { statement: 'Use Postgres', why: 'dups under load', channel: '#eng' },
    ],
    ['channel=#eng Use Postgres', { statement: 'Use Postgres', channel: '#eng' }],
    ['Use Postgres in #eng', { statement: 'Use Postgres', channel: '#eng' }],
    ['Use Postgres in <#C0ENG00000|eng>', { statement: 'Use Postgres', channel: '<#C0ENG00000|eng>' }],
    ['Use Postgres in <#C0ENG00000>', { statement: 'Use Postgres', channel: '<#C0ENG00000>' }],
    ['Use Postgres in #eng why="dups"', { statement: 'Use Postgres', why: 'dups', channel: '#eng' }],
    [
      'Use Postgres why=dups under load in #eng',
      { statement: 'Use Postgres', why: 'dups under load', channel: '#eng' },
    ],
    ['Use Postgres why="as said in #ops"', { statement: 'Use Postgres', why: 'as said in #ops' }],
    ['Announce in #eng channel=#general', { statement: 'Announce in #eng', channel: '#general' }],
    ['Put it in production', { statement: 'Put it in production' }],
    ['Say in #eng what ships', { statement: 'Say in #eng what ships' }],
    ['Set retries=5 and a=b', { statement: 'Set retries=5 and a=b' }],
    ['Answer someone who asks why=', { statement: 'Answer someone who asks why=' }],
    ['Call it "the queue"', { statement: 'Call it "the queue"' }],
    ['Call it “the queue”', { statement: 'Call it “the queue”' }],
    ['statement="Use Postgres" channel=#eng', { statement: 'Use Postgres', channel: '#eng' }],
    ['statement="Use Postgres" and no more', { statement: 'statement="Use Postgres" and no more' }],
    ['Use Postgres message=1700000000.000100', { statement: 'Use Postgres', message: '1700000000.000100' }],
    ['Keep x.why=1 as it is', { statement: 'Keep x.why=1 as it is' }],
    ['First line\nsecond line why="a\nb"', { statement: 'First line\nsecond line', why: 'a\nb' }],
  ])('decision log “%s”', (rest, input) => {
    expect(parseWords(logDecision, rest)).toEqual(input);
  });

  test.each<[string, string, Record<string, string>]>([
    ['decision.list', 'billing in #eng', { about: 'billing', channel: '#eng' }],
    ['decision.list', 'in #eng', { channel: '#eng' }],
    ['decision.list', 'billing page=2', { about: 'billing', page: '2' }],
    ['decision.show', 'D-42', { decision: 'D-42' }],
    ['channel.join', '#eng', { channel: '#eng' }],
    ['channel.leave', '<#C0ENG00000|eng>', { channel: '<#C0ENG00000|eng>' }],
    ['action.list', 'state="needs a person" limit=3', { state: 'needs a person', limit: '3' }],
  ])('%s “%s”', (name, rest, input) => {
    expect(parseWords(named(name), rest)).toEqual(input);
  });

  it('gives each position its word, and the last one the rest of the line', () => {
    const handOver = defineOperation({
      name: 'thing.hand',
      summary: 'Hand a thing over.',
      kind: 'read',
      access: 'anyone',
      input: z.object({ thing: z.string(), to: z.string(), note: z.string().optional() }),
      output: z.object({}),
      words: ['thing', 'to', 'note'],
      run: async () => ({}),
      show: () => say(''),
    });
    expect(parseWords(handOver, '“the queue” ravi with thanks to all')).toEqual({
      thing: 'the queue',
      to: 'ravi',
      note: 'with thanks to all',
    });
    expect(parseWords(handOver, 'queue to=ravi with thanks')).toEqual({
      thing: 'queue',
      to: 'ravi',
      note: 'with thanks',
    });
    expect(parseWords(handOver, 'queue ravi')).toEqual({ thing: 'queue', to: 'ravi' });
    expect(usage(handOver)).toBe('thing hand <thing> <to> [note]');
  });

  it('leaves every statement without fields as it was typed', () => {
    const fields = logDecision.fields.map(({ name }) => `${name}=`);
    const plain = (text: string) =>
      !fields.some((field) => text.toLowerCase().includes(field)) && !/in\s+(#|<#)/i.test(text);
    const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.stringMatching(/^[\w =#<>|"“”.-]{1,60}$/)).filter(plain);
    fc.assert(
      fc.property(text, (statement) => {
        expect(parseWords(logDecision, statement)).toEqual(statement.trim() ? { statement: statement.trim() } : {});
      }),
    );
  });

  it('gives back every reason that was put in quotes', () => {
    const words = fc
      .stringMatching(/^\w[\w ,.=#'-]{0,40}\w$/)
      .filter((text) => !/(why|channel|message|statement)=|in\s+#/i.test(text));
    fc.assert(
      fc.property(words, words, (statement, why) => {
        expect(parseWords(logDecision, `${statement} why="${why}"`)).toEqual({ statement, why });
      }),
    );
  });
});

describe('how to say it', () => {
  test.each([
    ['decision.log', 'decision log <statement> [channel=…] [why=…]'],
    ['decision.list', 'decision list [about] [channel=…] [page=…]'],
    ['decision.show', 'decision show <decision>'],
    ['action.list', 'planned [state=…] [limit=…] [page=…]'],
    ['sending.stop', 'stop'],
  ])('%s', (name, sentence) => {
    expect(usage(named(name))).toBe(sentence);
  });
});
