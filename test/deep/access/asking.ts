import { z } from 'zod';
import type { Operation } from '../../../src/operation.ts';
import { operations } from '../../../src/operations.ts';
import { type Result, run } from '../../../src/run.ts';
import { readCommandLine } from '../../../src/surfaces/cli.ts';
import { whoAsks } from '../../../src/surfaces/cli-actor.ts';
import { plain } from '../../../src/surfaces/plain.ts';
import { replyOf } from '../../../src/surfaces/replies.ts';
import type { Person } from './oracle.ts';
import type { Town } from './town.ts';

/** One question, put in somebody's name in one of the ways there are. */
export interface Question {
  operation: string;
  input: Record<string, string>;
}

export interface Answer {
  /** Everything that was shown, as one text. */
  shown: string;
  /** What a program can tell apart besides: done or not, status, code, field. */
  signs: unknown;
  /** The answer as a program reads it, where the way gives one. */
  value?: unknown;
  ok?: boolean;
}

export const ways = ['directly', 'over HTTP', 'on the command line', 'in Slack'] as const;
export type Way = (typeof ways)[number];

/** Whether this person can ask this in this way at all. */
export function isPossible({ keys }: Town, person: Person, way: Way, { withheld }: Operation): boolean {
  if (way === 'over HTTP') return keys.has(person) && !withheld.http;
  if (way === 'on the command line') return !withheld.cli;
  // Those who are switched off cannot sign in, an app types nothing, and commands are not for people of other companies.
  if (way === 'in Slack') return !person.switchedOff && !['app', 'outsider'].includes(person.role) && !withheld.slack;
  return true;
}

const named = (name: string): Operation => {
  const found = operations.find((one) => one.name === name);
  if (!found) throw new Error(`no operation ${name}`);
  return found;
};

export const ask = (town: Town, person: Person, way: Way, question: Question): Promise<Answer> =>
  asks[way](town, person, named(question.operation), question.input);

type Ask = (town: Town, person: Person, operation: Operation, input: Record<string, string>) => Promise<Answer>;

const asks: Record<Way, Ask> = {
  async directly({ hypha: { app } }, { id }, operation, input) {
    const actor = { ws: app.workspace.ws, kind: 'person' as const, id, person: id, via: 'cli' as const };
    return answerOf(await run(app, actor, operation, input));
  },

  async 'over HTTP'({ hypha, keys, dice }, person, operation, input) {
    const { key } = dice.one(keys.get(person) ?? []);
    const response = await fetch(`${hypha.url}/v1/${operation.name}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify(input),
    });
    const body = Body.parse(await response.json());
    if (response.status === 429) throw new Error('asked too fast: give people more keys');
    const headers = [...response.headers].filter(([name]) => name !== 'date' && name !== 'content-length');
    const { ok, code, field, value } = body;
    return { shown: JSON.stringify(body), signs: { status: response.status, headers, ok, code, field }, ok, value };
  },

  async 'on the command line'({ hypha: { app } }, { id }, operation, input) {
    const said: string[] = [];
    const hear = { out: (text: string) => void said.push(text), err: (text: string) => void said.push(text) };
    const offered = operations.filter(({ withheld }) => !withheld.cli);
    const asked = readCommandLine([...typed(operation, input), '--as', id], offered, hear);
    if (typeof asked === 'number' || asked.what !== 'operation') return { shown: said.join('\n'), signs: asked };
    const { actor } = await whoAsks(app, asked.as);
    const result = await run(app, actor, asked.operation, asked.input);
    const words = result.ok ? plain(result.card, { colour: false, links: true, width: 80 }) : result.sentence;
    const answer = answerOf(result);
    return { ...answer, shown: `${words}\n${JSON.stringify(replyOf(result))}` };
  },

  async 'in Slack'({ hypha }, { name }, operation, input) {
    const line = `/hypha ${operation.phrase} ${Object.entries(input)
      .map(([field, value]) => `${field}="${value}"`)
      .join(' ')}`;
    const { answered, messages, modal } = await hypha.slack.person(name).types(line.trim(), { in: '@hypha' });
    const cards = messages.map(({ text, blocks }) => ({ text, blocks }));
    return { shown: JSON.stringify([cards, modal?.blocks]).replaceAll(/"block_id":"[^"]*"/g, ''), signs: { answered } };
  },
};

const Body = z.looseObject({ ok: z.boolean(), code: z.string().optional(), field: z.string().optional() });

function answerOf(result: Result): Answer {
  if (result.ok) return { shown: JSON.stringify(result), signs: { ok: true }, ok: true, value: result.value };
  const { code, field } = result;
  return { shown: JSON.stringify(result), signs: { ok: false, code, field }, ok: false };
}

const typed = ({ phrase, words }: Operation, input: Record<string, string>): string[] => [
  ...phrase.split(' '),
  ...Object.entries(input).flatMap(([name, value]) => (words.includes(name) ? [] : [`--${name}`, value])),
  ...words.flatMap((word) => (input[word] === undefined ? [] : [input[word]])),
];
