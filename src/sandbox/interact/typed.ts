import type { Block } from '../facts.ts';
import { newId } from '../ids.ts';
import { findGroup, findPerson, findRoom, type Workspace } from '../workspace.ts';
import { richElements } from './typed-rich.ts';

/** Turns what a person types into what Slack stores: escaped text with ids for people and channels, and the rich text of it. */

type Piece =
  | { type: 'text'; text: string }
  | { type: 'user'; user_id: string }
  | { type: 'usergroup'; usergroup_id: string }
  | { type: 'channel'; channel_id: string }
  | { type: 'broadcast'; range: string }
  | { type: 'link'; url: string; text?: string }
  | { type: 'emoji'; name: string };

const TOKEN = /<https?:\/\/[^\s|<>]+\|[^|<>]+>|https?:\/\/[^\s<>]+|@[\w.-]+|#[\w-]+|:[a-z0-9_+-]+:/g;
const BROADCAST = new Set(['here', 'channel', 'everyone']);

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function pieces(workspace: Workspace, typed: string): Piece[] {
  const found: Piece[] = [];
  let from = 0;
  for (const match of typed.matchAll(TOKEN)) {
    const piece = recognise(workspace, match[0]);
    if (!piece) continue;
    if (match.index > from) found.push({ type: 'text', text: typed.slice(from, match.index) });
    found.push(piece);
    from = match.index + match[0].length;
  }
  return from < typed.length ? [...found, { type: 'text', text: typed.slice(from) }] : found;
}

function recognise(workspace: Workspace, token: string): Piece | undefined {
  if (token.startsWith('http')) return { type: 'link', url: token };
  if (token.startsWith('<')) return namedLink(token);
  if (token.startsWith(':')) return { type: 'emoji', name: token.slice(1, -1) };
  const name = token.slice(1);
  if (token.startsWith('#')) return named(findRoom(workspace, name)?.channel.id);
  if (BROADCAST.has(name)) return { type: 'broadcast', range: name };
  const person = findPerson(workspace, name);
  if (person) return { type: 'user', user_id: person.id };
  const group = findGroup(workspace, name);
  return group && { type: 'usergroup', usergroup_id: group.id };
}

/** `<https://…|words>`, which Slack makes when a link is pasted over words. */
function namedLink(token: string): Piece {
  const [url = '', text = ''] = token.slice(1, -1).split('|');
  return { type: 'link', url, text };
}

function named(channelId: string | undefined): Piece | undefined {
  return channelId === undefined ? undefined : { type: 'channel', channel_id: channelId };
}

function mrkdwn(piece: Piece): string {
  switch (piece.type) {
    case 'user':
      return `<@${piece.user_id}>`;
    case 'usergroup':
      return `<!subteam^${piece.usergroup_id}>`;
    case 'channel':
      return `<#${piece.channel_id}>`;
    case 'broadcast':
      return `<!${piece.range}>`;
    case 'link':
      return `<${escapeText(piece.url)}${piece.text === undefined ? '' : `|${escapeText(piece.text)}`}>`;
    case 'emoji':
      return `:${piece.name}:`;
    default:
      return escapeText(piece.text);
  }
}

export function typedMessage(workspace: Workspace, typed: string): { text: string; blocks: Block[] } {
  const elements = richElements(typed, (part) => pieces(workspace, part));
  return {
    text: pieces(workspace, typed).map(mrkdwn).join(''),
    blocks: [{ type: 'rich_text', block_id: newId('', 5), elements }],
  };
}

/** With `should_escape`, which the manifest sets, commands name people and channels as `<@id|name>` and `<#id|name>`. */
export function typedCommand(workspace: Workspace, typed: string): string {
  return typed.replace(/[@#][\w.-]+/g, (token) => {
    const person = token.startsWith('@') ? findPerson(workspace, token) : undefined;
    if (person) return `<@${person.id}|${person.name}>`;
    const group = token.startsWith('@') ? findGroup(workspace, token) : undefined;
    if (group) return `<!subteam^${group.id}|@${group.handle}>`;
    const room = token.startsWith('#') ? findRoom(workspace, token.slice(1)) : undefined;
    return room ? `<#${room.channel.id}|${room.channel.name}>` : token;
  });
}
