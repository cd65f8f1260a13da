import { type ComponentChild, h } from 'preact';
import { useState } from 'preact/hooks';
import { clockTime } from '../dates.ts';
import { now } from '../now.ts';
import type { Person } from '../wire.ts';
import { Avatar, Presence } from './avatar.ts';
import type { Here } from './here.ts';
import { Popup } from './popup.ts';
import { emoji } from './text.ts';

/** A name that tells who it is when it is pressed. */
export function Name({
  here,
  person,
  words,
}: {
  here: Here;
  person: Person | undefined;
  words: string;
}): ComponentChild {
  const [anchor, open] = useState<HTMLElement>();
  if (!person) return h('bdi', { class: 'author' }, words);
  const toggle = ({ currentTarget }: MouseEvent) =>
    currentTarget instanceof HTMLElement && open(anchor ? undefined : currentTarget);
  return [
    h('button', { type: 'button', class: 'author', 'aria-haspopup': 'dialog', onClick: toggle }, h('bdi', {}, words)),
    anchor && h(Popup, { anchor, label: words, onClose: () => open(undefined) }, profile(here, person)),
  ];
}

function profile(here: Here, person: Person): ComponentChild {
  const { realName, name, title, tz, role, status, outside } = person;
  const href = person.bot ? here.address({ at: 'app', tab: 'home' }) : here.address({ at: 'room', room: `@${name}` });
  const standing = outside ? 'Works for another company' : role === 'member' || person.bot ? '' : role;
  return h(
    'div',
    { class: 'profile' },
    h(Avatar, { person, name: realName, size: 'large' }),
    h('p', { class: 'card-title' }, h('bdi', {}, realName), ' ', h(Presence, { person })),
    h('p', {}, person.bot ? 'App' : title),
    status?.text && h('p', {}, status.emoji && emoji(status.emoji.replaceAll(':', '')), ' ', status.text),
    h('p', { class: 'faint' }, `@${name}${standing ? ` · ${standing}` : ''}`),
    !person.bot && h('p', { class: 'faint' }, `${clockTime(now(), tz)} there (${tz})`),
    h('a', { class: 'button', href, 'data-first': '' }, person.bot ? 'Open' : 'Message'),
  );
}
