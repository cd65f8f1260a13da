/** What Hypha owes and could not do for some time. It keeps trying; here is what people are told meanwhile. */
export interface Trouble {
  what: 'history' | 'erasing' | 'your erasing';
  /** The channel's name, for those who may know it. */
  channel: string | null;
  count: number;
  /** When it first failed, of all those in a row. */
  firstAt: string;
  problem: string;
}

/** What could not be read and was put aside, for one reason. */
export interface Aside {
  problem: string;
  count: number;
  /** Of so many the words are still here. */
  readable: number;
}

export const asideOf = (
  rows: readonly { state: string; problem: string | null; count: number; readable: number }[],
): Aside[] =>
  rows
    .filter(({ state }) => state === 'parked')
    .map(({ problem, count, readable }) => ({ problem: problem ?? 'unknown', count, readable }));

/** What follows on the reason. */
export const tooOld = ({ count, readable }: Aside): string =>
  count === readable ? '' : ` (${count - readable} too old to be tried again)`;

interface Failing {
  name: string | null;
  since: Date;
  problem: string | null;
}

/** A line for each channel by its name; of those without one only how many. */
export const troubles = (what: Trouble['what'], failing: readonly Failing[]): Trouble[] =>
  [...Map.groupBy(failing, ({ name, problem }) => JSON.stringify([name, problem])).values()].map((same) => ({
    what,
    channel: same[0]?.name ?? null,
    count: same.length,
    firstAt: new Date(Math.min(...same.map(({ since }) => since.getTime()))).toISOString(),
    problem: same[0]?.problem ?? 'It was stopped halfway.',
  }));

/** `when` as the surface writes times. */
export const troubleSentence = (trouble: Trouble, when: string): string =>
  `${subjectOf(trouble)} since ${when}. ${trouble.problem} Hypha keeps trying.`;

function subjectOf({ what, channel, count }: Trouble): string {
  if (what === 'your erasing') return 'What you said could not be erased';
  if (what === 'erasing') return `What ${count} ${count === 1 ? 'person' : 'people'} said could not be erased`;
  const place = channel === null ? `${count} private ${count === 1 ? 'channel' : 'channels'}` : `#${channel}`;
  return `${place} could not be compared with Slack's history`;
}
