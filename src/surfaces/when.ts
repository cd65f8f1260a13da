/** A time as people type it: with a zone in it, or else where they are. Nothing when it is none. */
export function readTime(said: string, zone: string): Date | undefined {
  try {
    return new Date(instantOf(said.trim(), zone).epochMilliseconds);
  } catch {
    return undefined;
  }
}

function instantOf(said: string, zone: string): Temporal.Instant {
  const hasZone = /(?:[zZ]|[+-]\d\d:?\d\d)$/.test(said) && /\d[tT ]\d/.test(said);
  if (hasZone) return Temporal.Instant.from(said);
  return Temporal.PlainDateTime.from(said).toZonedDateTime(zone).toInstant();
}
