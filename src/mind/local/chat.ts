import type { Dialogue } from '../dialogue.ts';
import { sentencesOf, turnsOf } from './chat-turns.ts';
import { type Model, scoreOf, sureness } from './model.ts';
import learned from './weights/chat.json' with { type: 'json' };

/** An utterance of a thread that settles something there, as far as it looks so. */
export interface Settled {
  id: string;
  /** How likely it settles something, from 0 to 1. */
  sure: number;
  /** It says in so many words that something is decided. */
  explicit: boolean;
  /** It touches on people, pay, law or security: only people record that. */
  sensitive: boolean;
  /** Others who said or showed that they agree, and that they do not. */
  agreed: number;
  against: number;
}

export const findSettled = (thread: Dialogue): Settled[] => settledBy(learned, thread);

export function settledBy(model: Model, thread: Dialogue): Settled[] {
  const turns = turnsOf(thread);
  return thread.map(({ id, text }, n) => {
    const found = turns[n] ?? {};
    return {
      id,
      sure: sureness(scoreOf(model, found)),
      explicit: found.explicit === 1 || found.approves === 1,
      sensitive: sentencesOf(text).some((one) => touchy.test(one)),
      agreed: Math.round(Math.expm1(found.nods ?? 0)) + (found['yes after'] ?? 0),
      against: (found.against ?? 0) + (found['no after'] ?? 0),
    };
  });
}

const touchy =
  /\b(?:salar(?:y|ies)|pay (?:rise|cut|slip)|raise for|bonus|promot(?:e|ion)|fired?|redundan\w+|lay(?:ing)? off|notice period|resign\w*|sick|health|diagnos\w+|pregnan\w+|complain(?:t|ed) about|performance|lawyer|legal|lawsuit|contract|liab(?:le|ility)|gdpr|nda|passwords?|breach|secur(?:e|ity)|vulnerab\w+|candidate|make the offer|offer (?:to|her|him))\b/i;

export type Band = 'record' | 'ask' | 'review' | 'drop';

const least = { record: 0.9, ask: 0.55, review: 0.2 };

/** What is done about it: nothing is recorded that was not said outright, that nobody agreed to or that somebody opposed. */
export function bandOf({ sure, explicit, sensitive, agreed, against }: Settled): Band {
  if (sure >= least.record && explicit && agreed > 0 && against === 0 && !sensitive) return 'record';
  if (sure >= least.ask) return 'ask';
  return sure >= least.review ? 'review' : 'drop';
}
