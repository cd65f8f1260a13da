import { useEffect, useRef, useState } from 'preact/hooks';
import { dayAndTime } from '../dates.ts';
import { now } from '../now.ts';
import type { State } from '../state.ts';
import type { Here } from '../view/here.ts';
import type { Happened, TimeNow } from '../wire.ts';
import { summary, waitingWords } from './words.ts';

/** Follows time while it is moved, and says what came of it. */
export interface Walk {
  waiting: string;
  problem: string;
  happened: Happened | undefined;
  /** What those hear who do not see it. */
  heard: string;
}

const LOOK_MS = 300;
/** Not so often that nothing else could be heard. */
const SAY_EVERY = 20;
const NOTHING: Walk = { waiting: '', problem: '', happened: undefined, heard: '' };

export function useWalk(here: Here, { time }: State): Walk {
  const [walk, set] = useState(NOTHING);
  const goal = time.walk?.to;
  const add = (more: Partial<Walk>) => set((before) => ({ ...before, ...more }));

  useEffect(() => {
    if (goal === undefined) return;
    let looks = 0;
    const { me, app } = here.state();
    set({ ...NOTHING, heard: `Time is being moved to ${dayAndTime(goal, me.tz)}.` });
    const look = async () => {
      const found = await here.deeds.time.now();
      const waiting = waitingWords(found?.walk?.waiting ?? '', app.name);
      const heard = `It is ${dayAndTime(now(), me.tz)}. ${waiting}`;
      if (found?.walk && here.state().time.walk) add({ waiting, ...(++looks % SAY_EVERY === 0 ? { heard } : {}) });
    };
    void look();
    const timer = setInterval(() => void look(), LOOK_MS);
    return () => clearInterval(timer);
  }, [goal]);

  const { walked } = time;
  const arrived = time.walk || !walked ? '' : `${walked.from} ${walked.to}`;
  // What was moved before the window was opened is not read out.
  const known = useRef(arrived);
  useEffect(() => {
    if (arrived === '') return;
    let late = false;
    const isNews = known.current !== arrived;
    known.current = '';
    void Promise.all([here.deeds.time.now(), here.deeds.time.happened()]).then(([found, happened]) => {
      if (!late) set(came(here.state(), found, happened, isNews));
    });
    return () => {
      late = true;
    };
  }, [arrived]);
  return walk;
}

function came({ app, me }: State, found: TimeNow | undefined, happened: Happened | undefined, isNews: boolean): Walk {
  const problem = found?.problem ?? '';
  const told = [problem, happened ? summary(happened, app.name, me.tz) : ''].filter(Boolean).join(' ');
  return { waiting: '', problem, happened, heard: isNews ? told : '' };
}
