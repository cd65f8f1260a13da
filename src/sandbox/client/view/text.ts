import { type ComponentChild, h } from 'preact';
import { readPermalink } from '../address.ts';
import { fullTime, templateDate } from '../dates.ts';
import { emojiNamed } from '../emoji.ts';
import { readMarkdown } from '../markdown.ts';
import { isSafeUrl, type Piece, readMrkdwn } from '../mrkdwn.ts';
import { now } from '../now.ts';
import { slugOf, titleOf } from '../state.ts';
import type { Here } from './here.ts';

/** Pieces of text as a person sees them. Everything ends as text nodes and elements of ours: no markup of anybody else's. */

export function mrkdwn(here: Here, source: string): ComponentChild {
  return drawPieces(here, readMrkdwn(source));
}

export function markdown(here: Here, source: string): ComponentChild {
  return drawPieces(here, readMarkdown(source));
}

const TAGS = { bold: 'strong', italic: 'em', strike: 's' } as const;

export function drawPieces(here: Here, pieces: readonly Piece[]): ComponentChild[] {
  return pieces.map((piece) => drawPiece(here, piece));
}

function drawPiece(here: Here, piece: Piece): ComponentChild {
  const inner = (inside: Piece[]) => drawPieces(here, inside);
  switch (piece.is) {
    case 'text':
      return piece.text;
    case 'break':
      return h('br', {});
    case 'style':
      return h(TAGS[piece.style], {}, inner(piece.inside));
    case 'code':
      return h('code', {}, piece.text);
    case 'fence':
      return h('pre', { tabIndex: 0 }, h('code', {}, piece.text));
    case 'quote':
      return h('blockquote', {}, inner(piece.inside));
    case 'heading':
      return h(
        'p',
        { class: 'heading', role: 'heading', 'aria-level': String(Math.min(6, piece.level + 2)) },
        inner(piece.inside),
      );
    case 'list':
      return h(
        piece.ordered ? 'ol' : 'ul',
        {},
        piece.items.map((item) => h('li', {}, inner(item))),
      );
    case 'table':
      return table(here, piece.rows);
    case 'rule':
      return h('hr', {});
    case 'image':
      return h('span', { class: 'frame' }, `Image: ${piece.alt || 'without a description'}`);
    case 'user':
      return person(here, piece.id, piece.label);
    case 'channel':
      return channel(here, piece.id, piece.label);
    case 'group':
      return group(here, piece.id, piece.label);
    case 'all':
      return h('span', { class: 'mention mention-me' }, `@${piece.range}`);
    case 'link':
      return link(here, piece.url, inner(piece.inside));
    case 'date':
      return date(here, piece);
    case 'emoji':
      return emoji(piece.name);
  }
}

function table(here: Here, rows: Piece[][][]): ComponentChild {
  const [head = [], ...body] = rows;
  const cell = (tag: 'th' | 'td') => (pieces: Piece[]) => h(tag, {}, drawPieces(here, pieces));
  return h(
    'div',
    { class: 'table-frame', tabIndex: 0, role: 'group', 'aria-label': 'Table' },
    h(
      'table',
      {},
      h('thead', {}, h('tr', {}, head.map(cell('th')))),
      h(
        'tbody',
        {},
        body.map((row) => h('tr', {}, row.map(cell('td')))),
      ),
    ),
  );
}

export function person(here: Here, id: string, label = ''): ComponentChild {
  const { people, me, app } = here.state();
  const known = people.get(id);
  const words = `@${known?.realName ?? (label || 'somebody')}`;
  const kind = id === me.id ? 'mention mention-me' : 'mention';
  if (!known || known.bot) {
    return id === app.user
      ? h('a', { class: kind, href: here.address({ at: 'app', tab: 'home' }) }, words)
      : h('span', { class: kind }, words);
  }
  return h(
    'a',
    { class: kind, href: here.address({ at: 'room', room: `@${known.name}` }), title: known.title || known.name },
    h('bdi', {}, words),
  );
}

export function channel(here: Here, id: string, label = ''): ComponentChild {
  const state = here.state();
  const room = state.rooms.get(id);
  if (!room) return h('span', { class: 'mention' }, label ? `#${label}` : 'a channel you cannot see');
  return h(
    'a',
    { class: 'mention', href: here.address({ at: 'room', room: slugOf(state, room) }) },
    `#${titleOf(state, room)}`,
  );
}

export function group(here: Here, id: string, label = ''): ComponentChild {
  const { groups, me, people } = here.state();
  const known = groups.get(id);
  const members = known?.members.map((one) => people.get(one)?.realName ?? one).join(', ');
  const kind = known?.members.includes(me.id) ? 'mention mention-me' : 'mention';
  return h('span', { class: kind, title: members }, known ? `@${known.handle}` : label || '@group');
}

/** A permalink of this workspace leads to the message; any other address opens beside the page. */
export function link(here: Here, url: string, words: ComponentChild): ComponentChild {
  if (!isSafeUrl(url)) return h('span', {}, words);
  const permalink = readPermalink(url, here.state().team.domain);
  if (!permalink) return h('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, words);
  const { channel: room, ts, thread } = permalink;
  return h(
    'a',
    { href: here.address({ at: 'room', room, ts, ...(thread && thread !== ts ? { thread } : {}) }) },
    words,
  );
}

export function date(
  here: Here,
  piece: { seconds: number; format: string; url: string; fallback: string },
): ComponentChild {
  const zone = here.state().me.tz;
  const words = templateDate(piece, zone, now());
  const ms = piece.seconds * 1000;
  const told = Number.isFinite(ms) && Math.abs(ms) < 8e15;
  const time = told ? h('time', { dateTime: new Date(ms).toISOString(), title: fullTime(ms, zone) }, words) : words;
  return piece.url ? link(here, piece.url, time) : time;
}

export function emoji(name: string): ComponentChild {
  const sign = emojiNamed(name);
  if (sign === undefined) return `:${name}:`;
  return h(
    'span',
    { class: 'emoji', role: 'img', 'aria-label': `${name.replaceAll('_', ' ')} emoji`, title: `:${name}:` },
    sign,
  );
}
