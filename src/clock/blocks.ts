import { type Card, context, moment, say } from '../card.ts';
import type { Busy } from './rules.ts';

interface Agenda {
  now: string;
  stands: boolean;
  nextAt: string | null;
  busy: Busy;
}

export const agendaCard = ({ now, stands, nextAt, busy }: Agenda): Card =>
  say(
    [
      `It is ${moment(now)}${stands ? ', and time stands still' : ''}.`,
      `Under way: ${words(busy) || 'nothing'}.`,
      nextAt ? `Due next: ${moment(nextAt)}.` : 'Nothing else is planned.',
    ].join('\n'),
    context('Only in the sandbox.'),
  );

const words = ({ inbox, actions, repairs, erasures }: Busy): string =>
  [
    inbox && `${inbox} to be read`,
    actions && `${actions} to be said`,
    repairs && `${repairs} to be compared with history`,
    erasures && `${erasures} to be erased`,
  ]
    .filter(Boolean)
    .join(', ');
