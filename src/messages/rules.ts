/** Slack's message ids are seconds with six decimals, as text: they sort as text, and lose digits as numbers. */
export const tsOf = (at: Date): string => `${(at.getTime() / 1000).toFixed(6)}`;

export const atOf = (ts: string): Date => new Date(Number(ts) * 1000);

/** PostgreSQL has no room for a NUL, nor for half of a surrogate pair. */
export const storable = (text: string): string => text.replaceAll('\u0000', '').toWellFormed();

/** How far Slack's clock and ours may be apart when a channel has just let Hypha in. */
export const clockSlackMs = 5_000;
