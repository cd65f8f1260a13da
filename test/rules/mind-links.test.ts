import { expect, test } from 'vitest';
import type { Dialogue } from '../../src/mind/dialogue.ts';
import { linkReplies } from '../../src/mind/local/links.ts';

const minute = 60_000;
const said = (...lines: [author: string, text: string, minutes?: number][]): Dialogue =>
  lines.map(([author, text, minutes], n) => ({ id: `${n + 1}`, author, text, at: (minutes ?? n) * minute }));
const links = (dialogue: Dialogue) => [...linkReplies(dialogue).values()];

test('every utterance is linked once, to itself or to an earlier one', () => {
  const talk = said(
    ['ana', 'morning all'],
    ['ben', 'does anybody have a key for the archive?'],
    ['carla', 'ben: the desk has one'],
    ['ana', 'the lift is out of order again'],
    ['ben', 'carla: thanks'],
  );
  const order = talk.map(({ id }) => id);
  const found = linkReplies(talk);
  expect([...found.keys()]).toEqual(order);
  for (const [id, earlier] of found) expect(order.indexOf(earlier)).toBeLessThanOrEqual(order.indexOf(id));
});

test('who is named by the one who answers is answered, though others spoke since', () => {
  const talk = said(
    ['ana', 'how do I get the scanner to send to a folder?'],
    ['ben', 'is the archive open on saturdays?'],
    ['carla', 'ana: press the green button twice and pick the folder'],
    ['dora', 'ben: only until noon'],
  );
  expect(links(talk).slice(2)).toEqual(['1', '2']);
});

test('somebody is found by a first name after an at sign, as chat writes it', () => {
  const talk = said(
    ['Ana Silva', 'Who can look after the plants next week?'],
    ['Ben Okoro', 'The heating is off on our floor, does anybody know why?'],
    ['Carla Ruiz', '@Ana Silva I can, I am here all week'],
    ['Dora Lind', '@Ben they are changing a pump'],
  );
  expect(links(talk).slice(2)).toEqual(['1', '2']);
});

test('an answer without a name goes to the question just before', () => {
  const talk = said(['ana', 'which bus goes to the harbour?', 0], ['ben', 'the 14, every ten minutes', 1]);
  expect(links(talk)).toEqual(['1', '1']);
});

test('one who goes on speaking links to what they said before', () => {
  const talk = said(
    ['ana', 'the new shelves came today'],
    ['ana', 'and they are too high for the door'],
    ['ana', 'so we have to saw them'],
  );
  expect(links(talk)).toEqual(['1', '1', '2']);
});

test('a newcomer who asks after a long silence begins something', () => {
  const talk = said(
    ['ana', 'the new shelves came today', 0],
    ['ben', 'ana: great, where do they go?', 1],
    ['carla', 'hello, can somebody tell me how to book the big room for friday afternoon?', 240],
  );
  expect(links(talk).at(-1)).toBe('3');
});

test('what is known to answer something is taken as it is', () => {
  const talk = said(
    ['ana', 'which bus goes to the harbour?'],
    ['ben', 'who left the window open?'],
    ['carla', 'ben: me, sorry'],
  ).map((one) => (one.id === '3' ? { ...one, answers: '1' } : one));
  expect(links(talk).at(-1)).toBe('1');
});

test('what is taken as an answer shapes what is found after it', () => {
  const talk = said(
    ['ana', 'which bus goes to the harbour?', 0],
    ['ben', 'who left the window open?', 0.1],
    ['carla', 'the 14', 0.2],
    ['ana', 'carla: thanks', 0.4],
  ).map((one) => (one.id === '3' ? { ...one, answers: '1' } : one));
  expect(links(talk).slice(2)).toEqual(['1', '3']);
});

test('what is told of comings and goings answers nothing and is not answered', () => {
  const talk = said(['ana', 'which bus goes to the harbour?'], ['', '=== dora has joined #town'], ['ben', 'the 14']);
  expect(links(talk)).toEqual(['1', '2', '1']);
});

test('people with no name, words that are no names and empty lines are borne', () => {
  expect(links(said(['', ''], ['constructor', 'constructor: __proto__'], ['', ': :']))).toHaveLength(3);
  expect(links([])).toEqual([]);
});
