import { type ComponentChild, h } from 'preact';
import { useState } from 'preact/hooks';
import { attachedFile } from '../blocks/pictures.ts';
import { drawText } from '../blocks/surface.ts';
import { isObject, objects, text } from '../json.ts';
import { isSafeUrl, readMrkdwn } from '../mrkdwn.ts';
import type { Json, Message } from '../wire.ts';
import type { Here } from './here.ts';
import { useSurface } from './surface-of.ts';
import { drawPieces, mrkdwn } from './text.ts';

/** What a message says: its blocks, or its text where it has none, and what hangs on it. */

const LONG = 3_000;
const MANY_LINES = 40;

export function Content({ here, message }: { here: Here; message: Message }): ComponentChild {
  const { channel, ts, blocks = [], attachments = [], files = [] } = message;
  const [whole, showWhole] = useState(false);
  const { surface } = useSurface({ here, where: 'message', key: `m${ts}`, at: { channel, ts } });
  const long = isLong(message);
  const words = blocks.length > 0 ? surface.draw(blocks) : plain(here, message);
  return h(
    'div',
    { class: `content${long && !whole ? ' clipped' : ''}`, dir: 'auto' },
    words,
    attachments.map((one) => attachment(here, one, surface.draw)),
    files.map((file) => (isObject(file) ? attachedFile(file) : null)),
    long &&
      h(
        'button',
        { type: 'button', class: 'link', onClick: () => showWhole(!whole) },
        whole ? 'Show less' : 'Show all of it',
      ),
  );
}

function isLong({ text: said }: Message): boolean {
  return said.length > LONG || said.split('\n').length > MANY_LINES;
}

const FEW = 12;

/** A message of nothing but emoji shows them large. */
function plain(here: Here, { text: said, subtype }: Message): ComponentChild {
  const pieces = readMrkdwn(said);
  const only =
    pieces.length <= FEW &&
    pieces.every((piece) => piece.is === 'emoji' || (piece.is === 'text' && piece.text.trim() === ''));
  const kind = only && said !== '' ? 'words words-large' : subtype === 'me_message' ? 'words words-me' : 'words';
  return h('div', { class: kind }, drawPieces(here, pieces));
}

function attachment(here: Here, given: Json, draw: (blocks: Json[]) => ComponentChild): ComponentChild {
  const title = text(given.title);
  const url = text(given.title_link);
  const blocks = objects(given.blocks);
  const said = text(given.text) || (blocks.length === 0 && !title ? text(given.fallback) : '');
  return h(
    'div',
    { class: 'attachment' },
    given.pretext !== undefined && h('p', {}, mrkdwn(here, text(given.pretext))),
    given.author_name !== undefined && h('small', {}, text(given.author_name)),
    title &&
      h(
        'p',
        { class: 'card-title' },
        isSafeUrl(url) ? h('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, title) : title,
      ),
    said && h('div', { class: 'words' }, mrkdwn(here, said)),
    h(
      'div',
      { class: 'fields' },
      objects(given.fields).map((field) =>
        h(
          'div',
          {},
          h('strong', {}, text(field.title)),
          h('div', {}, drawText(here, { type: 'mrkdwn', text: text(field.value) })),
        ),
      ),
    ),
    draw(blocks),
    given.footer !== undefined && h('small', {}, text(given.footer)),
  );
}
