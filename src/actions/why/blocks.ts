import { buttons, type Card, clip, escaped, inline, moment, press, section } from '../../card.ts';
import { within } from '../../delivery/rules.ts';
import { type ActionState, standing } from '../rules.ts';

interface Explained {
  to: string;
  text: string;
  state: ActionState;
  dueAt: string;
  why: string;
  subject: string;
  /** Why this reader, and what it had to keep to: of what nobody asked for. */
  reason: string | null;
  sort: Parameters<typeof within>[0] | null;
  about: string | null;
  verdict: string | null;
  goesAt: string | null;
  problem: string | null;
  withheld: boolean;
  asked: boolean;
}

/** Why something is said: what caused it, why to this reader, what it has to keep to, and what came of that. */
export function whyCard(explained: Explained): Card {
  const { to, text, state, dueAt, why, reason, sort, about, verdict, goesAt, problem, withheld, asked } = explained;
  const head = `*${inline(to)}, ${moment(dueAt)}* · ${standing[state]}`;
  const came = state === 'sent' ? (asked ? null : 'Nothing held it back.') : (problem ?? verdict);
  const isWaiting = state === 'planned' && goesAt;
  const lines = [
    head,
    withheld && '_What it said rests on something that you do not see now._',
    text && `> ${escaped(clip(text.replace(/\s+/g, ' '), 200))}`,
    `*Why:* ${escaped(why)}`,
    reason && `*Why you:* ${escaped(reason)}`,
    sort ? `*What it keeps to:* ${within(sort)}` : '*What it keeps to:* somebody asked for it, so it goes out at once.',
    came && `*What came of it:* ${escaped(came)}${isWaiting ? ` Not before ${moment(goesAt)}.` : ''}`,
  ];
  const mute = about && press({ operation: 'person.mute', label: `Mute ${clip(about, 40)}`, input: { what: about } });
  return {
    text: `${inline(to)}: ${escaped(why)}`,
    blocks: [
      section(lines.filter(Boolean).join('\n')),
      buttons(...(mute ? [mute] : []), press({ operation: 'action.list', label: "What's planned" })),
    ],
  };
}
