import { app } from './app.ts';
import { ask } from './ask.ts';
import { calendar } from './calendar.ts';
import { knobs } from './knobs.ts';
import { people } from './people.ts';
import { places } from './places.ts';
import { read } from './read.ts';
import { talk } from './talk.ts';
import { things } from './things.ts';
import { time } from './time.ts';
import { touch } from './touch.ts';
import type { Verb } from './verb.ts';

/** Everything the control API can do: `POST /sandbox/<verb>` with a JSON body. */
export const verbs: Readonly<Record<string, Verb>> = {
  ...talk,
  ...places,
  ...people,
  ...things,
  ...ask,
  ...touch,
  ...read,
  ...app,
  ...knobs,
  ...time,
  ...calendar,
};
