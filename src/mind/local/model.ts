/** What a logistic model has learned: how much each named thing that is noticed speaks for it. */
export interface Model {
  bias: number;
  weights: Readonly<Record<string, number>>;
}

/** What is noticed about something, by name. What is not there is nothing. */
export type Features = Readonly<Record<string, number>>;

export function scoreOf({ bias, weights }: Model, features: Features): number {
  let sum = bias;
  for (const [name, value] of Object.entries(features)) sum += (weights[name] ?? 0) * value;
  return sum;
}

export const sureness = (score: number): number => 1 / (1 + Math.exp(-score));
