import { createHmac } from 'node:crypto';
import { keyOf } from '../agents/rules.ts';
import { hashOf } from '../agents/secret.ts';
import { replaceToken } from '../agents/store.ts';
import type { App } from '../app.ts';
import { machineNow } from '../edges/clock.ts';
import { Refusal } from '../errors.ts';

/** The one key that the sandbox holds. */
const id = 'c10c0c10c0c1';

/**
 * With it the sandbox moves our clock along with its own, in the name of whoever is first among its admins. Each process
 * writes it at its start, and all write the same: it comes from what the sandbox gave them.
 */
export async function keyForSandbox({ db, slack, slackSettings, workspace: { ws } }: App): Promise<string> {
  const people = (await slack.people(ws)).filter(({ active, role }) => active && role !== 'bot');
  const owner = people.find(({ role }) => role === 'admin') ?? people[0];
  if (!owner) throw new Refusal('unavailable', 'There is nobody in the sandbox yet.');
  const secret = createHmac('sha256', slackSettings.botToken).update('the clock of the sandbox').digest('base64url');
  await replaceToken(db.write, {
    ...{ ws, id, secret_hash: hashOf(secret), owner: owner.id, name: "The sandbox's clock", scopes: ['read', 'write'] },
    created_at: machineNow(),
    // Its holder moves time itself, so it does not run out by it.
    expires_at: new Date('2999-12-31'),
    revoked_at: null,
  });
  return keyOf(id, secret);
}
