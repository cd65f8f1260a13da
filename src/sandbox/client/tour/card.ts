import { type ComponentChild, h } from 'preact';
import { useRef } from 'preact/hooks';
import { addressOf } from '../address.ts';
import { roomNamed, roomShown, type State } from '../state.ts';
import type { Here } from '../view/here.ts';
import { sign } from '../view/sign.ts';
import type { Progress } from './progress.ts';
import { type Step, stepsOf, type Task } from './steps.ts';

interface TourCardProps {
  here: Here;
  state: State;
  progress: Progress;
  keep(progress: Progress): void;
}

/** One step at a time: what to do, and a sign beside what was done. It lies in a corner and takes nothing from anybody. */
export function TourCard({ here, state, progress, keep }: TourCardProps): ComponentChild {
  const steps = stepsOf(state, progress);
  const { folded } = progress;
  const step = steps[progress.step];
  const at = step ? `${progress.step + 1} of ${steps.length}` : 'the end';
  const close = () => {
    keep({ ...progress, closed: true });
    here.say('The tour is closed. Help, at the top, opens it again.');
  };
  return h(
    'section',
    { class: 'tour', 'aria-label': 'Tour' },
    h(
      'header',
      { class: 'tour-head' },
      h(
        'button',
        {
          type: 'button',
          class: 'tour-fold',
          'aria-expanded': !folded,
          onClick: () => keep({ ...progress, folded: !folded }),
        },
        sign(folded ? 'right' : 'down'),
        h('span', {}, `Tour, ${at}`),
        folded && h('span', { class: 'tour-now' }, step?.title ?? ''),
      ),
      h(
        'button',
        { type: 'button', class: 'tool', 'aria-label': 'Close the tour', title: 'Close the tour', onClick: close },
        sign('close'),
      ),
    ),
    h('p', { class: 'hidden', role: 'status' }, told(step, progress)),
    !folded && (step ? body(here, state, step, progress) : farewell(state)),
    !folded && h(Foot, { progress, steps, keep, close }),
  );
}

function body(here: Here, state: State, { title, words, tasks }: Step, { done }: Progress): ComponentChild {
  const next = tasks.find(({ mark }) => !done.includes(mark));
  return h(
    'div',
    { class: 'tour-body' },
    h('h2', {}, title),
    h('p', {}, typed(words)),
    h(
      'ol',
      {},
      tasks.map((task) => {
        const isDone = done.includes(task.mark);
        return h(
          'li',
          {
            key: `${task.mark}${task === next}`,
            class: isDone ? 'tour-done' : task === next ? 'tour-next' : '',
            ref: task === next ? intoView : null,
          },
          h('span', { class: 'tour-sign', 'aria-hidden': 'true' }, isDone ? '✓' : ''),
          h('span', { class: 'tour-words' }, h('span', { class: 'hidden' }, isDone ? 'Done: ' : ''), typed(task.words)),
          task === next && task.mark !== 'switched' && shortcut(here, state, task),
        );
      }),
    ),
  );
}

/** Once, as it becomes the next one: whoever scrolls away stays there. */
function intoView(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'nearest' });
}

/** The next thing on the way to a task: being somebody, going somewhere, writing something. */
function shortcut(here: Here, state: State, { as = state.me.id, place, type }: Task): ComponentChild {
  const person = state.people.get(as);
  if (person && as !== state.me.id)
    return h(
      'a',
      { class: 'button', href: addressOf(person.name, place ?? { at: 'channels' }) },
      `Be ${person.realName}`,
    );
  if (place?.at === 'app' && state.place.at !== 'app')
    return h('a', { class: 'button', href: here.address(place) }, `Open ${state.app.name}`);
  if (place?.at === 'room' && roomNamed(state, place.room)?.id !== roomShown(state)?.id)
    return h('a', { class: 'button', href: here.address(place) }, `Go to #${place.room}`);
  if (type === undefined) return null;
  return h('button', { type: 'button', class: 'button', onClick: () => write(type) }, 'Write it for me');
}

/** Into the field, as if it was typed: whoever is there sends it, or does not. */
function write(words: string): void {
  const field = document.querySelector<HTMLTextAreaElement>('.room .composer textarea');
  if (!field) return;
  field.focus();
  field.value = `${words} `;
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
}

function farewell({ app }: State): ComponentChild {
  return h(
    'div',
    { class: 'tour-body' },
    h('h2', {}, `That is ${app.name}`),
    h(
      'p',
      {},
      typed(
        '`/hypha help` lists everything else. To see how things go on, move the clock at the top: to the next working morning, the next meeting, or a week on.',
      ),
    ),
  );
}

interface FootProps {
  progress: Progress;
  steps: readonly Step[];
  keep(progress: Progress): void;
  close(): void;
}

function Foot({ progress, steps, keep, close }: FootProps): ComponentChild {
  const primary = useRef<HTMLButtonElement>(null);
  const step = steps[progress.step];
  const isDone = step ? isComplete(step, progress) : true;
  const go = (to: number) => {
    keep({ ...progress, step: to });
    primary.current?.focus();
  };
  return h(
    'div',
    { class: 'tour-foot' },
    h(
      'ol',
      { class: 'tour-dots', 'aria-hidden': 'true' },
      steps.map((one, index) =>
        h('li', { class: `${isComplete(one, progress) ? 'full' : ''}${index === progress.step ? ' here' : ''}` }),
      ),
    ),
    progress.step > 0 &&
      h('button', { type: 'button', class: 'button button-quiet', onClick: () => go(progress.step - 1) }, 'Back'),
    h(
      'button',
      {
        ref: primary,
        type: 'button',
        class: isDone ? 'button button-primary' : 'button button-quiet',
        onClick: step ? () => go(progress.step + 1) : close,
      },
      step ? (isDone ? 'Next' : 'Skip') : 'Close',
    ),
  );
}

function isComplete({ tasks }: Step, { done }: Progress): boolean {
  return tasks.every(({ mark }) => done.includes(mark));
}

/** What those hear who do not see the card: what was done last, and that a step is over. */
function told(step: Step | undefined, progress: Progress): string {
  if (!step) return 'The tour is over.';
  const last = step.tasks.findLast(({ mark }) => progress.done.includes(mark));
  const done = last ? `Done: ${last.words.replaceAll('`', '')} ` : '';
  return `${step.title}. ${done}${isComplete(step, progress) ? 'Go on with Next in the tour.' : ''}`;
}

/** What stands between backticks is to be typed. */
function typed(words: string): ComponentChild[] {
  return words.split('`').map((part, index) => (index % 2 === 1 ? h('code', {}, part) : part));
}
