import type { Start } from '../client/wire.ts';
import { type Desk, maySee, personNamed } from '../control/verb.ts';
import type { Person } from '../facts.ts';
import { isDirect, opened, type Room } from '../workspace.ts';
import { appFace } from './app-face.ts';
import { groupsOf } from './groups.ts';
import { isBeyond } from './guard.ts';
import { personFace, roomFace, timeOf, viewsOf } from './shapes.ts';
import { unreadThreads } from './threads.ts';

export function start(desk: Desk, as: string | undefined, cursor: string): Start {
  const { box } = desk;
  const { workspace } = box;
  const person = as === undefined ? someone(desk) : personNamed(box, as);
  return {
    cursor,
    sandbox: opened(workspace).run,
    time: timeOf(box),
    beyond: isBeyond(box.url),
    team: opened(workspace).team,
    me: person.id,
    people: [...workspace.people.values()].map((one) => personFace(box, one)),
    groups: groupsOf(workspace),
    rooms: [...workspace.rooms.values()]
      .filter((room) => mayList(person, room))
      .map((room) => roomFace(box, person, room)),
    app: appFace(desk),
    unreadThreads: unreadThreads(box, person),
    ...viewsOf(workspace, person.id),
  };
}

/** Whoever comes without a name is the first one in the list. */
function someone({ box }: Desk): Person {
  const first = [...box.workspace.people.values()].find(
    ({ role, id, deleted }) => role !== 'bot' && id !== 'USLACKBOT' && !deleted,
  );
  return first ?? personNamed(box, 'USLACKBOT');
}

/** Direct conversations are listed once something was said in them. */
export function mayList(person: Person, room: Room): boolean {
  return maySee(person, room) && (!isDirect(room) || room.members.has(person.id));
}
