import {
  buttons,
  type Card,
  clip,
  context,
  day,
  dayLink,
  escaped,
  inline,
  moment,
  press,
  say,
  section,
} from '../../card.ts';
import { doneWords } from '../changes/blocks.ts';
import { nameOf } from '../rules.ts';
import { type Part, parts } from './rules.ts';

/** One line, with what is known of it when it is shown. */
export interface Shown {
  part: Part;
  said: string;
  reason: string;
  decision: {
    number: number;
    /** Empty where its words are gone. */
    statement: string;
    by: string;
    at: string;
    channel: string;
    link: string | null;
    replacedBy: number | null;
  } | null;
  /** Of something that found no place of its own: what it would have said, as it is posted. */
  text: string | null;
}

interface Digest {
  lines: Shown[];
  /** How many more there were than fit. */
  more: number;
}

const titles: Record<Part, string> = {
  'needs you': 'Needs you',
  decided: 'Decided',
  'for your information': 'For your information',
};

export function digestCard({ lines, more }: Digest): Card {
  const text = `Your digest: ${counted(lines)}`;
  return {
    text,
    blocks: [
      section(more > 0 ? `${text}\nand ${more} more, in the list` : text),
      ...grouped(lines),
      buttons(
        press({ operation: 'decision.list', label: 'All decisions', input: { since: '1w' } }),
        press({ operation: 'form:person.mute', label: 'Mute something' }),
        press({ operation: 'form:person.digests', label: 'When it comes' }),
      ),
    ],
  };
}

const grouped = (lines: readonly Shown[]) =>
  parts.flatMap((part) => {
    const of = lines.filter((line) => line.part === part);
    return of.length > 0 ? [section(`*${titles[part]}*\n${of.map(digestLine).join('\n')}`)] : [];
  });

const counts: Record<Part, string> = {
  'needs you': 'needs you',
  decided: 'decided',
  'for your information': 'to know',
};

/** Stands alone, as the notification: what is in it, most urgent first. */
const counted = (lines: readonly Shown[]): string =>
  parts
    .flatMap((part) => {
      const count = lines.filter((line) => line.part === part).length;
      return count > 0 ? [`${count} ${counts[part]}`] : [];
    })
    .join(', ');

function digestLine(line: Shown): string {
  if (!line.decision) return `• ${clip((line.text ?? '').replace(/\s+/g, ' '), 300)} · _${escaped(line.reason)}_`;
  const why = whys[line.reason];
  return `• ${aboutDecision(line, line.decision)}${why ? ` · _${why}_` : ''}`;
}

const whys: Record<string, string> = {
  owner: 'you own it',
  decider: 'you decided it',
  agreed: 'you agreed',
  wrote: 'you wrote it down',
  member: 'you are in there',
};

function aboutDecision({ said }: Shown, decision: NonNullable<Shown['decision']>): string {
  const { number, statement, by, at, channel, link, replacedBy } = decision;
  const words = statement ? inline(clip(statement, 140)) : '_its words were removed where they stood_';
  const where = `, #${inline(channel)}`;
  const source = `${inline(by)}, ${link ? dayLink(at, where, link) : `${day(at)}${where}`}`;
  return `*${nameOf(number)}* ${words} · ${becameWords(said, replacedBy)}${source}`;
}

/** What became of it; that something was decided goes without saying. */
function becameWords(said: string, replacedBy: number | null): string {
  switch (said) {
    case 'decided':
    case 'log':
      return '';
    case 'look again':
      return '⏳ to be looked at again · ';
    case 'replace':
      return `↺ ${replacedBy ? `replaced by ${nameOf(replacedBy)}` : 'replaced'} · `;
    case 'reverse':
    case 'drop':
      return `↺ ${doneWords(said)} · `;
    case 'finish':
    case 'done':
      return '✓ done · ';
    case 'proposed':
    case 'unconfirmed':
    case 'in progress':
      return `${said} · `;
    default:
      return `${doneWords(said)} · `;
  }
}

export const nothingToTell = (next: string | null): Card =>
  say(
    'Nothing new that concerns you.',
    context(
      next
        ? `Your next digest would come ${moment(next)}. Where there is nothing to say, none is sent.`
        : 'You get no digests. `/hypha digest times 09:15` turns them on.',
    ),
  );

export function recapCard(every: 'daily' | 'weekly', { lines, more }: Digest): Card {
  const text = `Decided here ${every === 'daily' ? 'today' : 'this week'}: ${lines.length + more}`;
  const said = lines.map((line) => digestLine({ ...line, reason: '' })).join('\n');
  return {
    text,
    blocks: [
      section(`*${text}*\n${said}${more > 0 ? `\nand ${more} more, in the list` : ''}`),
      buttons(
        press({
          operation: 'decision.list',
          label: 'All decisions',
          input: { since: every === 'daily' ? '1d' : '1w' },
        }),
      ),
    ],
  };
}

export const recapSet = (name: string, every: string, next: string | null): Card =>
  next
    ? say(
        `✓ #${inline(name)} is told ${every === 'daily' ? 'every working day' : 'every week'} what was decided there.`,
        context(
          `The next one would come ${moment(next)}, if there is something to say. \`/hypha recap off\` in the channel ends it.`,
        ),
      )
    : say(`✓ #${inline(name)} is no longer told what was decided there.`);

export const digestsSet = (times: string, next: string | null): Card =>
  next
    ? say(
        `✓ Your digest comes at ${times.replace(/, (?=[^,]*$)/, ' and ')} on your working days.`,
        context(`The next one would come ${moment(next)}, if there is something to say.`),
      )
    : say(
        '✓ You get no digests.',
        context('What waits for you stands in your Home. `/hypha digest times 09:15` turns them on again.'),
      );
