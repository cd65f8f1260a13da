import { type ComponentChild, h } from 'preact';
import type { Person } from '../wire.ts';

/** Initials on a colour of one's own. */
export function Avatar({
  person,
  name,
  size = 'usual',
}: {
  person?: Person | undefined;
  name: string;
  size?: string;
}): ComponentChild {
  const bot = person?.bot ?? false;
  const hue = person?.hue ?? hueOf(name);
  return h(
    'span',
    { class: `avatar avatar-${size} hue-${hue}${bot ? ' avatar-bot' : ''}`, 'aria-hidden': 'true' },
    initials(name),
  );
}

const HUES = 12;

function hueOf(key: string): number {
  let sum = 7;
  for (const char of key) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 9973;
  return sum % HUES;
}

function initials(name: string): string {
  const parts = name.trim().split(/\s+/).filter(Boolean);
  const letters = [parts[0], parts.length > 1 ? parts.at(-1) : undefined].map((part) => firstLetter(part ?? ''));
  return letters.join('').toUpperCase() || '?';
}

/** The first sign a person sees, not the first half of one. */
function firstLetter(part: string): string {
  const [first] = new Intl.Segmenter().segment(part);
  return first?.segment ?? '';
}

export function Presence({ person }: { person: Person | undefined }): ComponentChild {
  if (!person || person.bot) return null;
  const active = person.presence === 'active' && !person.deleted;
  const words = person.deleted ? 'deactivated' : person.dndUntil ? 'notifications paused' : active ? 'active' : 'away';
  return h('span', {
    class: `presence presence-${active ? 'on' : 'off'}${person.dndUntil ? ' presence-quiet' : ''}`,
    role: 'img',
    'aria-label': words,
    title: words,
  });
}
