import { randomUUID } from 'node:crypto';
import type { Draft, Policy } from '../../src/actions/rules.ts';
import { addAction } from '../../src/actions/store.ts';
import type { App } from '../../src/app.ts';
import { say } from '../../src/card.ts';
import { hour } from '../../src/edges/clock.ts';
import { teamNow } from '../../src/edges/workspace.ts';

/** Something that was asked for and is to be said in a place, to whoever is there. */
export const draftFor = (to: string, text: string, more: Partial<Wanted> = {}): Draft => ({
  ...wanted(to, text),
  ...more,
  asked: true,
});

/** The same, unasked: it goes through the delivery policy. */
export const unaskedFor = (to: string, text: string, more: Partial<Wanted & Policy> = {}): Draft => ({
  ...wanted(to, text),
  sort: 'card',
  reason: 'You are in a test.',
  ...more,
  asked: false,
});

type Wanted = Omit<Extract<Draft, { asked: true }>, 'asked'>;

const wanted = (to: string, text: string): Wanted => ({
  key: randomUUID(),
  kind: 'post',
  to,
  card: say(text),
  why: 'a test',
  subject: 'test',
  audience: [to],
  goodForMs: hour,
});

/** Writes actions as an operation would, all together. Gives their ids. */
export const write = ({ db, workspace: { ws, botUser } }: App, drafts: readonly Draft[]): Promise<string[]> =>
  db.write.transaction().execute(async (trx) => {
    const now = await teamNow(trx, ws);
    const ids: string[] = [];
    for (const draft of drafts) ids.push(await addAction(trx, ws, botUser, now, draft));
    return ids;
  });
