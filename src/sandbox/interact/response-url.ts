import { z } from 'zod';
import type { Box } from '../box.ts';
import { secondOf } from '../clock.ts';
import { block, type Message, type ResponseUrl } from '../facts.ts';
import { newId } from '../ids.ts';
import { content, draft, rootOf, type Saying, sayingProblem } from '../posting.ts';
import { findRoom, type Room } from '../workspace.ts';

const MAX_USES = 5;

export const answer = z.looseObject({
  text: z.string().optional(),
  blocks: z.array(block).optional(),
  attachments: z.array(z.looseObject({})).optional(),
  response_type: z.enum(['ephemeral', 'in_channel']).optional(),
  replace_original: z.boolean().optional(),
  delete_original: z.boolean().optional(),
  thread_ts: z.string().optional(),
});
export type Answer = z.infer<typeof answer>;

/** A URL the app can answer at for half an hour, five times, even where it is not a member. */
export function giveUrl(
  box: Box,
  asked: Pick<ResponseUrl, 'user' | 'channel' | 'about' | 'command'>,
): { id: string; url: string } {
  const id = newId('', 24);
  box.commit({
    kind: 'url-given',
    url: { ...asked, id, expires: box.clock.machine() + box.timing.responseUrlMs, uses: 0 },
  });
  return { id, url: `${box.url}/response/${id}` };
}

export function respond(box: Box, id: string, body: unknown): { status: number; text: string } {
  const url = box.workspace.urls.get(id);
  if (!url) return { status: 404, text: 'no_such_url' };
  if (box.clock.machine() > url.expires) return { status: 404, text: 'expired_url' };
  if (url.uses >= MAX_USES) return { status: 404, text: 'used_url' };
  const parsed = answer.safeParse(body);
  const room = findRoom(box.workspace, url.channel);
  if (!parsed.success || !room) return { status: 400, text: 'invalid_payload' };
  const wrong = parsed.data.delete_original ? undefined : sayingProblem(parsed.data);
  if (wrong) return { status: 400, text: wrong.error };
  box.commit({ kind: 'url-used', id });
  give(box, room, url, parsed.data);
  return { status: 200, text: 'ok' };
}

function give(box: Box, room: Room, url: ResponseUrl, said: Answer): void {
  const thread = said.thread_ts ?? url.about?.thread_ts;
  if (url.about && said.delete_original) remove(box, room, url.user, url.about);
  else if (url.about && said.replace_original) replace(box, room, url.user, url.about, said);
  else show(box, room, url.user, said, said.response_type ?? 'ephemeral', thread);
}

/** What an app says to the asker alone, or to the channel, in answer to something the asker did. */
export function show(
  box: Box,
  room: Room,
  user: string,
  said: Saying,
  to: 'ephemeral' | 'in_channel',
  thread?: string,
): Message {
  const root = thread === undefined ? undefined : rootOf(room, thread);
  const message = draft(box, room, said, root);
  if (to === 'ephemeral') box.commit({ kind: 'whispered', to: user, message });
  else box.commit({ kind: 'posted', message: { ...message, subtype: 'bot_message' } });
  return message;
}

type About = NonNullable<ResponseUrl['about']>;

function remove(box: Box, room: Room, to: string, { ts, ephemeral }: About): void {
  const channel = room.channel.id;
  if (ephemeral) box.commit({ kind: 'unwhispered', to, channel, ts });
  else box.commit({ kind: 'deleted', channel, ts, at: box.stamp(room) });
}

function replace(box: Box, room: Room, to: string, { ts, ephemeral, thread_ts }: About, said: Saying): void {
  const old = room.messages.get(ts);
  if (ephemeral) box.commit({ kind: 'whispered', to, message: { ...draft(box, room, said, thread_ts), ts } });
  else if (old) rewrite(box, room, old, said);
}

function rewrite(box: Box, room: Room, old: Message, said: Saying): void {
  const { blocks: _, attachments: __, ...kept } = old;
  const at = box.stamp(room);
  const edited = { user: old.user ?? '', ts: secondOf(at) };
  box.commit({ kind: 'edited', message: { ...kept, ...content(said), edited }, at });
}
