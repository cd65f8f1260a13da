import { isOver } from './changes/rules.ts';
import { type Decision, nameOf, type Source, type Who } from './rules.ts';

/** What people wrote is words here too: it makes no headings, links or lists. */
const plain = (text: string): string =>
  text.replace(/[\\`*_[\]<>|]/g, (sign) => `\\${sign}`).replace(/^(\s*)([#+-]|\d+[.)])(?=\s)/gm, '$1\\$2');

const days = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
const day = (iso: string): string => days.format(new Date(iso));

const gone = '*Its words were removed where they stood.*';

/** A decision as a document that can be kept beside the code it is about. */
export function decisionPage(decision: Decision): string {
  const { number, statement, why, alternatives, assumptions, reopenIf, sources } = decision;
  return [
    `# ${nameOf(number)}: ${statement ? plain(statement) : gone}`,
    facts(decision),
    part('Why', why && plain(why)),
    part('What else was weighed', alternatives.map((one) => `- ${plain(one)}`).join('\n')),
    part('What it takes for granted', assumptions && plain(assumptions)),
    part('When to reopen it', reopenIf && plain(reopenIf)),
    part('What it rests on', sources.map(source).join('\n\n')),
  ]
    .filter(Boolean)
    .join('\n\n')
    .concat('\n');
}

const part = (title: string, text: string | null): string => (text ? `## ${title}\n\n${text}` : '');
const names = (people: readonly Who[]): string => people.map(({ name }) => plain(name)).join(', ');

function facts(decision: Decision): string {
  const { state, closed, decidedAt, decidedBy, agreed, loggedBy, owner, topic, lookAgainAt, replacedBy, replaces } =
    decision;
  const ended = closed && isOver(state) ? `, ${day(closed.at)}, by ${plain(closed.by)}` : '';
  const lines: [string, string | false | null][] = [
    ['State', `${state}${ended}`],
    ['Because', closed?.reason ? plain(closed.reason) : closed?.removed ? 'removed where it stood, and so here' : null],
    ['Decided', `${day(decidedAt)} by ${plain(decidedBy)}`],
    ['Agreed', names(agreed)],
    ['Written down by', loggedBy && plain(loggedBy)],
    ['Owner', owner && plain(owner.name)],
    ['Topic', topic && plain(topic)],
    ['Replaced by', replacedBy && `${nameOf(replacedBy.number)}: ${plain(replacedBy.statement)}`],
    ['Replaces', replaces.map((one) => `${nameOf(one.number)}: ${plain(one.statement)}`).join('; ')],
    ['To be looked at again', lookAgainAt && !isOver(state) && day(lookAgainAt)],
  ];
  return lines.flatMap(([name, value]) => (value ? [`- **${name}:** ${value}`] : [])).join('\n');
}

function source({ author, channel, words, link, at, removed, role, reaction }: Source): string {
  const place = [plain(author), at && day(at), `#${plain(channel)}`].filter(Boolean).join(', ');
  const who = link ? `[${place}](${link})` : place;
  if (removed) return `${who}: the words were removed there, so they are gone here.`;
  if (role === 'agreed' && reaction) return `${who} agreed with :${plain(reaction)}:`;
  const quote = (words ?? '').split('\n').map((line) => `> ${plain(line)}`);
  return words ? `${quote.join('\n')}\n>\n> ${who}` : who;
}
