export interface ChannelFacts {
  id: string;
  name: string;
  kind: 'public' | 'private' | 'dm' | 'group dm';
  shared: boolean;
  archived: boolean;
  /** Whether Hypha itself is in it; absent where Slack did not say. */
  bot_in?: boolean;
}

/** `<#C1|eng>` as Slack escapes it, `#eng` as people type it, or an id. */
export function channelRef(said: string): { id: string } | { name: string } {
  const escaped = /^<#(\w+)(?:\|[^>]*)?>$/.exec(said.trim());
  if (escaped?.[1]) return { id: escaped[1] };
  const plain = said.trim();
  return /^[CDG][A-Z0-9]{2,}$/.test(plain) ? { id: plain } : { name: plain.replace(/^#/, '').toLowerCase() };
}

/** How long what was said is kept: long enough to check a quote and read a thread. */
export const keptDays = 90;
