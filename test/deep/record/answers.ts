import { z } from 'zod';
import type { Line, Tables } from './record.ts';
import type { Asked } from './step.ts';
import type { Person } from './world.ts';

/** What people were told, held against what was written down meanwhile. */

const Answer = z.looseObject({ number: z.number(), version: z.number() });

/** Everything else than these is a bug or an outage, and nobody caused one. */
const refusals = new Set(['conflict', 'not_found', 'invalid', 'forbidden']);

export interface Before {
  /** Those of whom it was not known for a moment what they may see. */
  moving: ReadonlySet<Person>;
  /** How many changes each decision had. */
  versions: ReadonlyMap<number, number>;
}

export function wrongAnswers(asked: readonly Asked[], { lines }: Tables, { versions, moving }: Before): string[] {
  const isNew = ({ decision, n, via }: Line) => via === 'cli' && n > (versions.get(decision) ?? 0);
  const unclaimed = new Set(lines.filter(isNew));
  const wrong = asked.flatMap((one) => wrongAnswer(one, unclaimed, moving) ?? []);
  const inTheSameBreath = ({ kind, reason }: Line) => kind === 'restore' && reason !== null;
  for (const line of unclaimed)
    if (!inTheSameBreath(line))
      wrong.push(`D-${line.decision} v${line.n}: ${line.kind} by ${line.person}, and nobody was told so`);
  return wrong;
}

/** Who is told that it was done finds it in the history, as theirs and nobody else's; who is refused finds nothing. */
function wrongAnswer(
  { by, kind, decision, seen, isStale, result }: Asked,
  unclaimed: Set<Line>,
  moving: ReadonlySet<Person>,
): string | undefined {
  const whose = `${by.name}: ${kind} of D-${decision}`;
  if (!result.ok) {
    if (result.code === 'unavailable' && moving.has(by)) return undefined;
    if (!refusals.has(result.code)) return `${whose} failed: ${result.sentence}`;
    const isExpected = result.code === 'forbidden' ? !by.full : by.full || result.code === 'invalid';
    return isExpected ? undefined : `${whose} was refused as ${result.code}: ${result.sentence}`;
  }
  const { number, version } = Answer.parse(result.value);
  if (!by.full) return `${whose} was done for a guest`;
  if (isStale) return `${whose} was done, after something else than was seen`;
  if (decision !== undefined && number !== decision) return `${whose} was done to D-${number}`;
  if (seen !== undefined && version !== seen + 1) return `${whose} was done as v${version}, and v${seen} was seen`;
  const line = [...unclaimed].find((one) => one.decision === number && one.n === version);
  if (!line || line.kind !== kind || line.person !== by.id)
    return `${whose} was done as v${version}, which says otherwise`;
  unclaimed.delete(line);
  return undefined;
}
