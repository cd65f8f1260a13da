import { z } from 'zod';
import { operations } from '../../src/operations.ts';
import { run } from '../../src/run.ts';
import { readCommandLine } from '../../src/surfaces/cli.ts';
import { whoAsks } from '../../src/surfaces/cli-actor.ts';
import { plain } from '../../src/surfaces/plain.ts';
import { type Hypha, id } from '../support/hypha.ts';
import { eventually, type Said, type Slack } from '../support/slack.ts';
import { cardText } from './outcome.ts';
import { isDirect, restsOnMessage, type Way } from './rules.ts';
import type { Corner } from './town.ts';

/** What whoever asked was shown there and then. Nothing where there is no asking in this way. */
export type Shown = readonly string[] | 'not offered';

const asks: Record<Way, (hypha: Hypha, corner: Corner) => Promise<Shown>> = {
  '/decide with words': (hypha, corner) => command(hypha, corner, `/decide ${corner.statement}`),
  '/decide without words': (hypha, corner) => command(hypha, corner, '/decide', { statement: corner.statement }),

  async 'Log as decision'({ slack }, corner) {
    const person = slack.person(corner.asker);
    await person.runs('decision.log', messageOf(corner));
    const modal = await eventually(async () => (await person.modal()) ?? false);
    return modal.callback_id === 'decision.log' ? submit(slack, corner) : [JSON.stringify(modal.blocks)];
  },

  async 'the reaction'({ slack }, corner) {
    await slack.person(corner.asker).reacts(messageOf(corner), 'memo');
    return [];
  },

  '@Hypha decided: …': (hypha, corner) => mention(hypha, corner, `@hypha decided: ${corner.statement}`),
  '@Hypha log this': (hypha, corner) => mention(hypha, corner, '@hypha log this'),

  async 'the HTTP API'(hypha, corner) {
    // Whoever has no key asks for one first.
    if (!corner.key) return [said(await hypha.asks(corner.asker, 'token.create', { name: 'a program' }))];
    const response = await fetch(`${hypha.url}/v1/decision.log`, {
      method: 'POST',
      headers: { authorization: `Bearer ${corner.key}`, 'content-type': 'application/json' },
      body: JSON.stringify(inputFor(corner)),
    });
    return [said(Reply.parse(await response.json()))];
  },

  async 'the command line'({ app }, corner) {
    const { statement, ...more } = inputFor(corner);
    const options = Object.entries({ ...more, as: id(corner.asker) }).flatMap(([name, value]) => [`--${name}`, value]);
    const asked = readCommandLine(['decision', 'log', statement, ...options], operations, silent);
    if (typeof asked === 'number' || asked.what !== 'operation') throw new Error('the command was not understood');
    const { actor } = await whoAsks(app, asked.as);
    const result = await run(app, actor, asked.operation, asked.input);
    return [result.ok ? plain(result.card, { colour: false, links: false, width: 200 }) : result.sentence];
  },
};
const silent = { out: () => {}, err: () => {} };

/** What Slack, here the sandbox, lets nobody do. */
const impossible = /"(not_in_channel|is_archived|messages_tab_disabled|no_such_shortcut|channel_not_found)"/;

export async function ask(hypha: Hypha, corner: Corner): Promise<Shown> {
  try {
    return await asks[corner.way](hypha, corner);
  } catch (error) {
    if (error instanceof Error && impossible.test(error.message)) return 'not offered';
    throw error;
  }
}

type Values = Record<string, string>;

async function command({ slack }: Hypha, corner: Corner, line: string, values: Values = {}): Promise<Shown> {
  const { chat, asker, root, place, channel } = corner;
  const person = slack.person(asker);
  if (chat.thread && chat.inside) {
    // From there Slack sends no command, and what begins like one is a message.
    if (root) await person.replies(root, line);
    return 'not offered';
  }
  const { error, modal, messages } = await person.types(line, { in: place });
  if (error === 'not_a_command') return 'not offered';
  if (modal) return submit(slack, corner, { ...values, ...(isDirect(chat) && { channel }) });
  return [...(error ? [error] : []), ...messages.map(cardText)];
}

async function submit(slack: Slack, { asker }: Corner, values: Values = {}): Promise<Shown> {
  const { error, errors = {}, modal } = await slack.person(asker).submits(values);
  if (error) return [error];
  const wrong = Object.values(errors);
  return wrong.length > 0 ? wrong : [JSON.stringify(modal?.blocks)];
}

async function mention({ slack }: Hypha, { asker, place, chat, message }: Corner, words: string): Promise<Shown> {
  const person = slack.person(asker);
  if (chat.thread && message) await person.replies(message, words);
  else await person.says(words, { in: place });
  return [];
}

function messageOf({ message, chat }: Corner): Said {
  if (!message) throw new Error(`nothing was said in ${chat.title}`);
  return message;
}

const inputFor = (corner: Corner) => ({
  statement: corner.statement,
  channel: corner.place,
  ...(restsOnMessage(corner) && { message: messageOf(corner).ts }),
});

const Reply = z.union([
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), sentence: z.string() }),
]);

/** Of what was done a program is given what it is; a person is named it as D-42. */
const said = (reply: z.infer<typeof Reply>): string =>
  reply.ok
    ? `D-${z.object({ number: z.number() }).parse(reply.value).number} ${JSON.stringify(reply.value)}`
    : reply.sentence;
