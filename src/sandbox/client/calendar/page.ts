import { type ComponentChild, h } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { ask, Refused } from '../ask.ts';
import { dayOf, momentOf } from '../dates.ts';
import type { ExtraProps } from '../extras.ts';
import { now } from '../now.ts';
import type { State } from '../state.ts';
import type { Choice } from '../view/combobox.ts';
import type { Meeting, Week } from '../wire.ts';
import { addDays, isDay, weekAround, weekTitle } from './days.ts';
import { type Draft, draftOf, newDraft } from './draft.ts';
import { MeetingForm } from './form.ts';
import { DayList, Grid } from './grid.ts';
import { CalendarHead } from './head.ts';
import { MeetingView } from './meeting.ts';
import { placeIn, readPlaceIn } from './place.ts';
import { walkMeetings } from './walk-keys.ts';

interface Filling {
  draft: Draft;
  meeting?: Meeting;
}

const MORNING = 10 * 60;

/** Somebody's week. */
export function CalendarPage({ here, state }: ExtraProps): ComponentChild {
  const { tz } = state.me;
  const place = readPlaceIn(state.place);
  const { of } = place;
  const today = dayOf(now(), tz);
  const day = place.day !== undefined && isDay(place.day) ? place.day : today;
  const days = weekAround(day);
  const { week, wrong } = useWeek(state, of, days);
  const isWide = useWide();
  const [filling, fill] = useState<Filling>();
  const isMe = of === undefined;
  const meeting = week?.meetings.find(({ id, busy }) => id === place.meeting && !busy);
  const weekPlace = placeIn({ of, day });
  const onNew = isMe ? (on: string, minute = MORNING) => fill({ draft: newDraft(on, minute, tz) }) : undefined;
  const shown = { days, meetings: week?.meetings ?? [], zone: tz, isMe, onNew };
  const done = (draft: Draft) => {
    fill(undefined);
    here.say(filling?.meeting ? 'The meeting is changed.' : 'The meeting stands in the calendar.');
    here.go(placeIn({ day: draft.allDay ? draft.from : draft.start.slice(0, 10) }));
  };
  const region = useRef<HTMLDivElement>(null);
  useTodayInView(region, [week !== undefined, of, days[0], isWide]);
  const focusing = useFocusKept(region, [week, filling, meeting?.id]);
  return h(
    'section',
    { class: 'room calendar', 'aria-label': 'Calendar', ...focusing },
    h(CalendarHead, {
      here,
      state,
      place: { ...place, day },
      today,
      title: weekTitle(days),
      onNew: () => onNew?.(newDay(days, today)),
    }),
    h(
      'div',
      { ref: region, class: 'home', tabIndex: 0, role: 'region', 'aria-label': 'The week', onKeyDown: walkMeetings },
      wrong && h('p', { class: 'empty', role: 'alert' }, wrong),
      !wrong &&
        h(isWide ? Grid : DayList, {
          ...shown,
          href: ({ id }: Meeting) => here.address(placeIn({ of, day, meeting: id })),
        }),
      week &&
        place.meeting !== undefined &&
        !meeting &&
        h('p', { class: 'empty', role: 'alert' }, 'That meeting is not in this week any more.'),
      week?.feed !== undefined && h(FeedLink, { here, path: week.feed }),
    ),
    meeting &&
      !filling &&
      h(MeetingView, {
        ...{ key: meeting.id, here, state, meeting, isMine: isMe },
        onClose: () => here.go(weekPlace),
        onChange: () => fill({ meeting, draft: draftOf(meeting, guestsOf(state, meeting), tz) }),
      }),
    filling && h(MeetingForm, { here, state, ...filling, onClose: () => fill(undefined), onDone: done }),
  );
}

function newDay(days: readonly string[], today: string): string {
  return days.includes(today) ? today : (days[0] ?? today);
}

function guestsOf({ people, me }: State, { guests }: Meeting): Choice[] {
  return guests
    .filter(({ person }) => person !== me.id)
    .map(({ person, mail, name }) => ({ key: people.get(person ?? '')?.name ?? mail, words: name }));
}

/** What stands in the calendar; asked for anew when something in calendars has changed. */
function useWeek(
  state: State,
  of: string | undefined,
  days: readonly string[],
): { week: Week | undefined; wrong: string } {
  const { id, tz } = state.me;
  const key = `${of ?? ''} ${days[0]}`;
  const [found, set] = useState<{ key: string; week?: Week; wrong: string }>({ key, wrong: '' });
  useEffect(() => {
    let late = false;
    const from = momentOf(`${days[0]}T00:00`, tz);
    const to = momentOf(`${addDays(days[0] ?? '', days.length)}T00:00`, tz);
    const query = { as: id, from: String(from), to: String(to), ...(of === undefined ? {} : { of }) };
    ask<Week>('calendar', query).then(
      (week) => !late && set({ key, week, wrong: '' }),
      (error: unknown) =>
        !late && set({ key, wrong: error instanceof Refused ? error.message : 'The calendar could not be shown.' }),
    );
    return () => {
      late = true;
    };
  }, [id, key, state.calendars]);
  return found.key === key ? { week: found.week, wrong: found.wrong } : { week: undefined, wrong: '' };
}

/** A week opens at today, where that is in it, and else at its Monday. */
function useTodayInView(region: { current: HTMLDivElement | null }, opened: readonly unknown[]): void {
  useLayoutEffect(() => {
    const { current } = region;
    const first = current?.querySelector('.day-today') ?? current?.querySelector('.day-head');
    first?.scrollIntoView({ block: 'start', inline: 'nearest' });
  }, [...opened]);
}

/** What had the focus may be gone by now, moved or cancelled; then the week has it. */
function useFocusKept(region: { current: HTMLDivElement | null }, changes: readonly unknown[]): object {
  const inside = useRef(false);
  useEffect(() => {
    if (inside.current && document.activeElement === document.body) region.current?.focus();
  }, [...changes]);
  return {
    onFocusIn: () => {
      inside.current = true;
    },
    onFocusOut: ({ currentTarget, relatedTarget }: FocusEvent) => {
      if (relatedTarget instanceof Node && currentTarget instanceof Node && !currentTarget.contains(relatedTarget))
        inside.current = false;
    },
  };
}

const WIDE = '(min-width: 800px)';

function useWide(): boolean {
  const [wide, set] = useState(matchMedia(WIDE).matches);
  useEffect(() => {
    const media = matchMedia(WIDE);
    const turned = () => set(media.matches);
    media.addEventListener('change', turned);
    return () => media.removeEventListener('change', turned);
  }, []);
  return wide;
}

/** For programs that read calendars. */
function FeedLink({ here, path }: { here: ExtraProps['here']; path: string }): ComponentChild {
  const copy = async () => {
    const address = new URL(path, location.href).href;
    try {
      await navigator.clipboard.writeText(address);
      here.say('The address is copied. Whoever knows it reads this calendar.');
    } catch {
      here.say(address);
    }
  };
  return h(
    'p',
    { class: 'feed' },
    h('a', { href: path }, 'This calendar as a feed (ICS)'),
    h('button', { type: 'button', class: 'link', onClick: () => void copy() }, 'Copy its address'),
  );
}
