import type { Box } from '../box.ts';
import { drained, type Quiet, watchQuiet } from './drain.ts';
import { openProduct, type Product, ProductTrouble } from './product.ts';

/** What happens by itself at its own time: a story. */
interface Course {
  nextAt(): number | undefined;
  /** When the app hears of something next. */
  nextHeardAt(): number | undefined;
  /** Lets happen whatever has its time by then. */
  tellUpTo(at: number): void;
}

/**
 * Both clocks as one: the box's own, and the product's. They stand still, go on, and are moved forward step by step: to each
 * time at which something happens, one after the other, and at each the product does all there is to do before time goes on.
 */
export interface Time {
  /** Whoever lets things happen by themselves leaves them alone while time is being moved. */
  moving(): boolean;
  /** What the step under way waits for, and what went wrong with the last one. */
  waiting(): string;
  problem(): string;
  follow(course: Course): void;
  attach(url: string, token: string): Promise<void>;
  /** The product's clock says what the box's does. */
  agree(): Promise<void>;
  pause(): Promise<void>;
  goOn(): Promise<void>;
  /** Ends when it has come there, or as far as it came. */
  walk(to: number, stand?: boolean): Promise<void>;
  stop(): void;
  close(): void;
}

interface Journey {
  box: Box;
  product: Product;
  quiet: Quiet;
  course: Course | undefined;
  moving: boolean;
  /** To stop after the step under way, and then to stand. */
  stopping: boolean;
  closed: boolean;
  waiting: string;
  problem: string;
}

/** As far as the clocks may be apart while they run. */
const APART_MS = 250;
/** A walk that was cut off goes on once the product is back; without one, after this. */
const ALONE_AFTER_MS = 20_000;

export function openTime(box: Box): Time {
  const journey: Journey = {
    ...{ box, product: openProduct(), quiet: watchQuiet(box), course: undefined },
    ...{ moving: false, stopping: false, closed: false, waiting: '', problem: '' },
  };
  const alone = setTimeout(() => void resume(journey), ALONE_AFTER_MS).unref();
  return {
    moving: () => journey.moving,
    waiting: () => journey.waiting,
    problem: () => journey.problem,
    follow: (course) => {
      journey.course = course;
    },
    async attach(url, token) {
      clearTimeout(alone);
      journey.product.attach(url, token);
      await agree(journey);
      void resume(journey);
    },
    agree: () => agree(journey),
    async pause() {
      if (journey.moving) journey.stopping = true;
      else if (box.clock.stands() === undefined) await stand(journey);
    },
    async goOn() {
      journey.problem = '';
      if (!journey.moving && box.clock.stands() !== undefined) await run(journey);
    },
    walk: (to, stand = box.clock.stands() !== undefined) => begin(journey, to, stand),
    stop() {
      journey.stopping = true;
    },
    close() {
      journey.closed = true;
      clearTimeout(alone);
      journey.quiet.close();
    },
  };
}

async function stand(journey: Journey): Promise<void> {
  const { box, product } = journey;
  const standAt = () => patiently(journey, () => product.set(box.clock.now(), true));
  // The product first: its clock runs until it is reached, and what it stands at then, the box passes now or stands at too.
  const at = product.attached() ? await standAt() : 0;
  box.commit({ kind: 'clock', offset: 0, stands: Math.max(at, box.clock.now()) });
  if (product.attached()) await standAt();
}

async function run(journey: Journey): Promise<void> {
  const { clock } = journey.box;
  journey.box.commit({ kind: 'clock', offset: clock.now() - clock.machine() });
  await agree(journey);
}

/** Neither clock is ever put back, so whichever is behind is put forward. An answer that took long is asked for once more. */
async function agree(journey: Journey): Promise<void> {
  const { box, product } = journey;
  if (!product.attached()) return;
  for (let tries = 0; tries < 5; tries++) {
    const stands = box.clock.stands() !== undefined;
    const theirs = await patiently(journey, () => product.set(box.clock.now(), stands)).catch(async (error) => {
      if (!(error instanceof ProductTrouble && error.code === 'invalid')) throw error;
      return (await product.agenda()).now;
    });
    const ahead = theirs - box.clock.now();
    if (stands ? ahead === 0 : Math.abs(ahead) < APART_MS) return;
    if (ahead > 0) box.commit(stands ? { kind: 'clock', offset: 0, stands: theirs } : ranAhead(box, ahead));
  }
}

const ranAhead = ({ clock }: Box, ms: number) => ({ kind: 'clock' as const, offset: clock.offset() + ms });

async function begin(journey: Journey, to: number, stand: boolean): Promise<void> {
  const { box } = journey;
  box.commit({ kind: 'walk', from: box.clock.now(), to, stand });
  await resume(journey);
}

/** Goes on with the walk that stands in the journal, if there is one. */
async function resume(journey: Journey): Promise<void> {
  const { walk } = journey.box.workspace;
  if (!walk || journey.moving || journey.closed) return;
  Object.assign(journey, { moving: true, stopping: false, problem: '' });
  try {
    await goTo(journey, walk.to);
    if (!journey.closed) await arrive(journey, walk.stand || journey.stopping);
  } catch (error) {
    // Time stands where it could not go on.
    journey.problem = error instanceof Error ? error.message : 'Time could not be moved.';
    if (journey.box.workspace.walk) journey.box.commit({ kind: 'walked', at: journey.box.clock.now() });
  } finally {
    Object.assign(journey, { moving: false, waiting: '' });
  }
}

async function goTo(journey: Journey, to: number): Promise<void> {
  const { box, course } = journey;
  if (box.clock.stands() === undefined) await stand(journey);
  let next = await step(journey, box.clock.now());
  while (box.clock.now() < to && !journey.stopping && !journey.closed)
    next = await step(journey, Math.max(box.clock.now(), Math.min(course?.nextHeardAt() ?? to, next ?? to, to)));
}

/** What the app does not hear of happens at its own time too, and nobody has to be waited for. */
function unheard({ box, course }: Journey, before: number): void {
  for (let at = course?.nextAt(); at !== undefined && at < before; at = course?.nextAt()) {
    if (box.clock.now() < at) box.commit({ kind: 'clock', offset: 0, stands: at });
    course?.tellUpTo(at);
  }
}

/** Both clocks stand at this moment until all that has its time then is done. Gives when the product has something to do next. */
async function step(journey: Journey, at: number): Promise<number | undefined> {
  const { box, product, course } = journey;
  unheard(journey, at);
  if (box.clock.stands() !== at) box.commit({ kind: 'clock', offset: 0, stands: at });
  if (product.attached()) await patiently(journey, () => product.set(at, true));
  course?.tellUpTo(at);
  return drained(journey);
}

/** A product that is just being started again, or cannot do it now, is waited for; not one that refuses. */
async function patiently<T>(journey: Journey, act: () => Promise<T>): Promise<T> {
  const { box } = journey;
  const until = box.clock.machine() + box.timing.drainMs;
  for (;;) {
    try {
      return await act();
    } catch (error) {
      if (journey.closed || box.clock.machine() > until || !isPassing(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

const passing: readonly (string | undefined)[] = [undefined, 'failed', 'unavailable', 'conflict', 'too_much'];
const isPassing = (error: unknown) => error instanceof ProductTrouble && passing.includes(error.code);

async function arrive(journey: Journey, stand: boolean): Promise<void> {
  const { box } = journey;
  const { clock } = box;
  const at = clock.now();
  const walked = { kind: 'walked' as const, at };
  if (stand) box.commit(walked);
  else box.commit(walked, { kind: 'clock', offset: at - clock.machine() });
  await agree(journey);
}
