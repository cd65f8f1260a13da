import { randomUUID } from 'node:crypto';
import type { App } from '../app.ts';
import { type Card, escaped, say } from '../card.ts';
import type { Actor } from '../context.ts';
import { within } from '../edges/clock.ts';
import { together } from '../edges/db.ts';
import { logTrouble } from '../edges/log.ts';
import { teamNow } from '../edges/workspace.ts';
import { Refusal } from '../errors.ts';
import { askForHome } from '../home/store.ts';
import type { Operation } from '../operation.ts';
import { operations } from '../operations.ts';
import { known, type Result } from '../run.ts';

export const offered: readonly Operation[] = operations.filter(({ withheld }) => !withheld.slack);
export const named = (name: string) => offered.find((operation) => operation.name === name);

/** Slack closes a request after three seconds; what takes longer is answered through its second door. */
export const answerWithinMs = 2_000;

export const actorOf = (app: App, user: string): Actor => ({
  ws: app.workspace.ws,
  kind: 'person',
  id: user,
  person: user,
  via: 'slack',
});

interface Place {
  id: string;
  name: string;
}

/** Said in a channel, a command is about that channel unless it names another. */
export function inPlace({ fields }: Operation, input: Record<string, string>, here: Place): Record<string, string> {
  const place = fields.find((field) => field.place && field.required)?.name;
  return place && !input[place] && !isDirect(here) ? { ...input, [place]: here.id } : input;
}

/** A direct message is no channel that a decision could belong to. */
export const isDirect = ({ name }: Pick<Place, 'name'>): boolean =>
  name === 'directmessage' || name.startsWith('mpdm-');

export const privately = (card: Card) => ({ response_type: 'ephemeral' as const, ...card });

export const cardOf = (result: Result): Card => (result.ok ? result.card : say(escaped(result.sentence)));

/** A form is opened while the click still counts: what is not known by then is not waited for. */
const prefillMs = 1_500;

/** What is known before a form is filled in: by whoever opened it, and by what it is about. */
export async function filled(
  app: App,
  user: string,
  operation: Operation,
  given: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  return { ...given, ...(await within(prefillMs, known(app, actorOf(app, user), operation, given))) };
}

/** What somebody just did there may be what their Home tells them to do, so it is shown again: through the outbox, as ever. */
export async function freshHome(app: App, person: string): Promise<void> {
  const { ws, botUser: by } = app.workspace;
  const wanted = { ws, person, by, cause: randomUUID(), why: 'You did something there.' };
  try {
    await together(app.db.write, async (trx) => askForHome(trx, { ...wanted, now: await teamNow(trx, ws) }));
    app.queue.wake({ job: 'deliver', payload: { ws, dest: person } });
  } catch (error) {
    logTrouble(app.log, error, 'a Home could not be shown again');
  }
}

/**
 * A form is opened within the three seconds for which a click counts, so nothing is waited for before. When Slack does
 * not open it, whoever asked is told, where there is a way to tell them.
 */
export async function opening(
  app: App,
  open: Promise<unknown>,
  tell?: (card: Card) => Promise<unknown>,
): Promise<void> {
  try {
    await open;
  } catch (error) {
    if (error instanceof Refusal) return void (await tell?.(say(escaped(error.message))));
    logTrouble(app.log, error, 'a form could not be opened');
    await tell?.(say('Slack did not open the form. Try it once more.'));
  }
}
