/** One choice to learn from: the columns that are noticed of all there was, one after another, and which of it were right. */
export interface Choice {
  columns: Uint32Array;
  values: Float64Array;
  /** Where in the columns each ends. */
  ends: Uint32Array;
  right: Uint8Array;
  /** How much it counts. */
  counts: number;
}

/** How columns lean on each other: each column's weight is a sum of shares, some of which it has in common with others. */
export interface Shares {
  size: number;
  /** Per column, the shares it is the sum of. */
  of: readonly (readonly number[])[];
}

/** Learns what makes an option the right one, all others of its choice being there: a softmax, by Adam on everything at once. */
export function fitChoices(choices: readonly Choice[], shares: Shares, pull: number, rounds: number): Float64Array {
  const at = new Float64Array(shares.size);
  const mean = new Float64Array(shares.size);
  const spread = new Float64Array(shares.size);
  for (let round = 1; round <= rounds; round++) {
    const slope = slopeAt(choices, shares, at, pull);
    const stride = 0.1 * Math.min(1, (2 * (rounds - round + 1)) / rounds);
    for (const [k, steep] of slope.entries()) {
      const m = 0.9 * (mean[k] ?? 0) + 0.1 * steep;
      const s = 0.99 * (spread[k] ?? 0) + 0.01 * steep * steep;
      mean[k] = m;
      spread[k] = s;
      at[k] = (at[k] ?? 0) - (stride * m) / (1 - 0.9 ** round) / (Math.sqrt(s / (1 - 0.99 ** round)) + 1e-8);
    }
  }
  return summed(shares, at);
}

function summed(shares: Shares, at: Float64Array): Float64Array {
  return Float64Array.from(shares.of, (parts) => parts.reduce((sum, part) => sum + (at[part] ?? 0), 0));
}

function slopeAt(choices: readonly Choice[], shares: Shares, at: Float64Array, pull: number): Float64Array {
  const weights = summed(shares, at);
  const slope = new Float64Array(weights.length);
  for (const choice of choices) addSlope(choice, weights, slope);
  const whole = at.map((value) => (pull * value) / choices.length);
  for (const [column, parts] of shares.of.entries())
    for (const part of parts) whole[part] = (whole[part] ?? 0) + (slope[column] ?? 0) / choices.length;
  return whole;
}

function addSlope(choice: Choice, weights: Float64Array, slope: Float64Array): void {
  const { columns, values, ends, right, counts } = choice;
  const odds = oddsOf(choice, weights);
  let all = 0;
  let good = 0;
  for (let n = 0; n < odds.length; n++) {
    all += odds[n] ?? 0;
    if (right[n]) good += odds[n] ?? 0;
  }
  let k = 0;
  for (let n = 0; n < odds.length; n++) {
    const odd = odds[n] ?? 0;
    const off = counts * (odd / all - (right[n] ? odd / good : 0));
    for (const end = ends[n] ?? 0; k < end; k++) {
      const column = columns[k] ?? 0;
      slope[column] = (slope[column] ?? 0) + off * (values[k] ?? 0);
    }
  }
}

function oddsOf({ columns, values, ends }: Choice, weights: Float64Array): Float64Array {
  const scores = new Float64Array(ends.length);
  let most = Number.NEGATIVE_INFINITY;
  let k = 0;
  for (let n = 0; n < ends.length; n++) {
    let score = 0;
    for (const end = ends[n] ?? 0; k < end; k++) score += (weights[columns[k] ?? 0] ?? 0) * (values[k] ?? 0);
    scores[n] = score;
    most = Math.max(most, score);
  }
  return scores.map((score) => Math.exp(score - most));
}
