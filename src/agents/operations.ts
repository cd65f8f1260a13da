import { z } from 'zod';
import { Refusal } from '../errors.ts';
import { defineOperation } from '../operation.ts';
import { unmet } from '../people/rules.ts';
import { newToken, revoked, tokenList } from './blocks.ts';
import { dayMs, keyOf, scopes, type Token } from './rules.ts';
import { newSecret } from './secret.ts';
import * as store from './store.ts';

const TokenOut = z.object({
  id: z.string(),
  name: z.string(),
  owner: z.string(),
  scopes: z.array(z.enum(['read', 'write', 'admin'])),
  expiresAt: z.string(),
  state: z.enum(['good', 'expired', 'revoked']),
});

export const createToken = defineOperation({
  name: 'token.create',
  summary: 'Make a key to the HTTP API that acts for you.',
  kind: 'write',
  access: 'member',
  input: z.object({
    name: z
      .string()
      .trim()
      .min(1, 'say what it is for')
      .max(80, 'keep it to 80 characters')
      .meta({ description: 'What it is for.' }),
    scopes: scopes.prefault('read,write').meta({ description: 'What it may: read, write, admin.' }),
    days: z.coerce.number().int().min(1).max(90).default(30).meta({ description: 'For how many days, 90 at most.' }),
  }),
  output: TokenOut.extend({ key: z.string() }),
  words: ['name'],
  secret: true,
  withheld: {
    slack: 'Its answer is a secret, and a secret does not belong in a chat that is kept and searched.',
    http: 'A key must not be able to make more keys: whoever stole one could never be shut out.',
  },
  subject: ({ id }) => id,
  async run({ trx, actor, rights, now }, input) {
    if (input.scopes.includes('admin') && rights.role !== 'admin')
      throw new Refusal('forbidden', 'Only an admin can hand out what admins may.', 'scopes');
    const { id, secret, hash } = newSecret();
    const expires = new Date(now.getTime() + input.days * dayMs);
    const row = { ws: actor.ws, id, secret_hash: hash, owner: actor.person, name: input.name, scopes: input.scopes };
    await store.addToken(trx, { ...row, created_at: now, expires_at: expires });
    const told = { id, name: input.name, owner: rights.name, scopes: input.scopes, state: 'good' as const };
    return { ...told, expiresAt: expires.toISOString(), key: keyOf(id, secret) };
  },
  show: newToken,
});

export const listTokens = defineOperation({
  name: 'token.list',
  summary: 'Your keys to the HTTP API; to an admin, everybody’s.',
  kind: 'read',
  access: 'anyone',
  input: z.object({}),
  output: z.object({ tokens: z.array(TokenOut) }),
  async run({ db, actor, rights, now }) {
    const rows = await store.listTokens(db, actor.ws, rights.role === 'admin' ? undefined : actor.person);
    return { tokens: rows.map((row) => tokenOf(row, now)) };
  },
  show: tokenList,
});

export const revokeToken = defineOperation({
  name: 'token.revoke',
  summary: 'Switch a key off, at once and for good.',
  kind: 'write',
  access: 'anyone',
  input: z.object({
    token: z.string().trim().min(1, 'say which one by its id').max(200).meta({ description: 'Which one, by its id.' }),
  }),
  output: TokenOut,
  words: ['token'],
  subject: ({ id }) => id,
  async run({ trx, actor, rights, now }, { token }) {
    const found = await store.findToken(trx, actor.ws, token);
    if (!found || (found.owner !== actor.person && rights.role !== 'admin'))
      throw new Refusal('not_found', 'You have no such token: "token list" shows those you have.', 'token');
    await store.setRevoked(trx, actor.ws, found.id, now);
    return tokenOf({ ...found, revoked_at: found.revoked_at ?? now }, now);
  },
  show: revoked,
});

type Row = Awaited<ReturnType<typeof store.listTokens>>[number];
const tokenOf = (row: Row, now: Date): Token => ({
  id: row.id,
  name: row.name,
  owner: row.owner_name ?? unmet,
  scopes: TokenOut.shape.scopes.parse(row.scopes),
  expiresAt: row.expires_at.toISOString(),
  state: row.revoked_at ? 'revoked' : row.expires_at <= now ? 'expired' : 'good',
});
