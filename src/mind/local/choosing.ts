const share = 0.4;
/** Among how many utterances there is one at most: more is taken on in passing than is worth showing. */
const apiece = { decision: 30, action: 50 };

export function mostIn(length: number, kind: keyof typeof apiece): number {
  return Math.max(2, Math.ceil(length / apiece[kind]));
}

/**
 * What of a meeting is shown: what is sure enough, also beside the surest there, and not more than a meeting of its length
 * settles. Communities differ in how they talk, so that the same words make one sure here and doubtful there.
 */
export function chosen<One>(all: readonly One[], sureOf: (one: One) => number, least: number, most: number): One[] {
  const top = all.reduce((best, one) => Math.max(best, sureOf(one)), 0);
  const enough = all.filter((one) => sureOf(one) >= Math.max(least, share * top));
  const best = new Set(enough.toSorted((one, other) => sureOf(other) - sureOf(one)).slice(0, most));
  return enough.filter((one) => best.has(one));
}
