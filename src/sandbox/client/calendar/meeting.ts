import { type ComponentChild, h } from 'preact';
import { useState } from 'preact/hooks';
import type { Reach } from '../calendar-deeds.ts';
import { clockTime, dayOf, longDay } from '../dates.ts';
import type { State } from '../state.ts';
import { Avatar } from '../view/avatar.ts';
import { Dialog } from '../view/dialog.ts';
import type { Here, Question } from '../view/here.ts';
import type { Answer, Meeting } from '../wire.ts';
import { ANSWERS } from './chip.ts';
import { addDays, dayTitle } from './days.ts';
import { ReachField } from './reach.ts';

interface MeetingProps {
  here: Here;
  state: State;
  meeting: Meeting;
  /** Whether it is in one's own calendar, and can be answered or changed. */
  isMine: boolean;
  onClose(): void;
  onChange(): void;
}

/** Everything about one meeting, and what can be done about it. */
export function MeetingView({ here, state, meeting, isMine, onClose, onChange }: MeetingProps): ComponentChild {
  const { title, guests, description } = meeting;
  return h(
    Dialog,
    { title: h('bdi', {}, title || '(no title)'), kind: 'meeting', onClose },
    h(
      'div',
      { class: 'modal-body', tabIndex: 0, role: 'group', 'aria-label': 'About the meeting', 'data-first': '' },
      facts(here, state, meeting),
      description && h('p', { class: 'meeting-about', dir: 'auto' }, description),
      guests.length > 0 && [
        h('h3', {}, counted(guests.map(({ answer }) => answer))),
        h(
          'ul',
          { class: 'guests' },
          guests.map((guest) => drawGuest(state, guest)),
        ),
      ],
    ),
    isMine
      ? h(Doings, { here, meeting, onClose, onChange })
      : h('div', { class: 'modal-foot' }, h('button', { type: 'button', class: 'button', onClick: onClose }, 'Close')),
  );
}

function facts(here: Here, state: State, meeting: Meeting): ComponentChild {
  const { location, link, channel, organizer, own, zone, start, end, days, repeats, changed } = meeting;
  const { tz } = state.me;
  const elsewhere = !days && clockTime(start, zone) !== clockTime(start, tz);
  const lines: [string, ComponentChild][] = [
    ['When', whenWords(meeting, tz)],
    ['', elsewhere && `${clockTime(start, zone)} – ${clockTime(end, zone)} in ${zone.replaceAll('_', ' ')}`],
    ['Repeats', repeats && `${repeats}${changed ? ', this time changed' : ''}`],
    ['Where', location && h('bdi', {}, location)],
    ['Call', link && h('span', { class: 'meeting-link' }, link)],
    ['Channel', channel && h('a', { href: here.address({ at: 'room', room: channel }) }, `#${channel}`)],
    ['Called by', own ? `${organizer.name} (you)` : organizer.name],
    ['Private', meeting.private && 'Others see only that the time is taken.'],
  ];
  return h(
    'dl',
    { class: 'meeting-facts' },
    lines.filter(([, what]) => what).map(([name, what]) => [h('dt', {}, name), h('dd', {}, what)]),
  );
}

function whenWords({ start, end, days }: Meeting, zone: string): string {
  if (days) {
    const last = addDays(days.to, -1);
    return last === days.from ? `${dayTitle(days.from)}, all day` : `${dayTitle(days.from)} – ${dayTitle(last)}`;
  }
  const until = dayOf(start, zone) === dayOf(end, zone) ? '' : `${longDay(end, zone)}, `;
  return `${longDay(start, zone)}, ${clockTime(start, zone)} – ${until}${clockTime(end, zone)}`;
}

function counted(answers: readonly Answer[]): string {
  const of = (wanted: Answer) => answers.filter((answer) => answer === wanted).length;
  const parts = [
    `${of('accepted')} of ${answers.length} come`,
    of('tentative') > 0 ? `${of('tentative')} may` : '',
    of('declined') > 0 ? `${of('declined')} do not` : '',
  ];
  return parts.filter(Boolean).join(', ');
}

function drawGuest(state: State, { person: id, name, mail, answer }: Meeting['guests'][number]): ComponentChild {
  const person = state.people.get(id ?? '');
  return h(
    'li',
    { key: mail, class: `answer-${answer}` },
    h(Avatar, { person, name, size: 'tiny' }),
    h('bdi', {}, id === state.me.id ? `${name} (you)` : name),
    h('small', {}, ANSWERS[answer]),
  );
}

interface DoingsProps {
  here: Here;
  meeting: Meeting;
  onClose(): void;
  onChange(): void;
}

const CHOICES: [Answer, string][] = [
  ['accepted', 'Accept'],
  ['tentative', 'Maybe'],
  ['declined', 'Decline'],
];

function Doings({ here, meeting, onClose, onChange }: DoingsProps): ComponentChild {
  const { id, own, series, answer, title } = meeting;
  const [reach, setReach] = useState<Reach>('one');
  const [wrong, say] = useState('');
  const { calendar } = here.deeds;
  const cancel = async () => {
    if (!(await here.confirm(cancelling(title)))) return;
    const problem = await calendar.cancel(id, reach);
    say(problem);
    if (problem !== '') return;
    here.say(`“${title}” is cancelled.`);
    onClose();
  };
  const give = async (given: Answer) => say(await calendar.answer(id, reach, given));
  const button = (words: string, kind: string, run: () => void) =>
    h('button', { type: 'button', class: `button ${kind}`, onClick: run }, words);
  return h(
    'div',
    { class: 'modal-foot meeting-foot' },
    series &&
      h(ReachField, { value: reach, reaches: own ? ['one', 'later', 'all'] : ['one', 'all'], onChange: setReach }),
    h('p', { class: 'wrong', role: 'alert' }, wrong),
    h(
      'div',
      { class: 'meeting-doings' },
      answer !== null && h(Answers, { answer, onAnswer: (given) => void give(given) }),
      own && button('Change', '', onChange),
      button('Close', '', onClose),
    ),
    own &&
      h(
        'div',
        { class: 'meeting-end' },
        button('Cancel the meeting', 'button-danger', () => void cancel()),
      ),
  );
}

const cancelling = (title: string): Question => ({
  title: `Cancel “${title}”?`,
  words: 'It goes from the calendars of everybody who was asked.',
  ...{ yes: 'Cancel it', no: 'Keep it', danger: true },
});

function Answers({ answer, onAnswer }: { answer: Answer; onAnswer(answer: Answer): void }): ComponentChild {
  return h(
    'div',
    { class: 'answers', role: 'group', 'aria-label': 'Do you come?' },
    CHOICES.map(([given, words]) =>
      h(
        'button',
        { type: 'button', class: 'button', 'aria-pressed': given === answer, onClick: () => onAnswer(given) },
        words,
      ),
    ),
  );
}
