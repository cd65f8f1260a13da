import { type ComponentChild, h } from 'preact';
import { clockTime, dayOf } from '../dates.ts';
import { now } from '../now.ts';
import type { Meeting } from '../wire.ts';
import { Chip, type ChipRoom } from './chip.ts';
import { dayHead, dayTitle } from './days.ts';
import { hoursOf, type Laid, laidOut, meetingsOn, wholeDaysOn } from './lanes.ts';

interface DaysProps {
  days: readonly string[];
  meetings: readonly Meeting[];
  zone: string;
  isMe: boolean;
  href(meeting: Meeting): string;
  /** A new one on that day, at that minute. Nothing, where one only looks. */
  onNew?: ((day: string, minute?: number) => void) | undefined;
}

const HOUR_PX = 48;
/** Meetings are begun on the half hour. */
const STEP = 30;

/** Seven columns with the hours beside them. */
export function Grid(props: DaysProps): ComponentChild {
  const { days, meetings, zone } = props;
  const columns = days.map((day) => laidOut(meetings, day, zone));
  const hours = hoursOf(columns);
  const labels = Array.from({ length: hours.to - hours.from }, (_, index) => hours.from + index);
  return h(
    'div',
    { class: 'week' },
    h(
      'div',
      { class: 'week-hours', 'aria-hidden': 'true' },
      labels.map((hour) => h('span', { style: { height: `${HOUR_PX}px` } }, `${String(hour).padStart(2, '0')}:00`)),
    ),
    days.map((day, index) => column(props, day, columns[index] ?? [], hours)),
  );
}

function column(
  props: DaysProps,
  day: string,
  laid: readonly Laid[],
  hours: { from: number; to: number },
): ComponentChild {
  const { meetings, onNew } = props;
  const height = (hours.to - hours.from) * HOUR_PX;
  const onClick = (event: MouseEvent) => {
    const { currentTarget, target } = event;
    if (!(currentTarget instanceof HTMLElement) || (target instanceof Element && target.closest('.chip-meeting')))
      return;
    const minute = hours.from * 60 + ((event.clientY - currentTarget.getBoundingClientRect().top) / HOUR_PX) * 60;
    onNew?.(day, Math.floor(minute / STEP) * STEP);
  };
  return h(
    'section',
    { class: 'week-day', key: day, 'data-day': day, 'aria-labelledby': `day-${day}` },
    heading(props, day),
    h(
      'ul',
      { class: 'week-whole' },
      wholeDaysOn(meetings, day).map((meeting) => h('li', { key: meeting.id }, chip(props, meeting))),
    ),
    h(
      'div',
      { class: 'week-column', style: { height: `${height}px` }, onClick: onNew && onClick },
      worked(day, hours),
      h(
        'ol',
        {},
        laid.map((one) =>
          h('li', { key: one.meeting.id, style: placeOf(one, hours.from) }, chip(props, one.meeting, roomFor(one))),
        ),
      ),
      nowLine(props, day, hours),
    ),
  );
}

function heading({ zone, onNew }: DaysProps, day: string, name = dayHead(day)): ComponentChild {
  const today = dayOf(now(), zone) === day;
  return h(
    'header',
    { class: `day-head${today ? ' day-today' : ''}` },
    h('h2', { id: `day-${day}`, 'aria-label': `${dayTitle(day)}${today ? ', today' : ''}` }, name),
    onNew &&
      h(
        'button',
        { type: 'button', class: 'tool', 'aria-label': `New meeting on ${dayTitle(day)}`, onClick: () => onNew(day) },
        '+',
      ),
  );
}

function chip({ zone, isMe, href }: DaysProps, meeting: Meeting, room: ChipRoom = 'all'): ComponentChild {
  return h(Chip, { meeting, zone, isMe, room, href: href(meeting) });
}

function roomFor({ from, to, lanes }: Laid): ChipRoom {
  if (to - from < 40) return 'line';
  return lanes > 1 ? 'strip' : to - from < 75 ? 'some' : 'all';
}

function placeOf({ from, to, lane, lanes }: Laid, first: number): Record<string, string> {
  return {
    top: `${((from - first * 60) * HOUR_PX) / 60}px`,
    height: `${((to - from) * HOUR_PX) / 60 - 2}px`,
    left: `${(lane * 100) / lanes}%`,
    width: `${100 / lanes}%`,
  };
}

/** When people work, unless they say otherwise. */
const WORK = { from: 9, to: 17.5 };

function worked(day: string, { from }: { from: number }): ComponentChild {
  if (new Date(`${day}T00:00Z`).getUTCDay() % 6 === 0) return null;
  const [top, height] = [(WORK.from - from) * HOUR_PX, (WORK.to - WORK.from) * HOUR_PX];
  return h('div', { class: 'week-work', style: { top: `${top}px`, height: `${height}px` } });
}

function nowLine({ zone }: DaysProps, day: string, { from, to }: { from: number; to: number }): ComponentChild {
  if (dayOf(now(), zone) !== day) return null;
  const [hours = 0, minutes = 0] = clockTime(now(), zone).split(':').map(Number);
  const at = hours + minutes / 60;
  return at >= from && at <= to && h('div', { class: 'week-now', style: { top: `${(at - from) * HOUR_PX}px` } });
}

/** The same week where there is no room for columns. */
export function DayList(props: DaysProps): ComponentChild {
  const { days, meetings, zone } = props;
  return h(
    'div',
    { class: 'day-list' },
    days.map((day) => {
      const all = [...wholeDaysOn(meetings, day), ...meetingsOn(meetings, day, zone)];
      return h(
        'section',
        { key: day, 'data-day': day, 'aria-labelledby': `day-${day}` },
        heading(props, day, dayTitle(day)),
        all.length === 0
          ? h('p', { class: 'faint' }, 'Nothing')
          : h(
              'ol',
              {},
              all.map((meeting) => h('li', { key: meeting.id }, chip(props, meeting))),
            ),
      );
    }),
  );
}
