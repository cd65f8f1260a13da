import { z } from 'zod';
import { draftFor, write } from '../support/drafts.ts';
import { channelId, type Hypha, id, openHypha } from '../support/hypha.ts';
import type { Said } from '../support/slack.ts';
import { type Cell, type Chat, channels, isDirect } from './rules.ts';

/** A cell as it comes about: with somebody of its own who asks, and words that stand nowhere else. */
export interface Corner extends Cell {
  asker: string;
  statement: string;
  /** Where it is asked, and a channel that can be chosen where that is none. */
  place: string;
  channel: string;
  /** What was said there and is to be logged, and what its thread begins with. */
  message?: Said;
  root?: Said;
  /** To the HTTP API. */
  key?: string;
}

/** Is everywhere, says what is to be logged, and asks for nothing. */
export const other = 'nora';
const founder = 'hugo';
const quietOne = 'ozzy';
const company = 'Harbor';
const chosen = 'chosen';

/** Everybody is there, what is to be logged was said, and Hypha reads where it is to. */
export async function openTown(corners: readonly Corner[]): Promise<Hypha> {
  // Machines are slow at times: with less haste, what is sent is not taken for late.
  const hypha = await openHypha({
    haste: 25,
    slack: { seed: { people: peopleIn(corners), channels: roomsFor(corners) } },
  });
  await hypha.asks(quietOne, 'person.optout');
  await prepare(hypha, corners, isFromBefore);
  for (const { name } of channels.filter(({ hypha }) => hypha === 'reads')) await letIn(hypha, name);
  await letIn(hypha, chosen);
  await hypha.settled();
  await prepare(hypha, corners, (corner) => !isFromBefore(corner));
  for (const { name, archived } of channels)
    if (archived) await hypha.slack.person(founder).changesChannel(name, 'archive');
  await hypha.settled();
  return hypha;
}

export function cornerFor(cell: Cell, n: number): Corner {
  const number = String(n).padStart(4, '0');
  const place = channelId(cell.chat.name);
  const channel = isDirect(cell.chat) ? channelId(chosen) : place;
  const statement = `zq${number}a zq${number}b zq${number}c`;
  return { ...cell, asker: `a${number}`, statement, place, channel };
}

const isGuest = ({ asker }: Chat) => asker === 'a guest' || asker === 'a single-channel guest';
const isFromBefore = ({ chat }: Corner) => chat.message === 'a message from before';

const roles = {
  'a member': { role: 'member' },
  'a guest': { role: 'guest' },
  'a single-channel guest': { role: 'single-channel guest' },
  'somebody of another company': { company },
} as const;

function peopleIn(corners: readonly Corner[]) {
  const person = (name: string, more: object = {}) => ({ name, real_name: name, ...more });
  // Whoever is a guest now made a key to the HTTP API while they were none.
  const asking = corners.map((corner) =>
    person(corner.asker, roles[hasOldKey(corner) ? 'a member' : corner.chat.asker]),
  );
  return [person(founder, { role: 'owner' }), person(quietOne), person(other), ...asking];
}

const hasOldKey = ({ way, chat }: Corner) => way === 'the HTTP API' && isGuest(chat);

function roomsFor(corners: readonly Corner[]) {
  const room = (name: string, asking: readonly Corner[], hypha: readonly string[]) => ({
    name,
    members: [founder, quietOne, other, ...hypha, ...asking.flatMap(({ asker, chat }) => (chat.inside ? asker : []))],
  });
  const rooms = channels.map(({ name, kind, hypha, shared }) => ({
    ...room(
      name,
      corners.filter(({ chat }) => chat.name === name),
      hypha === 'is away' ? [] : ['hypha'],
    ),
    private: kind === 'private',
    ...(shared && { shared: company }),
  }));
  return [
    ...rooms,
    room(
      chosen,
      corners.filter(({ chat }) => isDirect(chat)),
      ['hypha'],
    ),
  ];
}

async function letIn({ asks }: Hypha, name: string): Promise<void> {
  const result = await asks(founder, 'channel.join', { channel: channelId(name) });
  if (!result.ok) throw new Error(result.sentence);
}

async function prepare(hypha: Hypha, corners: readonly Corner[], which: (corner: Corner) => boolean): Promise<void> {
  const ours = corners.filter(which);
  for (const corner of ours) {
    if (isDirect(corner.chat)) corner.place = await openDirect(hypha, corner);
    if (corner.way === 'the HTTP API') await giveKey(hypha, corner);
    await say(hypha, corner);
  }
  await hypha.settled();
  for (const corner of ours) corner.message ??= await saidByHypha(hypha, corner);
}

async function openDirect({ slack }: Hypha, { chat, asker }: Corner): Promise<string> {
  const hypha = chat.hypha === 'is there' ? ['hypha'] : [];
  const members = chat.kind === 'group DM' ? [other, founder, ...hypha] : isWithHypha(chat) ? hypha : [other];
  return (await slack.control('dm', { person: asker, with: members }, z.looseObject({ channel: z.string() }))).channel;
}

const Key = z.object({ value: z.object({ key: z.string() }) });

async function giveKey(hypha: Hypha, corner: Corner): Promise<void> {
  const { asker, chat } = corner;
  if (chat.asker === 'somebody of another company') return;
  corner.key = Key.parse(await hypha.asks(asker, 'token.create', { name: 'a program' })).value.key;
  if (hasOldKey(corner)) await hypha.slack.addPerson({ name: asker, ...roles[chat.asker] });
}

async function say({ app, slack }: Hypha, corner: Corner): Promise<void> {
  const { chat, place, asker, statement } = corner;
  if (chat.message === 'what Hypha said') return;
  if (isWithHypha(chat)) return void (await write(app, [draftFor(id(asker), 'Good morning')]));
  const by = slack.person(chat.message === 'a message of somebody who opted out' ? quietOne : other);
  if (chat.thread) corner.root = await by.says(statement, { in: place });
  corner.message = corner.root ? await by.replies(corner.root, statement) : await by.says(statement, { in: place });
}

const isWithHypha = ({ kind, hypha }: Chat) => kind === 'DM' && hypha === 'is there';

async function saidByHypha({ slack }: Hypha, { asker, place }: Corner): Promise<Said> {
  const said = (await slack.person(asker).sees(place)).find(({ by }) => by === 'hypha');
  if (!said) throw new Error(`Hypha said nothing in ${place}`);
  return { channel: place, ts: said.ts };
}
