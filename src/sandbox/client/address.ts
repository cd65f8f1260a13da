/** Who is looking and at what stands in the address, so that windows differ and a reload changes nothing. */

export type Place =
  | { at: 'room'; room: string; ts?: string; thread?: string }
  | { at: 'app'; tab: 'home' | 'messages' | 'about' }
  | { at: 'channels' }
  | { at: 'threads' }
  | { at: 'search'; words: string }
  /** Pages that others add, by name, and where in them: the calendar is one. */
  | { at: 'page'; name: string; rest?: readonly string[] };

export interface Address {
  person: string | undefined;
  place: Place | undefined;
}

const TS = /^\d+\.\d+$/;
const TABS = ['home', 'messages', 'about'] as const;

/** `#/maya/eng`, `#/maya/eng/<ts>`, `#/maya/eng/thread/<ts>[/<reply>]`, `#/maya/~app/home`, `#/maya/~channels`, `#/maya/~search/words`, `#/maya/~calendar/2026-11-17`. */
export function readAddress(hash: string): Address {
  const [person, name, ...rest] = hash
    .replace(/^#?\/?/, '')
    .split('/')
    .map(safeDecode);
  return { person: person || undefined, place: name ? readPlace(name, rest) : undefined };
}

function readPlace(name: string, rest: string[]): Place {
  const [first = '', second = '', third = ''] = rest;
  if (name === '~app') return { at: 'app', tab: TABS.find((tab) => tab === first) ?? 'home' };
  if (name === '~channels') return { at: 'channels' };
  if (name === '~threads') return { at: 'threads' };
  if (name === '~search') return { at: 'search', words: first };
  if (name.startsWith('~')) return { at: 'page', name: name.slice(1), ...(rest.length > 0 ? { rest } : {}) };
  if (first === 'thread' && TS.test(second))
    return { at: 'room', room: name, thread: second, ...(TS.test(third) ? { ts: third } : {}) };
  return { at: 'room', room: name, ...(TS.test(first) ? { ts: first } : {}) };
}

export function addressOf(person: string, place: Place): string {
  return `#/${[person, ...partsOf(place)].map(encodeURIComponent).join('/')}`;
}

function partsOf(place: Place): string[] {
  switch (place.at) {
    case 'app':
      return ['~app', place.tab];
    case 'channels':
    case 'threads':
      return [`~${place.at}`];
    case 'search':
      return ['~search', place.words];
    case 'page':
      return [`~${place.name}`, ...(place.rest ?? [])];
    default: {
      const thread = place.thread === undefined ? [] : ['thread', place.thread];
      return [place.room, ...thread, ...(place.ts === undefined ? [] : [place.ts])];
    }
  }
}

function safeDecode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export interface Permalink {
  channel: string;
  ts: string;
  thread?: string;
}

/** A permalink of this workspace, wherever it is said to be served. */
export function readPermalink(url: string, domain: string): Permalink | undefined {
  const parsed = URL.parse(url);
  const path = /^\/archives\/([A-Z0-9]+)\/p(\d{10,})(\d{6})$/.exec(parsed?.pathname ?? '');
  if (!parsed || !path || !parsed.hostname.startsWith(`${domain}.`)) return undefined;
  const [, channel = '', seconds = '', micros = ''] = path;
  const thread = parsed.searchParams.get('thread_ts');
  return { channel, ts: `${seconds}.${micros}`, ...(thread === null ? {} : { thread }) };
}

export function permalinkOf(domain: string, { channel, ts, thread }: Permalink): string {
  const link = `https://${domain}.slack.com/archives/${channel}/p${ts.replace('.', '')}`;
  return thread === undefined || thread === ts ? link : `${link}?thread_ts=${thread}&cid=${channel}`;
}
