import { type ComponentChild, h } from 'preact';
import { text } from '../json.ts';
import { isSafeUrl } from '../mrkdwn.ts';
import { sign } from '../view/sign.ts';
import type { Json } from '../wire.ts';
import { type DrawBlock, drawText } from './surface.ts';

/** Pictures, films and files. Nothing is loaded from the network: a frame says what would be there. */

export function frame(says: ComponentChild): ComponentChild {
  return h('div', { class: 'frame' }, says);
}

export function image(picture: Json, small = false): ComponentChild {
  const alt = text(picture.alt_text) || 'no description';
  return h(
    'span',
    { class: small ? 'picture picture-small' : 'picture', role: 'img', 'aria-label': `Image: ${alt}`, title: alt },
    sign('image'),
    h('span', { 'aria-hidden': 'true' }, alt),
  );
}

const imageBlock: DrawBlock = ({ here }, block) =>
  h(
    'figure',
    { class: 'figure' },
    block.title !== undefined && h('figcaption', {}, drawText(here, block.title)),
    image(block),
  );

const video: DrawBlock = ({ here }, block) => {
  const url = text(block.title_url) || text(block.video_url);
  const title = drawText(here, block.title);
  return h(
    'figure',
    { class: 'figure' },
    h(
      'figcaption',
      {},
      isSafeUrl(url) ? h('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, title) : title,
    ),
    block.author_name !== undefined && h('small', {}, text(block.author_name)),
    image({ alt_text: `Video: ${text(block.alt_text)}` }),
    block.description !== undefined && h('p', {}, drawText(here, block.description)),
  );
};

const file: DrawBlock = (_, block) =>
  h(
    'div',
    { class: 'file' },
    sign('file'),
    h('span', {}, `A file from elsewhere (${text(block.source) || 'unknown'}): ${text(block.external_id)}`),
  );

/** A file that a person or an app put into a message. */
export function attachedFile(given: Json): ComponentChild {
  const title = text(given.title) || text(given.name) || 'A file';
  const kind = text(given.pretty_type) || text(given.filetype) || text(given.mimetype);
  return h('div', { class: 'file' }, sign('file'), h('span', {}, title, kind && h('small', {}, kind)));
}

export const pictures: Record<string, DrawBlock> = { image: imageBlock, video, file };
