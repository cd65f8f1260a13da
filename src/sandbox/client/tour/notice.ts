import { roomShown, type State } from '../state.ts';
import type { Message } from '../wire.ts';
import { type Mark, marks, type Progress } from './progress.ts';

/** What the tour sees somebody do, by what is on the page: nothing is reported to it. */

const LAST = 12;

/** The same progress, if there is nothing new. */
export function notice(state: State, progress: Progress): Progress {
  const room = roomShown(state);
  const last = (room && state.stretches.get(room.id)?.messages.slice(-LAST)) ?? [];
  const answers = last.filter(
    ({ is_ephemeral: aside, user, ts }) => aside && user === state.app.user && ts >= progress.since,
  );
  const seen = answers.reduce((so, answer) => heard(state, so, answer), progress);
  return marks.filter((mark) => stands[mark]?.(state, seen)).reduce(marked, seen);
}

/** By the words that Hypha answers with, to this person and nobody else. */
function heard(state: State, progress: Progress, { channel, text, blocks }: Message): Progress {
  const [, number = ''] = /^(D-\d+) · /.exec(text) ?? [];
  if (number !== '' && state.me.id !== progress.cast.finder) return noted(state, progress, number, channel);
  const words = `${text} ${JSON.stringify(blocks ?? [])}`;
  if (text.startsWith('✓ Stopped')) return marked(progress, 'stopped');
  if (text.startsWith('✓ Going again')) return marked(progress, 'going');
  if (isPlan(words)) return marked(progress, 'planned');
  return /\bdecisions?\b/i.test(words) || number !== '' ? listed(state, progress, words) : progress;
}

/** The first one that was written down where all may see it, and the first where only some may. */
function noted({ me }: State, progress: Progress, number: string, channel: string): Progress {
  const { open, secret, cast } = progress;
  if (number === open || number === secret) return progress;
  if (channel === cast.secret?.room) return secret === '' ? marked({ ...progress, secret: number }, 'kept') : progress;
  return open === '' ? marked({ ...progress, open: number, openBy: me.id }, 'decided') : progress;
}

/** Decisions shown to somebody who did not write them down, or who is not in the private channel that one comes from. */
function listed({ me, rooms }: State, progress: Progress, words: string): Progress {
  const { open, openBy, secret, cast } = progress;
  const found = me.id !== openBy && words.includes(open) ? marked(progress, 'found') : progress;
  const outside = cast.secret !== undefined && !rooms.has(cast.secret.room);
  return outside && secret !== '' && !words.includes(secret) ? marked(found, 'hidden') : found;
}

function marked(progress: Progress, mark: Mark): Progress {
  return progress.done.includes(mark) ? progress : { ...progress, done: [...progress.done, mark] };
}

const isPlan = (words: string): boolean => /Nothing is about to happen|\d+ on the way/.test(words);

/** What is so now. */
const stands: Partial<Record<Mark, (state: State, progress: Progress) => boolean>> = {
  switched: ({ me }, { cast }) => me.id === cast.decider,
  invited: ({ rooms, app }, { cast }) => rooms.get(cast.secret?.room ?? '')?.members.includes(app.user) ?? false,
  home: ({ place, home }) => place.at === 'app' && place.tab === 'home' && home !== null,
  planned: ({ modals }) => isPlan(JSON.stringify(modals.at(-1)?.blocks ?? [])),
};
