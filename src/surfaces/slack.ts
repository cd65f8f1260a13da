import {
  type AllMiddlewareArgs,
  type BlockAction,
  App as Bolt,
  type Receiver,
  type SlackActionMiddlewareArgs,
  type SlackCommandMiddlewareArgs,
  type SlackShortcutMiddlewareArgs,
  type SlackViewMiddlewareArgs,
} from '@slack/bolt';
import type { App } from '../app.ts';
import { buttons, type Card, clip, context, escaped, press, say, unescaped } from '../card.ts';
import type { Actor } from '../context.ts';
import { pause } from '../edges/clock.ts';
import { logTrouble } from '../edges/log.ts';
import { clientOptions } from '../edges/slack.ts';
import { slackLogger } from '../edges/slack-log.ts';
import type { Operation } from '../operation.ts';
import { operations } from '../operations.ts';
import { type Result, run } from '../run.ts';
import { cardView, formFor, readForm, readInput } from './slack-forms.ts';
import { findByWords, parseWords, usage } from './words.ts';

/** Slack closes a request after three seconds; what takes longer is answered through its second door. */
const answerWithinMs = 2_000;
const answerTimeoutMs = 10_000;

export const offered: readonly Operation[] = operations.filter(({ withheld }) => !withheld.slack);
const named = (name: string) => offered.find((operation) => operation.name === name);

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
  slack.action<BlockAction>({ type: 'block_actions', action_id: /.*/ }, (args) => onButton(app, args));
  slack.shortcut(/.*/, (args) => onShortcut(app, args));
  slack.view({ type: 'view_submission', callback_id: /.*/ }, (args) => onForm(app, args));
  return slack;
}

const actorOf = (app: App, user: string): Actor => ({
  ws: app.workspace.ws,
  kind: 'person',
  id: user,
  person: user,
  via: 'slack',
});

async function onCommand(
  app: App,
  { command, ack, respond, client }: SlackCommandMiddlewareArgs & AllMiddlewareArgs,
): Promise<void> {
  const name = short[command.command];
  const call = name ? { operation: named(name), rest: command.text } : findByWords(offered, command.text);
  if (!call?.operation) return ack(privately(help(command.text)));
  const said = mapped(parseWords(call.operation, call.rest), asWritten);
  const input = isDirect(command) ? said : inPlace(call.operation, said, command.channel_id);
  if (lacks(call.operation, input)) {
    await ack();
    return void (await client.views.open({ trigger_id: command.trigger_id, view: formFor(call.operation, input) }));
  }
  const answer = run(app, actorOf(app, command.user_id), call.operation, input, { key: command.trigger_id })
    .then(cardOf)
    .then(privately);
  const quick = await Promise.race([answer, pause(answerWithinMs)]);
  await ack(quick ?? undefined);
  if (!quick) await respond(await answer);
}

/** Slack escapes what people type and names whom they mention; a channel's id stays, for it says which one. */
const asWritten = (text: string): string => unescaped(text.replace(/<@\w+\|([^>]+)>/g, '@$1'));

const mapped = (input: Record<string, string>, change: (text: string) => string): Record<string, string> =>
  Object.fromEntries(Object.entries(input).map(([name, text]) => [name, change(text)]));

/** A direct message is no channel that a decision could belong to. */
const isDirect = ({ channel_name }: { channel_name: string }) =>
  channel_name === 'directmessage' || channel_name.startsWith('mpdm-');

const lacks = ({ fields }: Operation, input: Record<string, string>): boolean =>
  fields.some(({ name, required }) => required && !input[name]);

/** Said in a channel, a command is about that channel unless it names another. */
function inPlace({ fields }: Operation, input: Record<string, string>, channel: string): Record<string, string> {
  const place = fields.find((field) => field.place && field.required)?.name;
  return place && !input[place] ? { ...input, [place]: channel } : input;
}

const privately = (card: Card) => ({ response_type: 'ephemeral' as const, ...card });

function cardOf(result: Result): Card {
  if (result.ok) return result.card;
  return say(escaped(result.sentence));
}

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

type ButtonArgs = SlackActionMiddlewareArgs<BlockAction> & AllMiddlewareArgs;

/** Acknowledged when it is done, or when Slack will wait no longer: until then a failure is shown to who pressed. */
async function onButton(app: App, { ack, action, body, client, respond }: ButtonArgs): Promise<void> {
  const [id = ''] = action.action_id.split('#');
  const input = readInput('value' in action ? action.value : undefined);
  const form = id.startsWith('form:') ? named(id.slice('form:'.length)) : undefined;
  if (form) {
    const view = formFor(form, { ...placeOf(form, body), ...input });
    await client.views.open({ trigger_id: body.trigger_id, view });
    return ack();
  }
  const operation = named(id);
  if (!operation) return ack();
  const key = `${body.trigger_id}/${action.action_id}`;
  const answer = run(app, actorOf(app, body.user.id), operation, input, { key }).then(cardOf);
  await Promise.race([answer, pause(answerWithinMs)]);
  await ack();
  const card = await answer;
  if (body.response_url) return void (await respond({ ...privately(card), replace_original: isTheirs(body) }));
  await client.views.open({ trigger_id: body.trigger_id, view: cardView('Hypha', card) });
}

const placeOf = (form: Operation, body: BlockAction): Record<string, string> =>
  body.channel ? inPlace(form, {}, body.channel.id) : {};

/** Only what one person sees is changed by what that person clicks. */
const isTheirs = ({ container }: BlockAction): boolean => container.is_ephemeral === true;

async function onShortcut(
  app: App,
  { ack, shortcut, client }: SlackShortcutMiddlewareArgs & AllMiddlewareArgs,
): Promise<void> {
  await ack();
  const [name = ''] = shortcut.callback_id.split('#');
  const operation = named(name);
  if (!operation) return void app.log.warn({ shortcut: shortcut.callback_id }, 'unknown shortcut');
  const known: Record<string, string> =
    shortcut.type === 'message_action'
      ? {
          channel: shortcut.channel.id,
          message: shortcut.message_ts,
          statement: clip(asWritten(shortcut.message.text ?? ''), 500),
        }
      : {};
  await client.views.open({ trigger_id: shortcut.trigger_id, view: formFor(operation, known) });
}

/** A form sent twice is one request: the view's id says so. What is wrong is said beside the field it is about. */
async function onForm(app: App, { ack, body, view }: SlackViewMiddlewareArgs & AllMiddlewareArgs): Promise<void> {
  const form = readForm(view);
  const operation = form && named(form.operation);
  if (!form || !operation) return ack();
  const result = await run(app, actorOf(app, body.user.id), operation, form.input, { key: form.id });
  if (result.ok) return ack({ response_action: 'update', view: cardView('Hypha', result.card) });
  const field = result.field && form.fields.includes(result.field) ? result.field : form.fields[0];
  await ack({ response_action: 'errors', errors: { [field ?? '']: result.sentence } });
}
