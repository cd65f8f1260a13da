import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 bits at random need no slow hash: there is nothing to guess. */
export function newSecret(): { id: string; secret: string; hash: string } {
  const secret = randomBytes(32).toString('base64url');
  return { id: randomBytes(6).toString('hex'), secret, hash: hashOf(secret) };
}

export const hashOf = (secret: string): string => digest(secret).toString('base64url');

/** Takes as long for a secret that is nearly right as for any other. */
export const fits = (secret: string, hash: string): boolean =>
  timingSafeEqual(digest(secret), Buffer.from(hash, 'base64url'));

const digest = (secret: string): Buffer => createHash('sha256').update(secret).digest();
