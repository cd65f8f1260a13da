import { type ComponentChild, h } from 'preact';
import { useState } from 'preact/hooks';
import { isDirect, type State } from '../state.ts';
import type { Room } from '../wire.ts';
import { Dialog } from './dialog.ts';
import type { Here } from './here.ts';
import { signOf } from './room.ts';
import { sign } from './sign.ts';

/** Every channel this person may see, to look into or to join; and a new one. */
export function Channels({ here, state }: { here: Here; state: State }): ComponentChild {
  const [typed, type] = useState('');
  const [making, make] = useState(false);
  const rooms = [...state.rooms.values()]
    .filter(
      (room) =>
        !isDirect(room) && `${room.name} ${room.topic} ${room.purpose}`.toLowerCase().includes(typed.toLowerCase()),
    )
    .sort((a, b) => a.name.localeCompare(b.name));
  return h(
    'section',
    { class: 'room', 'aria-label': 'Channels' },
    h(
      'header',
      { class: 'room-head' },
      h('h1', {}, 'Channels'),
      h('p', { class: 'topic' }),
      h('button', { type: 'button', class: 'button', onClick: () => make(true) }, 'New channel'),
    ),
    h(
      'div',
      { class: 'home' },
      h(
        'div',
        { class: 'home-inside' },
        h('input', {
          class: 'field',
          type: 'search',
          'aria-label': 'Find a channel',
          placeholder: 'Find a channel',
          value: typed,
          onInput: ({ currentTarget }: Event) => currentTarget instanceof HTMLInputElement && type(currentTarget.value),
        }),
        h(
          'ul',
          { class: 'channel-list' },
          rooms.map((room) => row(here, room)),
        ),
        rooms.length === 0 && h('p', { class: 'faint' }, 'No channel that you can see is called like that.'),
      ),
    ),
    making && h(NewChannel, { here, onClose: () => make(false) }),
  );
}

function row(here: Here, room: Room): ComponentChild {
  const notes = [
    `${room.members.length} ${room.members.length === 1 ? 'member' : 'members'}`,
    room.archived ? 'archived' : '',
    room.topic || room.purpose,
  ];
  return h(
    'li',
    { key: room.id },
    h(
      'a',
      { href: here.address({ at: 'room', room: room.name }) },
      h('span', { class: 'channel-name' }, sign(signOf(room)), h('bdi', {}, room.name)),
      h('small', {}, notes.filter(Boolean).join(' · ')),
    ),
    !room.joined &&
      !room.archived &&
      h(
        'button',
        {
          type: 'button',
          class: 'button',
          'aria-label': `Join ${room.name}`,
          onClick: () => void here.deeds.join(room.id),
        },
        'Join',
      ),
  );
}

function NewChannel({ here, onClose }: { here: Here; onClose(): void }): ComponentChild {
  const [name, setName] = useState('');
  const [isPrivate, setPrivate] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    const wanted = name.trim().toLowerCase().replace(/\s+/g, '-');
    if (wanted === '' || !(await here.deeds.createChannel(wanted, isPrivate))) return;
    onClose();
    here.go({ at: 'room', room: wanted });
  };
  return h(
    Dialog,
    { title: 'New channel', onClose },
    h(
      'form',
      { onSubmit: (event: Event) => void submit(event) },
      h(
        'div',
        { class: 'modal-body' },
        h(
          'div',
          { class: 'input' },
          h('label', { class: 'label', for: 'new-channel' }, 'Name'),
          h('input', {
            id: 'new-channel',
            class: 'field',
            'data-first': '',
            maxLength: 80,
            value: name,
            onInput: ({ currentTarget }: Event) =>
              currentTarget instanceof HTMLInputElement && setName(currentTarget.value),
          }),
        ),
        h(
          'label',
          { class: 'choice' },
          h('input', { type: 'checkbox', checked: isPrivate, onChange: () => setPrivate(!isPrivate) }),
          h('span', {}, 'Private', h('small', {}, 'Only who is invited sees it')),
        ),
      ),
      h(
        'div',
        { class: 'modal-foot' },
        h('button', { type: 'button', class: 'button', onClick: onClose }, 'Cancel'),
        h('button', { type: 'submit', class: 'button button-primary' }, 'Make it'),
      ),
    ),
  );
}
