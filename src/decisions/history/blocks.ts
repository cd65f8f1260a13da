import { buttons, type Card, clip, context, day, escaped, inline, moment, press, section } from '../../card.ts';
import { doneWords, isTakenBack } from '../changes/blocks.ts';
import { nameOf } from '../rules.ts';

interface HistoryLine {
  n: number;
  kind: string;
  at: string;
  by: string;
  state: string;
  reason: string | null;
  other: number | null;
  /** What was set, each in a few words. */
  set: { field: string; to: string }[];
  removed: string[];
}

export interface History {
  number: number;
  statement: string;
  lines: HistoryLine[];
  /** Where it was asked how it stood at a moment: that. */
  stood: { at: string; state: string; statement: string; why: string | null } | null;
}

/** Slack shows no more than so much at once; the newest says most. */
const mostLines = 12;

export function historyCard({ number, statement, lines, stood: then }: History): Card {
  const name = nameOf(number);
  const head = `*${name} · ${inline(clip(statement || 'words removed', 200))}*`;
  const stood = then
    ? [
        section(
          [
            `On ${moment(then.at)} it stood so: ${then.state} · ${inline(then.statement)}`,
            then.why && `*Why:* ${escaped(then.why)}`,
          ]
            .filter(Boolean)
            .join('\n'),
        ),
      ]
    : [];
  const shown = lines.slice(-mostLines);
  const left = lines.length - shown.length;
  return {
    text: `${name}: ${lines.length} ${lines.length === 1 ? 'change' : 'changes'}`,
    blocks: [
      section(head),
      ...stood,
      section(shown.map(lineWords).join('\n')),
      ...(left > 0 ? [context(`and ${left} before that`)] : []),
      buttons(press({ operation: 'decision.show', label: 'Show it', input: { decision: name } })),
    ],
  };
}

function lineWords(line: HistoryLine): string {
  const { n, kind, at, by, other, set, removed } = line;
  const takenBack = isTakenBack(kind, n);
  const done = takenBack ? 'taken back' : doneWords(kind);
  const beside = other && kind === 'replace' ? ` with ${nameOf(other)}` : '';
  const what = kind === 'redact' ? 'words were removed where they stood' : `${done}${beside} by ${inline(by)}`;
  const reason = takenBack ? null : line.reason;
  const fields = set.map(({ field, to }) => `${field}: ${inline(clip(to, 80))}`);
  const gone = removed.map((field) => `${field}: _removed_`);
  const more = kind === 'log' ? [] : [...fields, ...gone];
  return [
    `${day(at)} · ${what}${reason ? `: ${escaped(clip(reason, 160))}` : ''}`,
    ...more.map((one) => `  ${one}`),
  ].join('\n');
}
