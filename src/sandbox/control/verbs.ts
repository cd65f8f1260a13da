import { ask } from './ask.ts';
import { knobs } from './knobs.ts';
import { places } from './places.ts';
import { read } from './read.ts';
import { talk } from './talk.ts';
import { touch } from './touch.ts';
import type { Verb } from './verb.ts';

/** Everything the control API can do: `POST /sandbox/<verb>` with a JSON body. */
export const verbs: Readonly<Record<string, Verb>> = { ...talk, ...places, ...ask, ...touch, ...read, ...knobs };
