import { type Model, scoreOf, sureness } from './model.ts';

/** What is known about one candidate besides its score. */
export type Judged = Readonly<Record<string, number>>;

/** How scores become probabilities. */
export interface Judging {
  /** For meetings and channels. */
  long: Model;
}

export const judge = ({ long }: Judging, judged: Judged): number => sureness(scoreOf(long, judged));
