import { buttons, type Card, context, escaped, inline, moment, press, say } from '../card.ts';
import { type Aside, type Trouble, tooOld, troubleSentence } from './rules.ts';

interface Health {
  parts: { name: string; used: string; works: boolean; remedy?: string | undefined }[];
  stopped: boolean;
  waiting: number | null;
  parked: Aside[];
  actions: { state: string; count: number }[];
  troubles: Trouble[];
}

export function healthCard({ parts, stopped, waiting, parked, actions, troubles }: Health): Card {
  const lines = parts.map(
    ({ name, used, works, remedy }) =>
      `${works ? '✓' : '⚠'} *${name}:* ${escaped(used)}${remedy ? `\n${escaped(remedy)}` : ''}`,
  );
  const asked = actions.find(({ state }) => state === 'needs a person')?.count ?? 0;
  const notes = [
    stopped && '⚠ Everything is stopped. `/hypha go` lets it out again.',
    waiting !== null && `${waiting} waiting to be read`,
    ...parked.map(toldAside),
    ...troubles.map((trouble) => `⚠ ${told(trouble)}`),
    asked > 0 && `⚠ ${asked} may not have arrived and ${asked === 1 ? 'needs' : 'need'} a person: \`/hypha planned\``,
  ].filter((note) => note !== false);
  const well = parts.every(({ works }) => works) && troubles.length === 0;
  return {
    ...say(well ? '✓ Hypha works.' : '⚠ Something does not work.'),
    blocks: [
      ...say(lines.join('\n')).blocks,
      ...(notes.length > 0 ? [context(notes.join(' · '))] : []),
      ...choices(parked),
    ],
  };
}

const toldAside = (aside: Aside) =>
  `⚠ ${aside.count} could not be read and ${aside.count === 1 ? 'was' : 'were'} put aside: ${escaped(aside.problem)}${tooOld(aside)}`;

function choices(parked: readonly Aside[]) {
  const again = press({ operation: 'message.retry', label: 'Try to read again' });
  const dismiss = press({ operation: 'message.dismiss', label: 'Let go' });
  if (parked.length === 0) return [];
  return [parked.some(({ readable }) => readable > 0) ? buttons(again, dismiss) : buttons(dismiss)];
}

const told = ({ channel, problem, ...trouble }: Trouble) =>
  troubleSentence(
    { ...trouble, channel: channel && inline(channel), problem: escaped(problem) },
    moment(trouble.firstAt),
  );
