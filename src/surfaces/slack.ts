import {
  type AllMiddlewareArgs,
  type BlockAction,
  App as Bolt,
  type Receiver,
  type SlackCommandMiddlewareArgs,
  type SlackShortcut,
  type SlackShortcutMiddlewareArgs,
  type SlackViewMiddlewareArgs,
} from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { App } from '../app.ts';
import { buttons, type Card, clip, context, escaped, inline, press, say, section } from '../card.ts';
import { neverDirect } from '../decisions/noting.ts';
import { pause } from '../edges/clock.ts';
import { logTrouble } from '../edges/log.ts';
import { clientOptions } from '../edges/slack.ts';
import { slackLogger } from '../edges/slack-log.ts';
import { Refusal } from '../errors.ts';
import type { Operation } from '../operation.ts';
import { type Result, run } from '../run.ts';
import {
  actorOf,
  answerWithinMs,
  cardOf,
  filled,
  freshHome,
  inPlace,
  isDirect,
  named,
  offered,
  opening,
  privately,
} from './slack-calls.ts';
import { onClick } from './slack-clicks.ts';
import { cardView, formFor, readForm } from './slack-forms.ts';
import { asRead, asTyped } from './slack-words.ts';
import { findByWords, parseWords, usage } from './words.ts';

const answerTimeoutMs = 10_000;

/** Commands that are short for an operation; `/hypha` says any of them by name. */
const short: Record<string, string> = { '/decide': 'decision.log', '/decisions': 'decision.list' };
export const commands: readonly string[] = ['/hypha', ...Object.keys(short)];

/** Everything people do in Slack comes down to a call of an operation, so a handful of listeners is all there is. */
export function openSlackSurface(app: App, receiver: Receiver) {
  const slack = new Bolt({
    receiver,
    authorize: async ({ teamId }) => {
      if (teamId !== app.workspace.ws) throw new Error('another workspace');
      const { botUser, botId } = app.workspace;
      return { botToken: app.slackSettings.botToken, botUserId: botUser, botId };
    },
    clientOptions: clientOptions(app.slackSettings, answerTimeoutMs, app.log),
    convoStore: false,
    logger: slackLogger(app.log),
  });
  slack.error(async (error) => void logTrouble(app.log, error, 'Slack interaction'));
  slack.command(/.*/, (args) => onCommand(app, args));
  slack.action<BlockAction>({ type: 'block_actions', action_id: /.*/ }, (args) => onClick(app, args));
  slack.shortcut(/.*/, (args) => onShortcut(app, args));
  slack.view({ type: 'view_submission', callback_id: /.*/ }, (args) => onForm(app, args));
  return slack;
}

async function onCommand(
  app: App,
  { command, ack, respond, client }: SlackCommandMiddlewareArgs & AllMiddlewareArgs,
): Promise<void> {
  const name = short[command.command];
  const call = name ? { operation: named(name), rest: command.text } : findByWords(offered, command.text);
  if (!call?.operation) return ack(privately(help(command.text)));
  const said = asTyped(call.operation, parseWords(call.operation, call.rest));
  const input = inPlace(call.operation, said, { id: command.channel_id, name: command.channel_name });
  if (lacks(call.operation, input)) {
    await ack();
    const { operation } = call;
    const open = async () => {
      const view = formFor(operation, await filled(app, command.user_id, operation, input));
      return client.views.open({ trigger_id: command.trigger_id, view });
    };
    return opening(app, open(), (card) => respond(privately(card)));
  }
  const answer = run(app, actorOf(app, command.user_id), call.operation, input, { key: command.trigger_id })
    .then(cardOf)
    .then(privately);
  const quick = await Promise.race([answer, pause(answerWithinMs)]);
  await ack(quick ?? undefined);
  if (!quick) await respond(await answer);
}

const lacks = ({ fields }: Operation, input: Record<string, string>): boolean =>
  fields.some(({ name, required }) => required && !input[name]);

