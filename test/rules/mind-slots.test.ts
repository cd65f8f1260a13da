import { describe, expect, it } from 'vitest';
import type { Dialogue } from '../../src/mind/dialogue.ts';
import { slotsOf } from '../../src/mind/local/slots.ts';
import { sentenceSpans, wordsAt } from '../../src/mind/spans.ts';

const thread = (...lines: [author: string, text: string][]): Dialogue =>
  lines.map(([author, text], n) => ({ id: String(n), author, text, at: n * 60_000 }));
const names = new Map([
  ['U1', 'Ada'],
  ['U2', 'Bo'],
  ['U3', 'Cy'],
]);

function settled(...lines: [author: string, text: string][]) {
  const told = thread(...lines);
  const slots = slotsOf(told, String(lines.length - 1), names);
  return {
    statement: slots && wordsAt(told, slots.statement),
    why: slots?.why ? wordsAt(told, slots.why) : null,
    alternatives: slots?.alternatives.map((one) => wordsAt(told, one)),
    owner: slots?.owner,
  };
}

describe('what was decided', () => {
  it('is said by whoever settles it, without the word that announces it', () => {
    expect(settled(['U1', 'Ok, decided: we keep the import queue in the database. Thanks all.']).statement).toBe(
      'we keep the import queue in the database',
    );
  });

  it('is what somebody else proposed, where it was only said yes to', () => {
    expect(
      settled(
        ['U1', 'The old printer died again.'],
        ['U2', "I'd lease a new one from the shop downstairs. They deliver the same day."],
        ['U3', 'Ok do it.'],
      ).statement,
    ).toBe("I'd lease a new one from the shop downstairs");
  });

  it('is never a question', () => {
    expect(
      settled(['U1', 'Then we move the launch to Tuesday. Can everybody live with that, also on the weekend rota?'])
        .statement,
    ).toBe('we move the launch to Tuesday');
  });

  it('is never what somebody quoted', () => {
    expect(settled(['U1', '> Decided: nothing ships on a Friday\nWe ship on Fridays from now on.']).statement).toBe(
      'We ship on Fridays from now on',
    );
  });

  it('comes with its reason, where one was given', () => {
    expect(settled(['U1', 'Then we move the launch to Tuesday, because half of the team is away on Monday.']).why).toBe(
      'half of the team is away on Monday',
    );
    expect(settled(['U1', 'Then we move the launch to Tuesday.']).why).toBeNull();
  });

  it('comes with what else was weighed, but for what was taken', () => {
    expect(
      settled(
        ['U1', 'For the party, do we take paper cups or real glasses?'],
        ['U2', 'Glasses, they look better'],
        ['U3', 'Then we take real glasses.'],
      ).alternatives,
    ).toEqual(['paper cups']);
  });

  it.each([
    ['somebody is told that it is theirs', "Then we move the launch to Tuesday. Bo, it's yours.", 'U2'],
    ['somebody owns it', 'Then we move the launch to Tuesday. Cy owns it.', 'U3'],
    ['somebody takes it', 'Then we move the launch to Tuesday. I take it.', 'U1'],
    ['nobody says whose it is', 'Then we move the launch to Tuesday.', null],
  ])('is owned by who was named where %s', (_, text, owner) => {
    expect(settled(['U1', text]).owner).toBe(owner);
  });
});

describe('where sentences stand', () => {
  it('is exact to the letter, also around dots that end nothing', () => {
    const text = 'We go back to 1.8 now. See a.example/x for why!  Done';
    expect(sentenceSpans({ id: 'm', text }).map(({ from, to }) => text.slice(from, to))).toEqual([
      'We go back to 1.8 now.',
      'See a.example/x for why!',
      'Done',
    ]);
  });

  it('leaves out what is quoted and what is code', () => {
    const text = 'So it is.\n> not this\n```\nnor this\n```\nBut this';
    expect(sentenceSpans({ id: 'm', text }).map(({ from, to }) => text.slice(from, to))).toEqual([
      'So it is.',
      'But this',
    ]);
  });
});
