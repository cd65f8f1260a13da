import type { AllMiddlewareArgs, BlockAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import { z } from 'zod';
import type { App } from '../app.ts';
import { type Card, escaped, say } from '../card.ts';
import { pause } from '../edges/clock.ts';
import type { Operation } from '../operation.ts';
import { type Result, run } from '../run.ts';
import {
  actorOf,
  answerWithinMs,
  cardOf,
  filled,
  freshHome,
  inPlace,
  named,
  opening,
  privately,
} from './slack-calls.ts';
import { above, cardView, formFor, readClick } from './slack-forms.ts';

type Click = SlackActionMiddlewareArgs<BlockAction> & AllMiddlewareArgs;

/** A button or a choice under ⋯: a call of the operation it names, or the opening of its form. */
export async function onClick(app: App, click: Click): Promise<void> {
  const { ack, action, body } = click;
  const { id, input } = readClick(action);
  const form = id.startsWith('form:') ? named(id.slice('form:'.length)) : undefined;
  if (form) return openForm(app, click, form, input);
  const operation = named(id);
  if (!operation) return ack();
  const key = `${body.trigger_id}/${action.action_id}`;
  const answer = run(app, actorOf(app, body.user.id), operation, input, { key });
  return body.response_url || body.view?.type === 'modal' ? inItsPlace(click, answer) : inWindow(app, click, answer);
}

async function openForm(
  app: App,
  { ack, body, client, respond }: Click,
  form: Operation,
  input: Record<string, string>,
) {
  const there = body.channel ? inPlace(form, {}, body.channel) : {};
  const tell = body.response_url ? (card: Card) => respond({ ...privately(card), replace_original: false }) : undefined;
  const filling = filled(app, body.user.id, form, { ...there, ...input });
  await Promise.allSettled([filling]);
  await ack();
  const open = async () => {
    const view = formFor(form, await filling, { fromHome: body.view?.type === 'home' });
    // In a window already, the form lies on top of it.
    const window = { trigger_id: body.trigger_id, view };
    return body.view?.type === 'modal' ? client.views.push(window) : client.views.open(window);
  };
  await opening(app, open(), tell);
}

/** Acknowledged when it is done, or when Slack will wait no longer: until then a failure is shown to whoever clicked. */
async function inItsPlace({ ack, body, client, respond }: Click, answer: Promise<Result>): Promise<void> {
  await Promise.race([answer, pause(answerWithinMs)]);
  await ack();
  const result = await answer;
  if (body.response_url)
    return void (await respond({ ...privately(cardOf(result)), replace_original: result.ok && isTheirs(body) }));
  if (!body.view) return;
  const { id: view_id, hash } = body.view;
  if (result.ok) return void (await client.views.update({ view_id, view: cardView('Hypha', result.card) }));
  // Pressed twice, the first press may show already what came of it: that stays.
  const view = above(say(escaped(result.sentence)), body.view);
  await client.views.update({ view_id, hash, view }).catch(unlessChanged);
}

function unlessChanged(error: unknown): void {
  if (!Conflict.safeParse(error).success) throw error;
}
const Conflict = z.object({ data: z.object({ error: z.literal('hash_conflict') }) });

/** Only what one person sees is changed by what that person clicks. */
const isTheirs = ({ container }: BlockAction): boolean => container.is_ephemeral === true;

/** On the Home there is only a window to answer in. It opens while the click still counts, and is filled afterwards. */
async function inWindow(app: App, { ack, body, client }: Click, answer: Promise<Result>): Promise<void> {
  await ack();
  const opened = await client.views.open({ trigger_id: body.trigger_id, view: cardView('Hypha', say('One moment.')) });
  const view = cardView('Hypha', cardOf(await answer));
  if (opened.view?.id) await client.views.update({ view_id: opened.view.id, view });
  if ((await answer).ok) await freshHome(app, body.user.id);
}
