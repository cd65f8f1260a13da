import type { Place } from '../address.ts';

/** Where one is in the calendars: whose, which week by one of its days, and the meeting that is open. */
export interface CalendarPlace {
  /** The handle of somebody else. */
  of?: string | undefined;
  day?: string | undefined;
  meeting?: string | undefined;
}

/** `#/maya/~calendar/@ravi/2026-11-17/<meeting>`; each part may be left out from the right, and whose it is. */
export function readPlaceIn(place: Place): CalendarPlace {
  const rest = place.at === 'page' ? (place.rest ?? []) : [];
  const of = rest[0]?.startsWith('@') ? rest[0].slice(1) : undefined;
  const [day, meeting] = of === undefined ? rest : rest.slice(1);
  return { of, day: day !== undefined && DAY.test(day) ? day : undefined, meeting };
}

const DAY = /^\d{4}-\d\d-\d\d$/;

export function placeIn({ of, day, meeting }: CalendarPlace): Place {
  const rest = [of === undefined ? '' : `@${of}`, day ?? '', day === undefined ? '' : (meeting ?? '')].filter(Boolean);
  return { at: 'page', name: 'calendar', rest };
}
