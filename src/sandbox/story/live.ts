import type { Desk } from '../control/verb.ts';
import { instantOf } from './moment.ts';
import { type Opening, storyNamed, tellPast } from './open.ts';
import { openTeller, type Teller } from './tell.ts';
import { typeOpening } from './type-opening.ts';

/** Longer than any timer is trusted to run. */
const LOOK_AGAIN_MS = 60 * 60_000;
/** What comes later than this was missed: the box was closed, or its clock was put forward at once. */
const LATE_MS = 60_000;

/** A story goes on while the box is open: what comes next happens when the clock gets there. */
export function liveStory(desk: Desk, opening: Opening | undefined): { close(): void } {
  const { box, time } = desk;
  const telling = box.workspace.story;
  if (!telling) return { close: () => {} };
  const story = storyNamed(telling.name);
  const teller = openTeller(desk, story);
  const begun = { monday: Temporal.PlainDate.from(telling.monday), zone: story.zone };
  if (!box.workspace.founded && opening) {
    if (opening.letsAppIn) box.commit({ kind: 'opening', left: story.opening.length });
    tellPast(desk, teller, instantOf(begun, opening.from));
  }
  const typing = typeOpening(desk, story);
  time.follow({ ...teller, tellUpTo: (at) => tellUpTo(desk, teller, at) });
  let timer: NodeJS.Timeout | undefined;
  const goOn = () => {
    clearTimeout(timer);
    if (time.moving()) return;
    tellUpTo(desk, teller, box.clock.now());
    const at = teller.nextAt();
    if (at === undefined || box.clock.stands() !== undefined) return;
    timer = setTimeout(goOn, Math.min(at - box.clock.now(), LOOK_AGAIN_MS));
    timer.unref();
  };
  const unwatch = box.watch(({ fact }) => {
    if (fact.kind === 'clock') setImmediate(goOn);
  });
  goOn();
  return {
    close() {
      unwatch();
      typing.close();
      clearTimeout(timer);
    },
  };
}

function tellUpTo(desk: Desk, teller: Teller, until: number): void {
  for (let at = teller.nextAt(); at !== undefined && at <= until; at = teller.nextAt())
    if (until - at > LATE_MS) tellLate(desk, teller, at);
    else teller.tell();
}

/** It happened at its own time all the same, though it is heard of only now. */
function tellLate({ box }: Desk, teller: Teller, at: number): void {
  const { offset, stands } = box.workspace;
  box.together(() => {
    box.commit({ kind: 'clock', offset: 0, stands: at });
    teller.tell();
    box.commit(stands === undefined ? { kind: 'clock', offset } : { kind: 'clock', offset, stands });
  });
}
