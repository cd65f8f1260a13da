import { type ComponentChild, h } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { type Completion, complete, isCommand } from '../complete.ts';
import type { Room } from '../wire.ts';
import { alsoBox, attachButton, fillField, mention, offered, suggestions } from './composer-parts.ts';
import { EmojiPicker } from './emoji-picker.ts';
import type { Here } from './here.ts';
import { Menu } from './menu.ts';
import { sign } from './sign.ts';

interface ComposerProps {
  here: Here;
  room: Room;
  title: string;
  thread?: string;
  autofocus?: boolean;
  /** Up out of an empty field: to the messages. */
  onUp(): void;
}

/** What was typed and not sent, by person and place; it is still there when somebody comes back. */
const drafts = new Map<string, string>();

export function Composer(props: ComposerProps): ComponentChild {
  const { here, room, title, thread, autofocus = false } = props;
  const draft = `${here.state().me.id} ${room.id} ${thread ?? ''}`;
  const field = useRef<HTMLTextAreaElement>(null);
  const [typed, setTyped] = useState(drafts.get(draft) ?? '');
  const [completion, setCompletion] = useState<Completion>();
  const [at, move] = useState(0);
  const [alsoToRoom, setAlso] = useState(false);
  const [open, setOpen] = useState<{ what: 'emoji' | 'plus'; anchor: HTMLElement }>();
  const sending = useRef(false);
  const chooser = useRef<HTMLInputElement>(null);

  useEffect(() => setTyped(drafts.get(draft) ?? ''), [draft]);
  useLayoutEffect(() => {
    if (autofocus) field.current?.focus();
  }, [draft, autofocus]);

  const write = (words: string) => {
    drafts.set(draft, words);
    setTyped(words);
  };
  const look = (element: HTMLTextAreaElement) => {
    setCompletion(complete(here.state(), room.id, element.value, element.selectionStart));
    move(0);
  };
  /** Puts something in at the caret, in place of what stands there from `from` on. */
  const put = (words: string, from?: number) => {
    const element = field.current;
    if (!element) return;
    const after = element.value.slice(element.selectionEnd);
    const before = element.value.slice(0, from ?? element.selectionStart) + words;
    write(fillField(element, before + (after.startsWith(' ') ? '' : ' '), after));
    setCompletion(undefined);
  };
  const send = async () => {
    const words = (field.current?.value ?? typed).trim();
    if (words === '' || sending.current) return;
    if (isCommand(words) && thread !== undefined) {
      here.say(
        `Commands do not work in threads, at Slack neither. Use the message’s menu, or type it in ${title}.`,
        true,
      );
      return;
    }
    sending.current = true;
    setCompletion(undefined);
    write('');
    const done = isCommand(words)
      ? await here.deeds.command(room.id, words)
      : await here.deeds.say(room.id, words, thread, alsoToRoom);
    sending.current = false;
    if (!done && (drafts.get(draft) ?? '') === '') write(words);
    field.current?.focus();
  };
  const attach = async (file: File | undefined) => {
    if (chooser.current) chooser.current.value = '';
    if (!file) return;
    if (await here.deeds.attach(room.id, file, typed.trim(), thread)) write('');
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const chosen = completion?.suggestions[at];
    const last = (completion?.suggestions.length ?? 1) - 1;
    // Nothing is left to be put in once all of it is typed: Enter sends.
    const puts = event.key === 'Tab' || (event.key === 'Enter' && chosen?.put !== completion?.typed);
    if (completion && event.key === 'ArrowDown') move(at >= last ? 0 : at + 1);
    else if (completion && event.key === 'ArrowUp') move(at <= 0 ? last : at - 1);
    else if (completion && chosen && puts && !event.shiftKey) put(chosen.put, completion.from);
    else if (completion && event.key === 'Escape') setCompletion(undefined);
    else if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) void send();
    else if (event.key === 'ArrowUp' && typed === '') props.onUp();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const listId = `complete-${thread ?? 'room'}`;
  const label = thread === undefined ? `Message ${title}` : 'Reply';
  const opening =
    (what: 'emoji' | 'plus') =>
    ({ currentTarget }: MouseEvent) =>
      currentTarget instanceof HTMLElement && setOpen({ what, anchor: currentTarget });
  return h(
    'div',
    { class: 'composer' },
    h('textarea', {
      ref: field,
      'aria-label': label,
      'aria-autocomplete': 'list',
      'aria-haspopup': 'listbox',
      'aria-controls': completion ? listId : undefined,
      'aria-activedescendant': completion ? `${listId}-${at}` : undefined,
      placeholder: label,
      rows: 1,
      dir: 'auto',
      maxLength: 40_000,
      value: typed,
      onKeyDown,
      onInput: ({ currentTarget }: Event) => {
        if (!(currentTarget instanceof HTMLTextAreaElement)) return;
        write(currentTarget.value);
        look(currentTarget);
      },
      onBlur: () => setCompletion(undefined),
    }),
    completion &&
      field.current &&
      suggestions(
        completion,
        at,
        listId,
        field.current,
        (put_) => put(put_, completion.from),
        () => setCompletion(undefined),
      ),
    thread !== undefined && alsoBox(title, alsoToRoom, setAlso),
    h(
      'div',
      { class: 'composer-tools' },
      thread === undefined &&
        h(
          'button',
          {
            type: 'button',
            class: 'tool',
            'aria-label': 'Commands and shortcuts',
            'aria-haspopup': 'menu',
            title: 'Commands and shortcuts',
            onClick: opening('plus'),
          },
          sign('plus'),
        ),
      h(
        'button',
        { type: 'button', class: 'tool', 'aria-label': 'Emoji', title: 'Emoji', onClick: opening('emoji') },
        sign('smile'),
      ),
      attachButton(chooser, attach),
      h(
        'button',
        {
          type: 'button',
          class: 'tool tool-text',
          'aria-label': 'Mention somebody',
          title: 'Mention somebody',
          onClick: () => mention(field.current, write, look),
        },
        '@',
      ),
      h('span', { class: 'hint' }, 'Enter sends, Shift + Enter begins a line'),
      h(
        'button',
        {
          type: 'button',
          class: 'send',
          'aria-label': 'Send',
          title: 'Send (Enter)',
          disabled: typed.trim() === '',
          onClick: () => void send(),
        },
        sign('send'),
      ),
    ),
    open?.what === 'emoji' &&
      h(EmojiPicker, {
        anchor: open.anchor,
        onClose: () => setOpen(undefined),
        onPick: (name: string) => put(`:${name}:`),
      }),
    open?.what === 'plus' &&
      h(Menu, {
        anchor: open.anchor,
        label: 'Commands and shortcuts',
        items: offered(here, put),
        onClose: () => setOpen(undefined),
      }),
  );
}
