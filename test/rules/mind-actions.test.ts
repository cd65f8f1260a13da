import { describe, expect, test } from 'vitest';
import type { Dialogue } from '../../src/mind/dialogue.ts';
import { findActions } from '../../src/mind/local/actions.ts';

const talk = (...said: [author: string, text: string][]): Dialogue =>
  said.map(([author, text], n) => ({ id: `${n + 1}`, author, text, at: n * 60_000 }));

describe('what people take on', () => {
  const promised = talk(
    ['Ana', 'The printer on the second floor is broken again.'],
    ['Ben', 'Can somebody call the repair service?'],
    ['Cleo', "I'll call them tomorrow and send everybody the date."],
    ['Ana', 'Thanks!'],
  );

  test('who says they will do something owns it', () => {
    expect(findActions(promised).map(({ owner }) => owner)).toContain('Cleo');
  });

  test('it is found where it is said', () => {
    const best = findActions(promised).toSorted((one, other) => other.sure - one.sure)[0];
    expect(best).toMatchObject({ at: '3', text: promised[2]?.text });
  });

  test('who is named as the one to do it owns it', () => {
    const found = findActions(
      talk(
        ['Ana', 'The handbook still has the old address.'],
        ['Ben', 'Dan to write the new page by Friday, and I will review it.'],
        ['Dan', 'ok'],
      ),
    );
    expect(found[0]?.owner).toBe('Dan');
  });

  test('a heading is no action, and no talk holds none', () => {
    expect(findActions([])).toEqual([]);
    expect(findActions(talk(['Ana', 'Topic: actions'])).map(({ at }) => at)).toEqual([]);
  });
});
