import type { Box } from './box.ts';
import { secondsOf } from './clock.ts';
import { blankChannel, type Fact } from './facts.ts';
import { newId } from './ids.ts';
import { findDirect, type Room } from './workspace.ts';

/** The DM or group DM of these people, opened if they never had one. */
export function openDirect(box: Box, users: readonly string[]): { room: Room; alreadyOpen: boolean } {
  const known = findDirect(box.workspace, users);
  if (known) return { room: known, alreadyOpen: true };
  const id = newId(users.length > 2 ? 'G' : 'D', 10);
  box.commit(...openingFacts(box, id, users));
  const room = box.workspace.rooms.get(id);
  if (!room) throw new Error('A conversation was opened and is not there.');
  return { room, alreadyOpen: false };
}

function openingFacts(box: Box, id: string, users: readonly string[]): Fact[] {
  const at = box.stamp();
  const several = users.length > 2;
  const channel = {
    ...blankChannel(),
    id,
    name: several ? `mpdm-${users.map((user) => box.workspace.people.get(user)?.name ?? user).join('--')}-1` : '',
    kind: several ? ('mpim' as const) : ('im' as const),
    creator: users[0] ?? '',
    created: secondsOf(box.clock),
  };
  return [{ kind: 'channel', channel, at }, ...users.map((user): Fact => ({ kind: 'joined', channel: id, user, at }))];
}
