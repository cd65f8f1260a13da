import type { Dice } from './dice.ts';
import type { Stage } from './stage.ts';
import type { Town } from './town.ts';

/** Decisions typed in Slack while the processes that should log them come and go. */
export interface Decider {
  /** Statement and number of what Hypha said it logged. */
  answered: Map<string, number>;
  /** Slack told the person that nobody answered: it may be logged or not, but not twice. */
  unanswered: string[];
}

export function startDecider({ slack }: Stage, town: Town, dice: Dice) {
  const decider: Decider = { answered: new Map(), unanswered: [] };
  return Object.assign(decider, {
    async decide(n: number) {
      const statement = `Decision ${n} ${dice.below(1e9).toString(36)}`;
      const place = { in: dice.one(town.channels).id };
      const answer = await slack.person(dice.one(town.people)).types(`/decide ${statement}`, place);
      // Answers to the same person in the same place may come together.
      const number = new RegExp(`\\bD-(\\d+) · ${statement}`).exec(answer.text)?.[1];
      if (answer.answered && number) decider.answered.set(statement, Number(number));
      else decider.unanswered.push(statement);
    },
  });
}
