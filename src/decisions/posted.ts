import type { Draft } from '../actions/rules.ts';
import { findShowing, rewrite } from '../actions/showing/store.ts';
import { day } from '../edges/clock.ts';
import type { Database, Transaction } from '../edges/db.ts';
import { markOf } from '../messages/rules.ts';
import { notedCard } from './blocks.ts';
import { wasReworded } from './changes/store.ts';
import { redraw } from './digests/store.ts';
import { nameOf } from './rules.ts';
import { audienceOf, headOf } from './store.ts';

/** How long a card that says what is not so is worth mending: nobody is disturbed by it. */
const goodForMs = 30 * day;

/**
 * What was said of a decision follows it: what is on its way says what is true now, and what stands in Slack is changed
 * there. What became of it since a digest told of it is the next one's business: only its words are followed.
 */
export async function showAgain(
  trx: Transaction<Database>,
  ws: string,
  number: number,
  send: (draft: Draft) => Promise<string>,
): Promise<void> {
  const decision = await audienceOf(trx, ws, number);
  if (!decision) return;
  const head = await headOf(trx, ws, decision);
  const successor = head === undefined ? undefined : await audienceOf(trx, ws, head);
  for (const post of await findShowing(trx, ws, number)) {
    const isSeen = successor?.audience.every((channel) => channel === post.dest);
    const card = notedCard({ ...decision, replacedBy: isSeen ? (head ?? null) : null });
    const waits = await rewrite(trx, ws, post.id, card);
    if (!post.wentOut || waits) continue;
    await send({
      key: `${post.key}:${decision.version}:${markOf(JSON.stringify(card))}`,
      kind: 'update',
      to: post.dest,
      card,
      why: `${nameOf(number)} changed.`,
      subject: nameOf(number),
      asked: true,
      audience: decision.audience,
      shows: [number],
      goodForMs,
      dependsOn: post.id,
    });
  }
  if (await wasReworded(trx, ws, number)) await redraw(trx, ws, number);
}
