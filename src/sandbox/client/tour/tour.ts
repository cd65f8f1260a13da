import { type ComponentChild, h } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ask } from '../ask.ts';
import type { ExtraProps } from '../extras.ts';
import { now } from '../now.ts';
import type { State } from '../state.ts';
import type { Found } from '../wire.ts';
import { TourCard } from './card.ts';
import { type Cast, castOf } from './cast.ts';
import { notice } from './notice.ts';
import { keepTour, type Progress, tourOf, watchTour } from './progress.ts';

/** Shows what the app is for, step by step, to whoever opens a sandbox for the first time. */
export function Tour({ here, state }: ExtraProps): ComponentChild {
  const { sandbox } = state;
  const [progress, setProgress] = useState(() => tourOf(sandbox));
  const offered = offersTour(state);
  const running = offered && progress !== undefined && !progress.closed;
  useEffect(() => watchTour(() => setProgress(tourOf(sandbox))), [sandbox]);
  useEffect(() => {
    if (!offered || (progress && (progress.closed || stillThere(state, progress.cast)))) return;
    void begin(state, progress);
  }, [offered, progress, state.people]);
  useEffect(() => {
    if (!running) return;
    const next = notice(state, progress);
    if (next !== progress) keepTour(sandbox, next);
  }, [running, progress, state]);
  if (!running) return null;
  return h(TourCard, { here, state, progress, keep: (next: Progress) => keepTour(sandbox, next) });
}

/** The steps are those of Hypha: with another app there is nothing to show. */
export function offersTour({ app }: State): boolean {
  return ['/decide', '/decisions'].every((wanted) => app.commands.some(({ command }) => command === wanted));
}

async function begin(state: State, before: Progress | undefined): Promise<void> {
  const none: Found = { messages: [], more: false };
  const { messages } = await ask<Found>('search', { as: state.me.id, words: 'decided:' }).catch(() => none);
  const cast = castOf(state, messages);
  // Another window was quicker, or this company is too small for a tour.
  if (!cast || tourOf(state.sandbox)?.since !== before?.since) return;
  const since = (now() / 1000).toFixed(6);
  const nothing = { open: '', openBy: '', secret: '', done: [] };
  keepTour(state.sandbox, { cast, since, step: 0, closed: false, folded: false, ...nothing });
}

function stillThere({ people }: State, { decider, finder }: Cast): boolean {
  return [decider, finder].every((id) => people.get(id)?.deleted === false);
}
