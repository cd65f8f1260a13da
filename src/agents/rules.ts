import { z } from 'zod';
import type { Scope } from '../context.ts';

const scope = z.enum(['read', 'write', 'admin'] satisfies Scope[], 'may be read, write and admin');

/** "read, write" as people write it. */
export const scopes = z
  .string()
  .transform((said) => [
    ...new Set(
      said
        .toLowerCase()
        .split(/[\s,]+/)
        .filter(Boolean),
    ),
  ])
  .pipe(z.array(scope).min(1, 'say what it may: read, write, admin'));

export const dayMs = 86_400_000;

/** What stands before the id says whose key it is to whoever finds one, and to programs that look for lost ones. */
export const keyOf = (id: string, secret: string): string => `hypha_live_${id}_${secret}`;

export function readKey(said: string): { id: string; secret: string } | undefined {
  const [, id, secret] = /^hypha_live_([0-9a-f]{12})_([\w-]{43})$/.exec(said) ?? [];
  return id && secret ? { id, secret } : undefined;
}

export interface Token {
  id: string;
  name: string;
  owner: string;
  scopes: Scope[];
  expiresAt: string;
  state: 'good' | 'expired' | 'revoked';
}
