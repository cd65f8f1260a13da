/** What a person may see and do, as far as Slack last told us. */
export interface Rights {
  role: 'admin' | 'member' | 'guest' | 'outsider' | 'bot';
  name: string;
  active: boolean;
  /** False when Slack could not confirm it in time: then only what is open to every member is shown. */
  fresh: boolean;
}

export interface Viewer {
  ws: string;
  person: string;
  rights: Rights;
}

export interface PersonFacts {
  id: string;
  name: string;
  tz: string;
  role: Rights['role'];
  active: boolean;
}

export interface ChannelFacts {
  id: string;
  name: string;
  kind: 'public' | 'private' | 'dm' | 'group dm';
  shared: boolean;
  archived: boolean;
  /** Whether Hypha itself is in it; absent where Slack did not say. */
  bot_in?: boolean;
}

/** Rights confirmed longer ago than this are asked for again. */
export const rightsKeptMs = 60_000;

export const mayWrite = (rights: Rights): boolean =>
  rights.active && (rights.role === 'admin' || rights.role === 'member');

/** `<#C1|eng>` as Slack escapes it, `#eng` as people type it, or an id. */
export function channelRef(said: string): { id: string } | { name: string } {
  const escaped = /^<#(\w+)(?:\|[^>]*)?>$/.exec(said.trim());
  if (escaped?.[1]) return { id: escaped[1] };
  const plain = said.trim();
  return /^[CDG][A-Z0-9]{2,}$/.test(plain) ? { id: plain } : { name: plain.replace(/^#/, '').toLowerCase() };
}