function help(said: string): Card {
  const unknown =
    said.trim() && said.trim() !== 'help' ? `Hypha does not know “${escaped(clip(said.trim(), 60))}”. ` : '';
  const lines = offered
    .filter(({ sandboxOnly }) => !sandboxOnly)
    .map((operation) => `\`/hypha ${usage(operation)}\` ${operation.summary}`);
  return {
    text: `${unknown}This is what Hypha does.`,
    blocks: [
      ...say(`${unknown}*This is what Hypha does.*`).blocks,
      ...say(
        [
          '`/decide <what was decided>` Record a decision.',
          '`/decisions [words]` Find decisions.',
          ...lines.slice(2),
        ].join('\n'),
      ).blocks,
      buttons(
        press({ operation: 'form:decision.log', label: 'Log a decision', style: 'primary' }),
        press({ operation: 'decision.list', label: 'See decisions' }),
      ),
      context('Hypha reads a channel only after somebody there let it in with `/hypha join`.'),
    ],
  };
}

async function onShortcut(
  app: App,
  { ack, shortcut, client }: SlackShortcutMiddlewareArgs & AllMiddlewareArgs,
): Promise<void> {
  const [name = ''] = shortcut.callback_id.split('#');
  const operation = named(name);
  const view = operation && (await formOn(app, shortcut, operation));
  await ack();
  if (!view) return void app.log.warn({ shortcut: shortcut.callback_id }, 'unknown shortcut');
  await opening(app, client.views.open({ trigger_id: shortcut.trigger_id, view }));
}

/** Its form, with what is known by now; or why there is none for whoever asks, before they fill it in for nothing. */
async function formOn(app: App, shortcut: SlackShortcut, operation: Operation): Promise<ModalView> {
  const said = await knownFrom(app, shortcut);
  try {
    const known = await filled(app, shortcut.user.id, operation, said);
    if (shortcut.type === 'message_action' && isDirect(shortcut.channel)) throw new Refusal('invalid', neverDirect);
    return formFor(operation, known);
  } catch (error) {
    return error instanceof Refusal ? cardView('Hypha', say(escaped(error.message))) : formFor(operation, said);
  }
}

/** A message that a form is opened on: where it is, and what it says. */
async function knownFrom(app: App, shortcut: SlackShortcut): Promise<Record<string, string>> {
  if (shortcut.type !== 'message_action') return {};
  const { channel, message_ts, message, user } = shortcut;
  const words = await asRead(app, user.id, message.text ?? '');
  return { channel: channel.id, message: message_ts, statement: clip(words, 500) };
}

/** A form sent twice is one request: the view's id says so. What is wrong is said beside the field it is about. */
async function onForm(app: App, { ack, body, view }: SlackViewMiddlewareArgs & AllMiddlewareArgs): Promise<void> {
  const form = readForm(view);
  const operation = form && named(form.operation);
  if (!form || !operation) return ack();
  // What stood in a form that was filled in and does not any more was taken out on purpose.
  const wasFilled = operation.prefill && (form.input.seen !== undefined || form.input.reads !== undefined);
  const input = wasFilled ? { ...form.emptied, ...form.input } : form.input;
  const result = await run(app, actorOf(app, body.user.id), operation, input, { key: form.id });
  if (!result.ok && result.field === 'seen') {
    const view = await formAgain(app, body.user.id, operation, input, result);
    return ack({ response_action: 'update', view });
  }
  if (result.ok) {
    await ack({ response_action: 'update', view: cardView('Hypha', result.card) });
    return form.fromHome ? freshHome(app, body.user.id) : undefined;
  }
  const block = form.blocks[result.field ?? ''] ?? Object.values(form.blocks)[0];
  await ack({ response_action: 'errors', errors: { [block ?? '']: result.sentence } });
}

/** Somebody else was quicker: what they made of it stands above, and what this person wrote stays in the form. */
async function formAgain(
  app: App,
  user: string,
  operation: Operation,
  input: Record<string, string>,
  { sentence, touched = [], changed = [] }: Extract<Result, { ok: false }>,
): Promise<ModalView> {
  const now = await filled(app, user, operation, input);
  const kept = Object.fromEntries(Object.entries(input).filter(([name]) => touched.includes(name)));
  const differs = (name: string) => changed.includes(name) && (now[name] ?? '') !== (input[name] ?? '');
  const others = operation.fields.filter(({ name, hidden }) => !hidden && differs(name));
  const words = others.map(({ name, person, people }) =>
    person || people ? `*${name}* was changed` : `*${name}, now:* ${inline(clip(now[name] || 'nothing', 300))}`,
  );
  const view = formFor(operation, { ...now, ...kept }, { round: now.seen ?? '' });
  return { ...view, blocks: [section([`⚠ ${escaped(sentence)}`, ...words].join('\n')), ...view.blocks] };
}
