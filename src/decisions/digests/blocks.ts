import {
  buttons,
  type Card,
  clip,
  context,
  day,
  dayLink,
  escaped,
  inline,
  limits,
  moment,
  press,
  say,
  section,
  unescaped,
} from '../../card.ts';
import { doneWords } from '../changes/blocks.ts';
import { nameOf } from '../rules.ts';
import { type Counts, type Part, parts } from './rules.ts';

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
  lines: readonly Shown[];
  /** How much of each part there is, also of what does not fit. */
  counts: Counts;
}

const total = (counts: Counts): number => Object.values(counts).reduce((sum, count) => sum + count, 0);
const moreThan = ({ lines, counts }: Digest): string => {
  const more = total(counts) - lines.length;
  return more > 0 ? `\nand ${more} more, in the list` : '';
};

const titles: Record<Part, string> = {
  'needs you': 'Needs you',
  decided: 'Decided',
  'for your information': 'For your information',
};

const counted: Record<Part, string> = {
  'needs you': 'needs you',
  decided: 'decided',
  'for your information': 'to know',
};

/** Stands alone, as the notification: what is in it, most urgent first. It has no words of anybody's. */
export const digestTitle = (counts: Counts): string =>
  `Your digest: ${parts.flatMap((part) => (counts[part] > 0 ? [`${counts[part]} ${counted[part]}`] : [])).join(', ')}`;

export function digestCard(digest: Digest): Card {
  const text = digestTitle(digest.counts);
  return {
    text,
    blocks: [
      section(`${text}${moreThan(digest)}`),
      ...grouped(digest.lines),
      buttons(
        press({ operation: 'decision.list', label: 'All decisions' }),
        press({ operation: 'form:person.mute', label: 'Mute something' }),
        press({ operation: 'form:person.digests', label: 'When it comes' }),
      ),
    ],
  };
}

const grouped = (lines: readonly Shown[]) =>
  parts.flatMap((part) => {
    const of = lines.filter((line) => line.part === part);
    return of.length > 0 ? [section(fitting(`*${titles[part]}*`, of))] : [];
  });

/** Long ones are cut shorter until all of them have room in one block: Slack refuses what is longer. */
function fitting(head: string, lines: readonly Shown[]): string {
  const drawn = lengths.map((most) => [head, ...lines.map((line) => digestLine(line, most))].join('\n'));
  return drawn.find((text) => text.length <= limits.section - room) ?? drawn.at(-1) ?? head;
}
const lengths = [140, 80, 40];
/** For what comes after the last line. */
const room = 40;

function digestLine(line: Shown, most: number): string {
  const why = line.decision ? whys[line.reason] : escaped(line.reason);
  const words = line.decision
    ? aboutDecision(line, line.decision, most)
    : escaped(clip(unescaped((line.text ?? '').replace(/\s+/g, ' ')), 2 * most));
  return `• ${words}${why ? ` · _${why}_` : ''}`;
}

const whys: Record<string, string> = {
  owner: 'you own it',
  decider: 'you decided it',
  agreed: 'you agreed',
  wrote: 'you wrote it down',
  member: 'you are in there',
};

function aboutDecision({ said }: Shown, decision: NonNullable<Shown['decision']>, most: number): string {
  const { number, statement, by, at, channel, link, replacedBy } = decision;
  const words = statement ? inline(clip(statement, most)) : '_its words were removed where they stood_';
  const where = `, #${inline(clip(channel, most))}`;
  const source = `${inline(clip(by, most))}, ${link ? dayLink(at, where, link) : `${day(at)}${where}`}`;
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

/** What was decided since the last one, and what became of what was decided before. */
export function recapTitle({ decided, 'for your information': changed }: Counts): string {
  if (decided === 0) return `Changed here: ${changed}`;
  return `Decided here: ${decided}${changed > 0 ? `, changed: ${changed}` : ''}`;
}

export function recapCard(channel: string, digest: Digest): Card {
  const text = recapTitle(digest.counts);
  const lines = digest.lines.map((line) => ({ ...line, reason: '' }));
  return {
    text,
    blocks: [
      section(`${fitting(`*${text}*`, lines)}${moreThan(digest)}`),
      buttons(press({ operation: 'decision.list', label: 'All decisions here', input: { channel } })),
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
