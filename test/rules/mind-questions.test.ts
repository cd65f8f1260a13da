import { expect, test } from 'vitest';
import type { Dialogue } from '../../src/mind/dialogue.ts';
import { findQuestions } from '../../src/mind/local/questions.ts';

const said = (...lines: [author: string, text: string][]): Dialogue =>
  lines.map(([author, text], n) => ({ id: `${n + 1}`, author, text, at: n * 5000 }));
const asked = (dialogue: Dialogue) => findQuestions(dialogue).map(({ id }) => id);

test('a sentence with a question mark asks, wherever it stands in a message', () => {
  const talk = said(
    ['Ana', 'The printer on the second floor is gone. Who has it? I need it at noon.'],
    ['Ben', 'Carla took it.'],
  );
  expect(asked(talk)).toEqual(['1']);
});

test('a question mark within a link or within code asks nothing', () => {
  const talk = said(['Ana', 'The list is at https://lists.example/find?'], ['Ben', 'I changed `a ? b : c` there.']);
  expect(asked(talk)).toEqual([]);
});

test('a tag is less surely a question than a sentence that asks', () => {
  const [tag, question] = findQuestions(said(['Ana', 'right?'], ['Ben', 'Which of the two rooms is free?']));
  expect(tag?.sure).toBeLessThan(question?.sure ?? 0);
});

test('where nobody writes marks, a question is found by how it is said', () => {
  const talk = said(
    ['Ana', 'the boxes came this morning'],
    ['Ben', 'do you know where they put them'],
    ['Ana', 'no i was out'],
    ['Carla', 'i saw some by the lift'],
    ['Ben', 'um what was in them'],
    ['Carla', 'well mostly paper'],
  );
  expect(asked(talk)).toEqual(['2', '5']);
});

test('one who seeks assent asks, one who gives it does not', () => {
  const seeking = said(
    ['Ana', 'so the second group starts an hour later than the first'],
    ['Ana', 'right'],
    ['Ben', 'yeah'],
  );
  const giving = said(
    ['Ana', 'so the second group starts an hour later than the first'],
    ['Ben', 'right'],
    ['Ana', 'and they leave together'],
  );
  expect(asked(seeking)).toEqual(['2']);
  expect(asked(giving)).toEqual([]);
});

test('where people write marks, what has none must plainly ask to be taken for a question', () => {
  const doubtful: [string, string] = ['Ben', 'so which one'];
  const unmarked = said(['Ana', 'the lamp is broken'], doubtful, ['Ana', 'yes the small one']);
  const marked = said(['Ana', 'the lamp is broken, see?'], doubtful, ['Ana', 'yes the small one']);
  expect(asked(marked)).not.toContain('2');
  expect(asked(unmarked)).toContain('2');
});

test('silence and signs alone ask nothing', () => {
  expect(asked(said(['Ana', ''], ['Ben', '...'], ['Ana', '👍']))).toEqual([]);
  expect(asked([])).toEqual([]);
});
