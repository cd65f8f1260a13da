import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { subscribed } from '../src/messages/events.ts';
import { manifestErrors } from '../src/sandbox/manifest-check.ts';
import { commands } from '../src/surfaces/slack.ts';
import { offered } from '../src/surfaces/slack-calls.ts';
import { findByWords } from '../src/surfaces/words.ts';
import { manifest, source } from './support/manifest.ts';

const product = ['src', 'jobs'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.startsWith('sandbox'))
    .map((name) => readFileSync(join(folder, name), 'utf8')),
);

/** What each call and each event needs of Slack, as Slack documents it; for conversations, per kind that Hypha uses. */
const scopesOfCalls: Record<string, string[]> = {
  'auth.test': [],
  'bots.info': ['users:read'],
  'dnd.info': ['dnd:read'],
  'users.info': ['users:read'],
  'users.list': ['users:read'],
  'users.conversations': ['channels:read', 'groups:read'],
  'conversations.info': ['channels:read', 'groups:read'],
  'conversations.history': ['channels:history', 'groups:history', 'im:history'],
  'conversations.replies': ['channels:history', 'groups:history', 'im:history'],
  'conversations.open': ['im:write'],
  'chat.postMessage': ['chat:write'],
  'chat.postEphemeral': ['chat:write'],
  'chat.update': ['chat:write'],
  'views.open': [],
  'views.publish': [],
  'views.push': [],
  'views.update': [],
};
const scopesOfEvents: Record<string, string[]> = {
  'message.channels': ['channels:history'],
  'message.groups': ['groups:history'],
  app_home_opened: [],
  app_mention: ['app_mentions:read'],
  reaction_added: ['reactions:read'],
  reaction_removed: ['reactions:read'],
  member_joined_channel: ['channels:read', 'groups:read'],
  member_left_channel: ['channels:read', 'groups:read'],
  user_change: ['users:read'],
};
const scopesOfEvent = (event: string) =>
  scopesOfEvents[event] ??
  (/^channel_/.test(event) ? ['channels:read'] : /^group_/.test(event) ? ['groups:read'] : undefined);

/** `message` comes under one name and is subscribed to per kind of channel. */
const subscriptions = subscribed.flatMap((event) =>
  event === 'message' ? ['message.channels', 'message.groups'] : [event],
);

test('the manifest is one that Slack takes', () => {
  expect(manifestErrors(source)).toEqual([]);
});

test('the manifest subscribes to exactly the events that are read', () => {
  expect([...manifest.settings.event_subscriptions.bot_events].sort()).toEqual([...subscriptions].sort());
});

test('the manifest asks for exactly the scopes that the calls and events of the code need', () => {
  const calls = new Set(
    product.flatMap((text) =>
      [...text.matchAll(/'((?:auth|users|conversations|chat|dnd|reactions|team|bots|files)\.[a-zA-Z.]+)'/g)].map(
        (match) => match[1] ?? '',
      ),
    ),
  );
  const views = new Set(
    product.flatMap((text) => [...text.matchAll(/\b(views\.\w+)\b/g)].map((match) => match[1] ?? '')),
  );
  const used = [...calls, ...views];
  expect(used.filter((call) => !(call in scopesOfCalls))).toEqual([]);
  expect(Object.keys(scopesOfCalls).filter((call) => !used.includes(call))).toEqual([]);
  const needed = new Set([
    'commands',
    ...used.flatMap((call) => scopesOfCalls[call] ?? []),
    ...subscriptions.flatMap((event) => scopesOfEvent(event) ?? ['?']),
  ]);
  expect([...manifest.oauth_config.scopes.bot].sort()).toEqual([...needed].sort());
});

test('the manifest offers exactly the commands and shortcuts that are answered', () => {
  expect(manifest.features.slash_commands.map(({ command }) => command).sort()).toEqual([...commands].sort());
  const names = new Set(offered.map(({ name }) => name));
  for (const { callback_id } of manifest.features.shortcuts) expect(names).toContain(callback_id.split('#')[0]);
});

/** What somebody types after `/hypha` and reaches an operation with; `help` is the list of them. */
const isSaid = (words: string) => words === 'help' || findByWords(offered, words)?.rest === '';

test('what the manifest hints at for /hypha is what Hypha understands', () => {
  const hint = manifest.features.slash_commands.find(({ command }) => command === '/hypha')?.usage_hint ?? '';
  const ways = hint.replace(/[[\]]/g, '').split(' | ');
  expect(ways.length).toBeGreaterThan(3);
  expect(ways.filter((way) => !isSaid(way))).toEqual([]);
});

test('every /hypha command that people are told to type is one', () => {
  const told = product.flatMap((text) =>
    [...text.matchAll(/\/hypha ((?:[a-z']+ ?)+)/g)].map((match) => match[1] ?? ''),
  );
  // What follows may be the rest of a sentence: "/hypha join there lets it in".
  const begins = (words: string) => words.split(' ').some((_, n, all) => isSaid(all.slice(0, n + 1).join(' ')));
  expect(told.join('\n')).toMatch(/join(.|\n)*speak up/);
  expect(told.filter((words) => !begins(words))).toEqual([]);
});
