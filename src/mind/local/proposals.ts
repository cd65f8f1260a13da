import type { Remarks } from './remarks.ts';
import { columnOf, joined, type Table, tableOf, valueAt } from './table.ts';

const names = [
  'answers for',
  'answers against',
  'neutral answers',
  'votes follow',
  'a vote precedes',
  'a topic follows',
  'a question follows',
  'called before',
  'proposed before',
  'doubted before',
] as const;

/** What is seen of a line to tell whether it proposes something: itself and the talk right around it. */
export function proposalTable(remarks: Remarks): Table {
  const around = tableOf(names, remarks.lines.length);
  for (let n = 0; n < remarks.lines.length; n++)
    around.values.set([...answersTo(remarks, n), ...talkAround(remarks, n)], n * names.length);
  return joined([remarks.table, around]);
}

function answersTo({ stances }: Remarks, line: number): number[] {
  let [pro, contra, neutral, votes] = [0, 0, 0, 0];
  for (let n = line + 1; n <= line + 6 && n < stances.length; n++) {
    const stance = stances[n];
    if (stance?.is === 'for') pro++;
    if (stance?.is === 'against') contra++;
    if (stance?.is === 'neutral') neutral++;
    if (stance?.vote) votes++;
  }
  return [Math.log2(1 + pro), contra, neutral, Math.log2(1 + votes), stances[line - 1]?.vote ? 1 : 0];
}

function talkAround({ table }: Remarks, line: number): number[] {
  const some = (cue: string, from: number, to: number) => {
    const column = columnOf(table, cue);
    for (let n = line + from; n <= line + to; n++) if (valueAt(table, n, column)) return 1;
    return 0;
  };
  return [
    some('topic', 1, 2),
    some('question', 1, 2),
    some('call', -3, -1),
    some('propose', -3, -1),
    some('but', -3, -1),
  ];
}
