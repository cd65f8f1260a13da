import { randomBytes } from 'node:crypto';

const LETTERS = '0123456789ABCDEFGHJKLMNPQRSTUVWXYZ';

function letters(count: number): string {
  return Array.from(randomBytes(count), (byte) => LETTERS[byte % LETTERS.length]).join('');
}

/** An id in Slack's manner: a letter that says what it is, then capitals and digits. */
export function newId(prefix: string, length = 9): string {
  return prefix + letters(length);
}

export function newSecret(bytes = 16): string {
  return randomBytes(bytes).toString('hex');
}

/** An id that follows from a name, the same in every run. */
export function readableId(prefix: string, name: string): string {
  return (prefix + name.toUpperCase().replace(/[^A-Z0-9]/g, '')).padEnd(9, '0').slice(0, 21);
}
