/** One thing that somebody said, in words: references are names already, markup is gone. */
export interface Utterance {
  id: string;
  author: string;
  text: string;
  /** Milliseconds. Where nobody knows when something was said, its place in the order counts alone. */
  at: number;
  /** The utterance it answers, where that is known: the root of its thread. */
  answers?: string | undefined;
  /** Who reacted to it, and how. */
  reactions?: readonly { name: string; by: string }[] | undefined;
  /** That a note-taker or a recogniser wrote down what the author said. */
  via?: 'scribe' | 'asr' | undefined;
}

/** What was said on one matter, or in one meeting or channel, in order. */
export type Dialogue = readonly Utterance[];
