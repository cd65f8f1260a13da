/**
 * Lets so many through in a minute, spread or at once. Gives the seconds to wait before the next, 0 for go ahead. Kept by
 * each process for itself: a guard against programs that run wild, not an account of who used what.
 */
export function openMeter(perMinute: number): (who: string, nowMs: number) => number {
  const glasses = new Map<string, { full: number; at: number }>();
  const perMs = perMinute / 60_000;
  return (who, nowMs) => {
    const glass = glasses.get(who) ?? { full: 0, at: nowMs };
    const full = Math.max(0, glass.full - (nowMs - glass.at) * perMs);
    const room = full + 1 <= perMinute;
    glasses.set(who, { full: room ? full + 1 : full, at: nowMs });
    return room ? 0 : Math.ceil((full + 1 - perMinute) / perMs / 1000);
  };
}
