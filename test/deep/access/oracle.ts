/**
 * Who may know what, in plain words, from the promises alone: "only what you may see" and "who may what". Nothing here
 * looks at how Hypha does it.
 */
export interface Person {
  name: string;
  id: string;
  role: 'owner' | 'admin' | 'member' | 'guest' | 'outsider' | 'app';
  /** Set Hypha up, and so may do what an admin may. */
  founder: boolean;
  switchedOff: boolean;
}

export interface Place {
  /** What it is called; a word of its own that stands nowhere else. */
  name: string;
  /** What it was called before. */
  before: string[];
  id: string;
  kind: 'public' | 'private' | 'direct';
  inside: Set<Person>;
  /** With the other company. */
  shared: boolean;
  hyphaInside: boolean;
  archived: boolean;
  /** Whether Hypha reads there, and whoever let it in last. */
  read: boolean;
  host: Person | undefined;
}

/** A decision, recognised by a word in its statement. */
export interface Decided {
  word: string;
  number: number;
  restsOn: readonly Place[];
}

/** Something Hypha is about to say, recognised by a word in it. */
export interface Planned {
  word: string;
  id: string;
  to: Place | Person;
  restsOn: readonly Place[];
  /** Shown in a channel, to one person only. */
  onlyFor?: Person;
}

/** Guests and people of other companies are met here, and do not belong. */
export const belongs = ({ role }: Person): boolean => role === 'owner' || role === 'admin' || role === 'member';

export function mayRead(person: Person, place: Place): boolean {
  if (person.switchedOff || person.role === 'app') return false;
  // What people say to each other directly is not read, so nothing can rest on it.
  if (place.kind === 'direct') return false;
  if (place.kind === 'public' && belongs(person)) return true;
  // Of a private place that Hypha is not in, Slack does not say who else is: then nobody is shown anything.
  return place.inside.has(person) && (place.kind === 'public' || place.hyphaInside);
}

/** Whoever may read every place that it rests on. */
export const maySee = (person: Person, { restsOn }: Decided): boolean => restsOn.every((one) => mayRead(person, one));

export function maySeePlanned(person: Person, { to, restsOn, onlyFor }: Planned): boolean {
  if (onlyFor && onlyFor !== person) return false;
  const concerned = isPlace(to) ? mayRead(person, to) : to === person;
  return concerned && !person.switchedOff && restsOn.every((one) => mayRead(person, one));
}

export const isPlace = (one: Place | Person): one is Place => 'kind' in one;

/** Never guests, nor people of other companies. */
export const mayChange = (person: Person): boolean => belongs(person) && !person.switchedOff;

export const mayCommand = (person: Person): boolean =>
  mayChange(person) && (person.founder || person.role === 'owner' || person.role === 'admin');

/** Admins, the host of the channel it goes to, and whoever it is said to alone. */
export function mayStop(person: Person, planned: Planned): boolean {
  if (!mayChange(person) || !maySeePlanned(person, planned)) return false;
  return mayCommand(person) || (isPlace(planned.to) ? planned.to.host === person : planned.to === person);
}

export const mayAskAtAll = (person: Person): boolean => !person.switchedOff && person.role !== 'app';
