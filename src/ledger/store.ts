import { createHash, randomUUIDv7 } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Actor } from '../context.ts';
import { among, type Database, type Transaction, whereItLies } from '../edges/db.ts';
import { Refusal } from '../errors.ts';

/** One line per change: what, by whom, for whom, through which door, to what. Ids only. */
export async function writeLedger(
  trx: Transaction<Database>,
  actor: Actor,
  line: { at: Date; operation: string; subject: string | undefined },
): Promise<void> {
  await trx
    .insertInto('ledger')
    .values({
      ws: actor.ws,
      id: randomUUIDv7(),
      at: line.at,
      actor_kind: actor.kind,
      actor: actor.id,
      person: actor.person,
      via: actor.via,
      operation: line.operation,
      subject: line.subject ?? null,
    })
    .execute();
}

interface Keyed {
  key: string;
  operation: string;
  raw: unknown;
}

/**
 * Takes a request's key for the rest of the transaction. Somebody else with the same key waits here until this one
 * commits, and then finds the answer. The same key for another request is refused: one of the two is a mistake.
 */
export async function takeKey(
  trx: Transaction<Database>,
  actor: Actor,
  asked: Keyed,
): Promise<{ value: unknown } | undefined> {
  const row = {
    ws: actor.ws,
    actor: actor.id,
    key: asked.key,
    operation: asked.operation,
    fingerprint: fingerprint(asked),
  };
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('answer')
    .values({ ...row, value: 'null' })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow();
  if (numInsertedOrUpdatedRows === 1n) return undefined;
  const earlier = await trx
    .selectFrom('answer')
    .select(['fingerprint', 'value'])
    .where('ws', '=', actor.ws)
    .where('actor', '=', actor.id)
    .where('key', '=', asked.key)
    .executeTakeFirstOrThrow();
  if (earlier.fingerprint !== row.fingerprint)
    throw new Refusal(
      'conflict',
      'This request was already carried out with other content. Look at what it did, then ask anew.',
    );
  if (earlier.value === null)
    throw new Refusal('conflict', 'This was already done, and what it gave is shown only once.');
  return { value: earlier.value };
}

/** Never words of people: those are read anew, where they may have changed, or gone, meanwhile. */
export async function keepAnswer(trx: Transaction<Database>, actor: Actor, key: string, kept: unknown): Promise<void> {
  await trx
    .updateTable('answer')
    .set({ value: JSON.stringify(kept) })
    .where('ws', '=', actor.ws)
    .where('actor', '=', actor.id)
    .where('key', '=', key)
    .execute();
}

const fingerprint = ({ operation, raw }: Keyed): string =>
  createHash('sha256')
    .update(JSON.stringify([operation, sorted(raw)]))
    .digest('base64url');

const sorted = (raw: unknown): unknown =>
  typeof raw === 'object' && raw !== null && !Array.isArray(raw)
    ? Object.entries(raw).sort(([a], [b]) => (a < b ? -1 : 1))
    : raw;

/** A key is good for a day. */
export async function forgetAnswers(db: Kysely<Database>, ws: string, before: Date, most: number): Promise<number> {
  const old = db
    .selectFrom('answer')
    .select(whereItLies)
    .where('ws', '=', ws)
    .where('at', '<', before)
    .orderBy('at')
    .limit(most);
  return Number((await db.deleteFrom('answer').where(among(old)).executeTakeFirst()).numDeletedRows);
}
