import { buttons, type Card, clip, context, day, header, inline, press, section } from '../card.ts';
import { nameOf } from '../decisions/rules.ts';

interface Home {
  decisions: { number: number; statement: string; decidedAt: string; decidedBy: string }[];
  total: number;
}

export function homeCard({ decisions, total }: Home): Card {
  const lines = decisions.map(
    ({ number, statement, decidedAt, decidedBy }) =>
      `*${nameOf(number)}* ${inline(clip(statement, 120))} · ${day(decidedAt)} · ${inline(decidedBy)}`,
  );
  const none =
    'Nothing yet. Type `/decide` and what was decided, in any channel; invite Hypha and it is said there too.';
  return {
    text: 'Hypha',
    blocks: [
      header('Decided lately'),
      section(lines.length > 0 ? lines.join('\n') : none),
      buttons(
        press({ operation: 'form:decision.log', label: 'Log a decision', style: 'primary' }),
        press({ operation: 'action.list', label: "What's planned" }),
      ),
      context(
        `${total} that you can see · \`/hypha help\` lists everything Hypha does · \`/hypha opt out\` leaves you out of it`,
      ),
    ],
  };
}
