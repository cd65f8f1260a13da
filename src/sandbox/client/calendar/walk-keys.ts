/** From meeting to meeting: up and down within a day, left and right to the days beside it. */
export function walkMeetings(event: KeyboardEvent): void {
  const { key, currentTarget, target } = event;
  const from = target instanceof Element ? target.closest<HTMLElement>('[data-meeting]') : null;
  if (!from || !(currentTarget instanceof HTMLElement) || event.altKey || event.ctrlKey || event.metaKey) return;
  const next = VERTICAL[key]
    ? neighbour(currentTarget, from, VERTICAL[key])
    : beside(currentTarget, from, SIDEWAYS[key]);
  if (!next) return;
  event.preventDefault();
  next.focus();
}

const VERTICAL: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
const SIDEWAYS: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1 };

const meetingsIn = (box: Element): HTMLElement[] => [...box.querySelectorAll<HTMLElement>('[data-meeting]')];

function neighbour(box: HTMLElement, from: HTMLElement, step: number): HTMLElement | undefined {
  const all = meetingsIn(box);
  return all[all.indexOf(from) + step];
}

/** On the next day that has any, the one that is nearest in time. */
function beside(box: HTMLElement, from: HTMLElement, step: number | undefined): HTMLElement | undefined {
  if (step === undefined) return undefined;
  const days = [...box.querySelectorAll('[data-day]')].map(meetingsIn);
  const at = days.findIndex((day) => day.includes(from));
  const wanted = step > 0 ? days.slice(at + 1) : days.slice(0, at).reverse();
  const top = from.getBoundingClientRect().top;
  return wanted
    .find((day) => day.length > 0)
    ?.toSorted((one, other) => Math.abs(topOf(one) - top) - Math.abs(topOf(other) - top))[0];
}

const topOf = (element: HTMLElement): number => element.getBoundingClientRect().top;
