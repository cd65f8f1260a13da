import { type ComponentChild, h } from 'preact';
import { object, objects, text } from '../json.ts';
import type { Here } from '../view/here.ts';
import { channel, date, emoji, group, link, person } from '../view/text.ts';
import type { Json } from '../wire.ts';
import type { DrawBlock } from './surface.ts';

/** Rich text, as Slack's own composer makes it. */

const richText: DrawBlock = ({ here }, block) => h('div', { class: 'rich' }, drawRich(here, block));

export function drawRich(here: Here, block: Json): ComponentChild {
  const parts = objects(block.elements);
  return lists(parts).map((part) => (Array.isArray(part) ? nested(here, part) : drawPart(here, part)));
}

/** Lists that follow each other are one list, by their indents. */
function lists(parts: readonly Json[]): (Json | Json[])[] {
  const grouped: (Json | Json[])[] = [];
  for (const part of parts) {
    const last = grouped.at(-1);
    if (part.type !== 'rich_text_list') grouped.push(part);
    else if (Array.isArray(last)) last.push(part);
    else grouped.push([part]);
  }
  return grouped;
}

function nested(here: Here, parts: readonly Json[]): ComponentChild {
  return parts.map((part) => {
    const indent = Math.min(8, Math.max(0, Number(part.indent ?? 0)));
    const tag = part.style === 'ordered' ? 'ol' : 'ul';
    const start = part.style === 'ordered' && Number(part.offset) > 0 ? { start: Number(part.offset) + 1 } : {};
    const items = objects(part.elements).map((item) => h('li', {}, inline(here, item)));
    return h(tag, { class: `indent-${indent}${part.border === 1 ? ' bordered' : ''}`, ...start }, items);
  });
}

function drawPart(here: Here, part: Json): ComponentChild {
  const border = part.border === 1 ? 'bordered' : undefined;
  switch (part.type) {
    case 'rich_text_section':
      return h('div', {}, inline(here, part));
    case 'rich_text_quote':
      return h('blockquote', {}, inline(here, part));
    case 'rich_text_preformatted':
      return h('pre', { class: border, tabIndex: 0 }, h('code', {}, inline(here, part)));
    default:
      return h('div', { class: 'frame' }, `Text of the kind “${text(part.type)}”, which the sandbox does not know.`);
  }
}

function inline(here: Here, part: Json): ComponentChild[] {
  return objects(part.elements).map((element) => styled(element, drawInline(here, element)));
}

function drawInline(here: Here, element: Json): ComponentChild {
  switch (element.type) {
    case 'text':
      return text(element.text);
    case 'user':
      return person(here, text(element.user_id));
    case 'channel':
      return channel(here, text(element.channel_id));
    case 'usergroup':
      return group(here, text(element.usergroup_id));
    case 'team':
      return h('span', { class: 'mention' }, here.state().team.name);
    case 'broadcast':
      return h('span', { class: 'mention mention-me' }, `@${text(element.range)}`);
    case 'emoji':
      return emoji(text(element.name));
    case 'link':
      return link(here, text(element.url), text(element.text) || text(element.url));
    case 'color':
      return h('code', {}, text(element.value));
    case 'date':
      return date(here, {
        seconds: Number(element.timestamp),
        format: text(element.format),
        url: text(element.url),
        fallback: text(element.fallback),
      });
    default:
      return `[${text(element.type) || 'unknown'}]`;
  }
}

const STYLES = { bold: 'strong', italic: 'em', strike: 's', code: 'code', underline: 'u' } as const;

function styled(element: Json, drawn: ComponentChild): ComponentChild {
  const style = object(element.style);
  return Object.entries(STYLES).reduce(
    (inside, [name, tag]) => (style[name] === true ? h(tag, {}, inside) : inside),
    drawn,
  );
}

export const richTexts: Record<string, DrawBlock> = { rich_text: richText };
