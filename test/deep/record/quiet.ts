import { z } from 'zod';
import { asks } from './deciding.ts';
import { atOnce, type Evidence, type Line, type Row, type Tables } from './record.ts';
import { isOver, leadsTo, undone } from './replay.ts';
import type { Asked } from './step.ts';
import { own } from './texts.ts';
import { full, mayRead, type Person, type World } from './world.ts';

/** One at a time, so that it is known what has to come of it: a record that refused everything would be in order too. */

const tenMinutes = 10 * 60_000;
const kinds = [
  'confirm',
  'start',
  'finish',
  'keep',
  'drop',
  'reverse',
  'restore',
  'replace',
  'change',
  'undo',
  'undo',
  'undo',
];

interface Meant {
  row: Row;
  other: Row;
  lines: readonly Line[];
  by: Person;
  kind: string;
}

const seenBy = (world: World, by: Person, { number }: Row, evidence: readonly Evidence[]): boolean =>
  evidence.filter(({ decision }) => decision === number).every(({ channel }) => mayRead(world, by, channel));

/** In which state it is to be afterwards; nothing where that is to be refused. */
function expected(world: World, { row, other, lines, by, kind }: Meant, { evidence, rows, now }: Tables) {
  const sees = (one: Row) => seenBy(world, by, one, evidence);
  if (!by.full || !sees(row)) return undefined;
  if (kind === 'replace' && (!sees(other) || other === row || isOver(other.state))) return undefined;
  if (kind !== 'undo') return leadsTo(kind, lines);
  const last = lines.at(-1);
  const isTheirs = last?.person === by.id && last.kind !== 'undo' && last.kind !== 'redact';
  if (!isTheirs || now.getTime() - row.changed_at.getTime() > tenMinutes) return undefined;
  const back = undone(lines);
  if (back.other === null || (row.state === 'superseded' && row.replaced_by === back.other)) return back.state;
  const newer = rows.find(({ number }) => number === back.other);
  return newer && sees(newer) && !isOver(newer.state) ? back.state : undefined;
}

const linesOf = ({ lines }: Tables, { number }: Row) => lines.filter(({ decision }) => decision === number);

const undoOf = ({ by }: Asked, row: Row, tables: Tables): Meant => ({
  ...{ row, other: row, lines: linesOf(tables, row), by, kind: 'undo' },
});

function anyStep(world: World, tables: Tables): Meant {
  const { dice } = world;
  const [row, other, kind] = [dice.one(tables.rows), dice.one(tables.rows), dice.one(kinds)];
  const lines = linesOf(tables, row);
  const last = world.people.find(({ id }) => id === lines.at(-1)?.person);
  const by = last && dice.happens(kind === 'undo' ? 0.8 : 0.3) ? last : dice.one(full(world));
  return { row, other, lines, by, kind };
}

const Answer = z.looseObject({ state: z.string() });

/** One step, or an undo of the one before. Gives what was wrong about the answer. */
export async function quietStep(
  world: World,
  before: Asked | undefined,
): Promise<{ asked: Asked | undefined; story: string; wrong: string[] }> {
  const { dice } = world;
  const [meant, state] = await atOnce(world, async (tables) => {
    const done = before?.result.ok ? tables.rows.find(({ number }) => number === before.decision) : undefined;
    const what = before && done && dice.happens(0.5) ? undoOf(before, done, tables) : anyStep(world, tables);
    return [what, expected(world, what, tables)] as const;
  });
  const { row, other, by, kind } = meant;
  const more = {
    ...(kind === 'replace' && { by: `D-${other.number}` }),
    ...((kind === 'drop' || kind === 'reverse') && { reason: own(world, 'Since') }),
    ...(kind === 'change' && { why: own(world, 'Because of') }),
  };
  const step = asks(world, by, kind, { decision: `D-${row.number}`, ...more }, { decision: row.number });
  const answer = await step.act();
  const asked = typeof answer === 'object' ? answer : undefined;
  const got = asked?.result.ok ? Answer.parse(asked.result.value).state : undefined;
  const told = asked?.result.ok === false ? asked.result.sentence : '';
  const wrong = got === state ? [] : [`${step.story} led to ${got ?? 'nothing'}, not ${state ?? 'nothing'}. ${told}`];
  return { asked, story: `quietly, ${step.story} → ${got ?? told}`, wrong };
}

/** Who may read all that it rests on is shown it, and nobody else. */
export async function shownTo(world: World): Promise<string[]> {
  const { dice } = world;
  const [row, evidence] = await atOnce(world, async (tables) => [dice.one(tables.rows), tables.evidence] as const);
  const wrong: string[] = [];
  for (const person of world.people) {
    const answer = await dice.one(world.hyphas).asks(person.name, 'decision.show', { decision: `D-${row.number}` });
    const may = seenBy(world, person, row, evidence);
    if (answer.ok !== may || (!answer.ok && answer.code !== 'not_found'))
      wrong.push(
        `D-${row.number} was ${answer.ok ? '' : 'not '}shown to ${person.name}, who may ${may ? '' : 'not '}see it`,
      );
  }
  return wrong;
}
