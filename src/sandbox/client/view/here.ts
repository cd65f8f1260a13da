import type { Place } from '../address.ts';
import type { Deeds } from '../deeds.ts';
import type { State } from '../state.ts';

/** What every part of the page may use: the state as it is now, ways to go elsewhere, and what a person can do. It never changes. */
export interface Here {
  state(): State;
  go(place: Place): void;
  /** The address of a place, for links. */
  address(place: Place): string;
  say(words: string, bad?: boolean): void;
  /** Asks before something that cannot be taken back. */
  confirm(question: Question): Promise<boolean>;
  deeds: Deeds;
}

export interface Question {
  title: string;
  words: string;
  yes: string;
  no: string;
  danger: boolean;
}
