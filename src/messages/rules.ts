/** Slack's message ids are seconds with six decimals, as text: they sort as text, and lose digits as numbers. */
export const tsOf = (at: Date): string => `${(at.getTime() / 1000).toFixed(6)}`;

export const atOf = (ts: string): Date => new Date(Number(ts) * 1000);

/** PostgreSQL has no room for a NUL, nor for half of a surrogate pair. */
export const storable = (text: string): string => text.replaceAll('\u0000', '').toWellFormed();

/**
 * Which of two versions of a message is newer: as text, the greater one. Slack tells of an edit only its second, so within
 * one the moment decides at which the message read so: the event's own time, or when history was asked.
 */
export const versionOf = (ts: string, edited: string | null, at: string): string =>
  edited === null ? ts : `${edited > ts ? edited : ts}+${at}`;

/** A version as far as Slack's history tells it: without the moment. */
export const editionOf = (version: string): string => version.replace(/\+.*$/, '+');

/** The ends of a stretch are outside: this one lets a message just inside. */
export const justBefore = (ts: string): string =>
  `${BigInt(ts.replace('.', '')) - 1n}`.padStart(16, '0').replace(/(\d{6})$/, '.$1');

/** Tells two texts of one message apart, in a key that is to hold no words. */
export function markOf(text: string): string {
  let [one, other] = [0x811c9dc5, 0x2f0b4c47];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    one = Math.imul(one ^ code, 0x01000193);
    other = Math.imul(other ^ code ^ (other >>> 15), 0x85ebca6b);
  }
  return [one, other].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('');
}
