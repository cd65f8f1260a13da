import type { App } from '../src/app.ts';
import type { ChannelFacts } from '../src/channels/rules.ts';
import { saveChannel, setGone, setHidden, unheardPlaces } from '../src/channels/store.ts';
import { type Database, type Transaction, together } from '../src/edges/db.ts';
import { SlackRefusal } from '../src/edges/slack.ts';

/** As many as Slack answers in a minute beside everything else; which of more, the next round decides anew. */
const atOnce = 20;

/**
 * Slack does not tell Hypha of what happens to a channel that it is not in, so it is asked whether a public one, in which
 * something was decided, is public still. One that cannot be seen any more was made private, or deleted.
 */
export async function lookAgain(app: App, { ws }: { ws: string }): Promise<void> {
  await lookAround(app, ws);
  for (const id of await unheardPlaces(app.db.read, ws, atOnce)) {
    if (app.stopping.aborted) return;
    await lookAt(app, { ws, id });
  }
}

/** Also where Hypha is, the event that says who may see a channel may be lost. Gives whether it is in it still. */
export async function lookAt(app: App, { ws, id }: { ws: string; id: string }): Promise<boolean> {
  const facts = await app.slack.channel(id).catch(outOfSight);
  await together(app.db.write, (trx) => (facts ? keepFacts(trx, ws, facts) : setHidden(trx, ws, id)));
  return facts?.bot_in === true;
}

async function keepFacts(trx: Transaction<Database>, ws: string, facts: ChannelFacts): Promise<void> {
  await saveChannel(trx, ws, facts);
  if (facts.bot_in === false) await setGone(trx, ws, facts.id);
}

/** Where Hypha itself is: somebody may have invited it while it did not run, and its Home offers to read there. */
async function lookAround(app: App, ws: string): Promise<void> {
  for (const facts of await app.slack.channelsOf(app.workspace.botUser))
    await together(app.db.write, (trx) => saveChannel(trx, ws, { ...facts, bot_in: true }));
}

function outOfSight(error: unknown): undefined {
  if (error instanceof SlackRefusal && error.code === 'channel_not_found') return undefined;
  throw error;
}
