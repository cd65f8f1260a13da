import { type ComponentChild, h } from 'preact';
import { clockTime } from '../dates.ts';
import { sign } from '../view/sign.ts';
import type { Answer, Meeting } from '../wire.ts';

/** A meeting as it stands in a week: a way to open it. */

export const ANSWERS: Record<Answer, string> = {
  accepted: 'comes',
  tentative: 'may come',
  declined: 'does not come',
  needsAction: 'has not answered',
};

/** How much there is to write on: a line, a narrow strip, some lines, or enough for all of it. */
export type ChipRoom = 'line' | 'strip' | 'some' | 'all';

interface ChipProps {
  meeting: Meeting;
  zone: string;
  href: string;
  isMe: boolean;
  room?: ChipRoom;
}

export function Chip({ meeting, zone, href, isMe, room = 'all' }: ChipProps): ComponentChild {
  const { id, title, start, end, days, busy, answer, location, series } = meeting;
  const until = ` – ${clockTime(end, zone)}`;
  const isShort = room === 'line' || room === 'strip';
  const kind = `chip-meeting chip-${room} answer-${answer ?? 'accepted'}${days ? ' chip-day' : ''}${busy ? ' chip-busy' : ''}`;
  const said = [days && 'all day', words(answer, isMe)].filter(Boolean);
  const inside = [
    h('span', { class: 'chip-title', dir: 'auto' }, title || '(no title)'),
    aside(', '),
    !days && h('span', { class: 'chip-time' }, clockTime(start, zone), isShort ? aside(until) : until),
    location && h('span', { class: 'chip-where', dir: 'auto' }, aside(', '), location),
    said.length > 0 && aside(` ${said.join(', ')}`),
    series && sign('repeat'),
  ];
  const whole = `${title}${days ? '' : ` ${clockTime(start, zone)}${until}`}`;
  return busy
    ? h('p', { class: kind }, inside)
    : h('a', { class: kind, href, 'data-meeting': id, title: whole }, inside);
}

/** Heard and not seen. */
function aside(text: string): ComponentChild {
  return h('span', { class: 'hidden' }, text);
}

function words(answer: Answer | null, isMe: boolean): string {
  if (answer === null || answer === 'accepted') return '';
  if (!isMe) return ANSWERS[answer];
  return { declined: 'you declined', tentative: 'you may come', needsAction: 'you have not answered' }[answer];
}
