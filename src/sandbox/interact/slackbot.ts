import type { Box } from '../box.ts';
import type { Message, Person } from '../facts.ts';
import type { Room } from '../workspace.ts';

/** What Slack itself tells one person, where they are. */
export function slackbotSays(box: Box, room: Room, { id }: Person, text: string): Message {
  const message = { channel: room.channel.id, ts: box.stamp(room), user: 'USLACKBOT', text };
  box.commit({ kind: 'whispered', to: id, message });
  return message;
}
