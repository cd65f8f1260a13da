import type { ComponentType } from 'preact';
import { CalendarPage } from './calendar/page.ts';
import { ClockBar } from './clock/bar.ts';
import type { State } from './state.ts';
import { Tour } from './tour/tour.ts';
import type { Here } from './view/here.ts';
import type { SignName } from './view/sign.ts';

/** What stands beside Slack in the window: pages of the sidebar, and signs in the top bar. Each lives in a file of its own. */

export interface ExtraProps {
  here: Here;
  state: State;
}

export interface ExtraPage {
  /** In the address: `#/maya/~calendar`. */
  name: string;
  title: string;
  sign: SignName;
  view: ComponentType<ExtraProps>;
}

/** In the sidebar, above the channels. */
export const extraPages: readonly ExtraPage[] = [
  { name: 'calendar', title: 'Calendar', sign: 'calendar', view: CalendarPage },
];

/** In the top bar, between the search and the person: the clock has its place here. */
export const topBarParts: readonly ComponentType<ExtraProps>[] = [ClockBar];

/** Over everything, drawn last. */
export const overlays: readonly ComponentType<ExtraProps>[] = [Tour];
