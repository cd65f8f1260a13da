import type { Person } from './facts.ts';

/** When Slack keeps quiet for somebody: now and then because they asked for it, and every night on the clock of their zone. */

interface Quiet {
  dnd_enabled: boolean;
  next_dnd_start_ts: number;
  next_dnd_end_ts: number;
}

const NEVER = 1;

export function quietOf({ dnd, quiet, tz }: Person, now: number): Quiet {
  const span = dnd && (quiet === undefined || dnd.end * 1000 > now) ? dnd : quiet && nextNight(quiet, tz, now);
  return {
    dnd_enabled: span !== undefined,
    next_dnd_start_ts: span?.start ?? NEVER,
    next_dnd_end_ts: span?.end ?? NEVER,
  };
}

/** The night it is, or else the next one. */
function nextNight(
  { from, to }: { from: string; to: string },
  tz: string,
  now: number,
): { start: number; end: number } {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(tz).toPlainDate();
  const nights = [-1, 0, 1].map((days) => {
    const evening = today.add({ days });
    const morning = to <= from ? evening.add({ days: 1 }) : evening;
    return { start: secondsAt(evening, from, tz), end: secondsAt(morning, to, tz) };
  });
  return nights.find(({ end }) => end * 1000 > now) ?? { start: NEVER, end: NEVER };
}

function secondsAt(day: Temporal.PlainDate, time: string, timeZone: string): number {
  return Math.floor(day.toZonedDateTime({ timeZone, plainTime: time }).epochMilliseconds / 1000);
}
