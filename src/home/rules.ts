import type { DecisionLine } from '../decisions/rules.ts';

/** A channel that somebody and Hypha are both in. */
export interface Room {
  id: string;
  name: string;
  state: 'reads' | 'about to read' | 'outside';
  /** Where it only listens: until when. */
  observingUntil: string | null;
  mayDecide: boolean;
  /** How much it would have said there unasked, and holds. */
  unsaid: number;
  /** How often it is told what was decided there. */
  recap: 'daily' | 'weekly' | null;
}

export interface Home {
  /** Who stopped everything, while it is stopped. */
  stopped: string | null;
  decisions: DecisionLine[];
  total: number;
  /** There are some, or were: also where none stands any more. */
  everDecided: boolean;
  rooms: Room[];
  /** Guests and people of other companies decide nothing about channels. */
  mayLetIn: boolean;
  hours: string;
  /** They said so themselves; otherwise it is what is usual. */
  hoursTold: boolean;
  zone: string;
  /** At which times of the day their digest comes; empty where they want none. */
  digests: string;
  digestAt: string | null;
  /** What they do not want to hear of, as it is kept, and by its name. */
  muted: { what: string; name: string }[];
}

/** What somebody's first hour with Hypha is made of, in this order. */
export const firstSteps = ({ rooms, everDecided, hoursTold, mayLetIn }: Home) =>
  [
    ...(mayLetIn ? [{ step: 'let in' as const, done: rooms.some(({ state }) => state !== 'outside') }] : []),
    ...(mayLetIn ? [{ step: 'decide' as const, done: everDecided }] : []),
    { step: 'hours' as const, done: hoursTold },
  ] satisfies { step: string; done: boolean }[];
