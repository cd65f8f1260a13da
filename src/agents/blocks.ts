import { type Card, context, day, escaped, inline, say, section } from '../card.ts';
import type { Token } from './rules.ts';

/** The only time the key itself is shown. */
export const newToken = ({ name, scopes, expiresAt, key }: Token & { key: string }): Card =>
  say(
    `✓ *${inline(name)}* may ${scopes.join(', ')}, as you, until ${day(expiresAt)}.`,
    section(`\`${escaped(key)}\``),
    context('Copy it now: only a hash of it is kept, so it is never shown again. `hypha token revoke` ends it.'),
  );

export const tokenList = ({ tokens }: { tokens: Token[] }): Card =>
  tokens.length === 0 ? say('No tokens. `hypha token create` makes one.') : say(tokens.map(line).join('\n'));

const line = ({ id, name, owner, scopes, expiresAt, state }: Token) =>
  `\`${id}\` *${inline(name)}* · ${scopes.join(', ')} · ${inline(owner)} · ${state === 'good' ? `until ${day(expiresAt)}` : state}`;

export const revoked = ({ id, name }: Token): Card => say(`✓ *${inline(name)}* (\`${id}\`) opens nothing any more.`);
