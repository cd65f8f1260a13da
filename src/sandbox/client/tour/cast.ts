import { isDirect, type State } from '../state.ts';
import { plainWords } from '../typed.ts';
import type { Message, Person, Room } from '../wire.ts';

/** Who does what in the tour, and where: chosen once, from whoever and whatever is there. */
export interface Cast {
  decider: string;
  finder: string;
  place: Spot;
  /** What is decided; where somebody said so, when. */
  statement: string;
  saidAt: string;
  secret: Secret | undefined;
  /** May stop everything; nobody may, as far as is known, when it is empty. */
  admin: string;
}

interface Spot {
  room: string;
  name: string;
}

export interface Secret extends Spot {
  by: string;
  statement: string;
  outsider: string;
}

const NOBODY_SAID = 'Friday afternoons stay free of meetings';
const NOBODY_SAID_ASIDE = 'We hire two people in spring';

/** `found`: messages with the word "decided:" in them that this person sees. */
export function castOf(state: State, found: readonly Message[]): Cast | undefined {
  const people = [...state.people.values()].filter(isColleague);
  const rooms = [...state.rooms.values()].filter((room) => !isDirect(room) && !room.archived && !room.shared);
  const { me } = state;
  const said = found.flatMap((message) => sayingIn(state, rooms, message));
  const open = said.find(
    ({ room, by }) => room.kind === 'public' && !room.general && by !== me.id && knows(people, by),
  );
  const place = open?.room ?? largest(rooms, me);
  const decider = open?.by ?? (pick(people, (one) => isIn(place, one) && one.id !== me.id, isAdmin) ?? people[0])?.id;
  const finder = pick(
    people,
    ({ id }) => id !== decider,
    (one) => isIn(place, one) && one.id !== me.id,
  )?.id;
  if (!place || decider === undefined || finder === undefined) return undefined;
  return {
    ...{ decider, finder, place: spotOf(place) },
    statement: open?.statement ?? NOBODY_SAID,
    saidAt: open?.ts ?? '',
    secret: secretOf(state, people, rooms, said, [finder, decider]),
    admin: (isAdmin(me) ? me : people.find(isAdmin))?.id ?? '',
  };
}

/** Of the private channels of this person one in which something was decided, or any that somebody else is not in. */
function secretOf(
  { me }: State,
  people: readonly Person[],
  rooms: readonly Room[],
  said: readonly Saying[],
  busy: readonly string[],
): Secret | undefined {
  if (!isColleague(me)) return undefined;
  const own = rooms.filter(({ kind, joined }) => kind === 'private' && joined);
  const told = said.find(({ room }) => own.includes(room));
  const room = told?.room ?? own[0];
  const outsider = pick(
    people,
    (one) => !isIn(room, one) && one.id !== me.id,
    ({ id }) => !busy.includes(id),
  );
  if (!room || !outsider) return undefined;
  return { ...spotOf(room), by: me.id, statement: told?.statement ?? NOBODY_SAID_ASIDE, outsider: outsider.id };
}

interface Saying {
  room: Room;
  by: string;
  ts: string;
  statement: string;
}

const DECIDED = /\bdecided:\s+(\p{L}.{19,119}?)(?:[.;!?](?:\s|$)|$)/iu;

function sayingIn(state: State, rooms: readonly Room[], { channel, user, ts, text }: Message): Saying[] {
  const room = rooms.find(({ id }) => id === channel);
  const words = DECIDED.exec(plainWords(state, text))?.[1];
  if (!room || user === undefined || words === undefined) return [];
  return [{ room, by: user, ts, statement: words.charAt(0).toUpperCase() + words.slice(1) }];
}

/** Whom Hypha lets decide: guests and people of other companies only read. */
const isColleague = ({ bot, deleted, outside, role, id }: Person): boolean =>
  !bot && !deleted && !outside && !role.includes('guest') && id !== 'USLACKBOT';
const isAdmin = ({ role }: Person): boolean => role === 'admin' || role === 'owner';
const isIn = (room: Room | undefined, { id }: Person): boolean => room?.members.includes(id) ?? false;
const knows = (people: readonly Person[], id: string): boolean => people.some((one) => one.id === id);
const spotOf = ({ id, name }: Room): Spot => ({ room: id, name });

/** One of whom the first is true, and if there is such a one, the second too. */
function pick(
  people: readonly Person[],
  must: (one: Person) => boolean,
  may: (one: Person) => boolean,
): Person | undefined {
  const fit = people.filter(must);
  return fit.find(may) ?? fit[0];
}

function largest(rooms: readonly Room[], me: Person): Room | undefined {
  const open = rooms.filter(({ kind, general }) => kind === 'public' && !general);
  const own = open.filter((room) => isIn(room, me));
  const [first] = (own.length > 0 ? own : open).toSorted((a, b) => b.members.length - a.members.length);
  return first ?? rooms.find(({ general }) => general);
}
