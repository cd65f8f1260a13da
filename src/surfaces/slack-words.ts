import type { App } from '../app.ts';
import { within } from '../edges/clock.ts';
import { inWords, labelled, type Names } from '../markup.ts';
import { namesIn } from '../messages/names.ts';
import type { Operation } from '../operation.ts';
import { findRights } from '../people/store.ts';

/** Slack escapes what people type and names whom they mention; a channel's id stays where it says which one. */
export const asTyped = ({ fields }: Operation, input: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(input).map(([name, text]) => {
      const field = fields.find((one) => one.name === name);
      if (field && (field.place || field.person || field.people)) return [name, text];
      // Whom a question names is found by id: people are called otherwise in commands than in Slack's lists.
      return [name, inWords(field?.asks ? text.replace(/<@(\w+)[^>]*>/g, '@$1') : text, labelled(text))];
    }),
  );

/** A form is opened at once: what the database does not say by then is not waited for. */
const patienceMs = 500;

/** A message's text as its reader reads it in Slack. */
export async function asRead(app: App, person: string, text: string): Promise<string> {
  const names = text.includes('<') ? within(patienceMs, namesFor(app, person, text)) : undefined;
  return inWords(text, (await names?.catch(() => undefined)) ?? labelled(text));
}

async function namesFor({ db, workspace: { ws } }: App, person: string, text: string): Promise<Names> {
  const rights = await findRights(db.read, ws, person);
  return rights ? namesIn(db.read, { ws, person, rights }, [text]) : labelled(text);
}
