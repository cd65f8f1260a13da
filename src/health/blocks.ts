import { type Card, context, escaped, say } from '../card.ts';

interface Health {
  parts: { name: string; used: string; works: boolean; remedy?: string | undefined }[];
  stopped: boolean;
  waiting: number | null;
  parked: { problem: string; count: number }[];
  actions: { state: string; count: number }[];
}

export function healthCard({ parts, stopped, waiting, parked, actions }: Health): Card {
  const lines = parts.map(
    ({ name, used, works, remedy }) =>
      `${works ? '✓' : '⚠'} *${name}:* ${escaped(used)}${remedy ? `\n${escaped(remedy)}` : ''}`,
  );
  const asked = actions.find(({ state }) => state === 'needs a person')?.count ?? 0;
  const notes = [
    stopped && '⚠ Everything is stopped. `/hypha go` lets it out again.',
    waiting !== null && `${waiting} waiting to be read`,
    ...parked.map(
      ({ problem, count }) =>
        `⚠ ${count} could not be read and ${count === 1 ? 'was' : 'were'} put aside: ${escaped(problem)}`,
    ),
    asked > 0 && `⚠ ${asked} may not have arrived and ${asked === 1 ? 'needs' : 'need'} a person: \`/hypha planned\``,
  ].filter((note) => note !== false);
  const well = parts.every(({ works }) => works);
  return {
    ...say(well ? '✓ Hypha works.' : '⚠ Something does not work.'),
    blocks: [...say(lines.join('\n')).blocks, ...(notes.length > 0 ? [context(notes.join(' · '))] : [])],
  };
}
