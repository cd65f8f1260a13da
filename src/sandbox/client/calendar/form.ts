import { type ComponentChild, h } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Reach } from '../calendar-deeds.ts';
import { isDirect, type State } from '../state.ts';
import { type Choice, Combobox } from '../view/combobox.ts';
import { Dialog } from '../view/dialog.ts';
import type { Here } from '../view/here.ts';
import type { Meeting } from '../wire.ts';
import { begun, changesIn, type Draft, saidIn, wrongIn } from './draft.ts';
import { Chosen, Field, labelled, Ticked } from './fields.ts';
import { ReachField } from './reach.ts';

interface FormProps {
  here: Here;
  state: State;
  /** What stands in it at first. */
  draft: Draft;
  /** What is changed; a new one when left out. */
  meeting?: Meeting | undefined;
  onClose(): void;
  /** Where it is by now. */
  onDone(draft: Draft): void;
}

/** A new meeting, or another shape for one that there is. */
export function MeetingForm({ here, state, draft: first, meeting, onClose, onDone }: FormProps): ComponentChild {
  const [draft, write] = useState(first);
  const [reach, setReach] = useState<Reach>('one');
  const [wrong, setWrong] = useState<ReturnType<typeof wrongIn>>({});
  const [refused, refuse] = useState('');
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useLayoutEffect(() => {
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [wrong]);
  const { tz } = state.me;
  const { calendar } = here.deeds;
  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    const found = wrongIn(draft);
    setWrong(found);
    if (Object.keys(found).length > 0) return;
    setBusy(true);
    const problem = await (meeting
      ? calendar.change(meeting.id, reach, changesIn(first, draft, state.me))
      : calendar.create(saidIn(draft, state.me), draft.repeats, draft.until));
    setBusy(false);
    refuse(problem);
    if (problem === '') onDone(draft);
  };
  const change = (more: Partial<Draft>) => write((before) => ({ ...before, ...more }));
  // Of one time of a series only this much can differ.
  const whole = !meeting?.series || reach !== 'one';
  return h(
    Dialog,
    { title: meeting ? 'Change the meeting' : 'New meeting', kind: 'meeting-form', onClose },
    h(
      'form',
      { ref: form, noValidate: true, onSubmit: (event: Event) => void submit(event) },
      h(
        'div',
        { class: 'modal-body' },
        h(Field, {
          ...{ id: 'meeting-title', label: 'Title', value: draft.title, wrong: wrong.title, first: true },
          onChange: (title) => change({ title }),
        }),
        meeting?.series && h(ReachField, { value: reach, reaches: ['one', 'later', 'all'], onChange: setReach }),
        times(draft, wrong, write),
        !meeting && repeating(draft, wrong, change),
        guestField(state, draft, change),
        h(Field, {
          ...{ id: 'meeting-where', label: 'Where', value: draft.location },
          onChange: (location) => change({ location }),
        }),
        whole && more(state, draft, change),
        h(Field, {
          ...{ id: 'meeting-about', label: 'Description', value: draft.description, type: 'textarea' as const },
          onChange: (description) => change({ description }),
        }),
        h('p', { class: 'wrong', role: 'alert' }, refused),
      ),
      h(
        'div',
        { class: 'modal-foot' },
        h('span', { class: 'faint' }, `Times in ${tz.replaceAll('_', ' ')}`),
        h('button', { type: 'button', class: 'button', onClick: onClose }, 'Cancel'),
        h(
          'button',
          { type: 'submit', class: 'button button-primary', 'aria-disabled': busy },
          meeting ? 'Save' : 'Create',
        ),
      ),
    ),
  );
}

type Wrong = ReturnType<typeof wrongIn>;
type Write = (next: (draft: Draft) => Draft) => void;

function times(draft: Draft, wrong: Wrong, write: Write): ComponentChild {
  const change = (more: Partial<Draft>) => write((before) => ({ ...before, ...more }));
  const field = (name: 'end' | 'from' | 'to', label: string, type: 'date' | 'datetime-local') =>
    h(Field, {
      ...{ id: `meeting-${name}`, label, type, value: draft[name], wrong: wrong[name] },
      onChange: (value) => change({ [name]: value }),
    });
  return [
    h(Ticked, { label: 'All day', checked: draft.allDay, onChange: (allDay) => change({ allDay }) }),
    h(
      'div',
      { class: 'fields-beside' },
      draft.allDay
        ? [field('from', 'First day', 'date'), field('to', 'Last day', 'date')]
        : [
            h(Field, {
              ...{ id: 'meeting-start', label: 'Begins', type: 'datetime-local' as const },
              ...{ value: draft.start, wrong: wrong.start },
              onChange: (start) => write((before) => begun(before, start)),
            }),
            field('end', 'Ends', 'datetime-local'),
          ],
    ),
  ];
}

const REPEATS = [
  ['never', 'No'],
  ['daily', 'Every day'],
  ['weekdays', 'Monday to Friday'],
  ['weekly', 'Every week'],
  ['every 2 weeks', 'Every 2 weeks'],
  ['monthly', 'Every month'],
] as const;

type Changing = (more: Partial<Draft>) => void;

function repeating({ repeats, until }: Draft, wrong: Wrong, change: Changing): ComponentChild {
  return h(
    'div',
    { class: 'fields-beside' },
    h(Chosen, {
      ...{ id: 'meeting-repeats', label: 'Repeats', value: repeats, options: REPEATS },
      onChange: (value) => change({ repeats: value }),
    }),
    repeats !== 'never' &&
      h(Field, {
        ...{ id: 'meeting-until', label: 'Until (may stay empty)', type: 'date' as const, value: until },
        wrong: wrong.until,
        onChange: (value) => change({ until: value }),
      }),
  );
}

function guestField(state: State, { guests }: Draft, change: Changing): ComponentChild {
  return labelled(
    { id: 'meeting-guests', label: 'With' },
    h(Combobox, {
      ...{
        id: 'meeting-guests',
        label: 'With',
        chosen: guests,
        multiple: true,
        placeholder: 'People, or a mail address',
      },
      offer: async (typed) => offered(state, typed),
      onChoose: (chosen) => change({ guests: chosen }),
    }),
  );
}

const MAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

function offered({ people, me }: State, typed: string): Choice[] {
  const found = [...people.values()]
    .filter(({ bot, deleted, id }) => !bot && !deleted && id !== me.id)
    .map(({ name, realName, title }): Choice => ({ key: name, words: realName, ...(title ? { note: title } : {}) }))
    .filter(({ key, words }) => `${key} ${words}`.toLowerCase().includes(typed.toLowerCase()));
  return MAIL.test(typed) ? [...found, { key: typed.toLowerCase(), words: typed.toLowerCase() }] : found;
}

function more(state: State, draft: Draft, change: Changing): ComponentChild {
  const rooms = [...state.rooms.values()].filter((room) => room.joined && !room.archived && !isDirect(room));
  const names = [...new Set([draft.channel, ...rooms.map(({ name }) => name).sort()])].filter(Boolean);
  return [
    h(Chosen, {
      ...{ id: 'meeting-channel', label: 'Channel', value: draft.channel },
      options: [['', 'None'] as const, ...names.map((name) => [name, `#${name}`] as const)],
      onChange: (channel) => change({ channel }),
    }),
    h(Ticked, { label: 'With a call', checked: draft.call, onChange: (call) => change({ call }) }),
    h(Ticked, {
      ...{ label: 'Private', note: 'Others see only that you are busy', checked: draft.private },
      onChange: (isPrivate) => change({ private: isPrivate }),
    }),
  ];
}
