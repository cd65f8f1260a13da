/** A zone as RFC 5545 wants it told: each time its clocks change, from before the first event until years ahead. */
export function zoneLines(zone: string, first: number, now: number): string[] {
  const from = Temporal.Instant.fromEpochMilliseconds(first).toZonedDateTimeISO(zone).with({ month: 1, day: 1 });
  const until = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone).add({ years: YEARS });
  const begins = from.getTimeZoneTransition('previous') ?? from;
  const lines = observance(begins.toPlainDateTime(), begins.offset, begins.offset, isSummer(begins));
  for (let before = begins; ; ) {
    const change = before.getTimeZoneTransition('next');
    if (!change || Temporal.ZonedDateTime.compare(change, until) > 0) break;
    // Written on the clock that was shown until then.
    const shown = change.toInstant().toZonedDateTimeISO(before.offset).toPlainDateTime();
    lines.push(...observance(shown, before.offset, change.offset, isSummer(change)));
    before = change;
  }
  return ['BEGIN:VTIMEZONE', `TZID:${zone}`, ...lines, 'END:VTIMEZONE'];
}

const YEARS = 5;

function observance(at: Temporal.PlainDateTime, from: string, to: string, summer: boolean): string[] {
  const kind = summer ? 'DAYLIGHT' : 'STANDARD';
  const start = at.toString({ smallestUnit: 'second' }).replaceAll(/[-:]/g, '');
  return [
    ...[`BEGIN:${kind}`, `DTSTART:${start}`, `TZOFFSETFROM:${offset(from)}`, `TZOFFSETTO:${offset(to)}`],
    `END:${kind}`,
  ];
}

const offset = (text: string): string => text.replaceAll(':', '').slice(0, 5);

/** Ahead of what the zone shows at some other time of that year. */
function isSummer(at: Temporal.ZonedDateTime): boolean {
  const seasons = [1, 7].map((month) => at.with({ month, day: 1 }).offsetNanoseconds);
  return at.offsetNanoseconds > Math.min(...seasons);
}
