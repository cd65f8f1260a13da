import { describe, expect, test } from 'vitest';
import type { Dialogue } from '../../src/mind/dialogue.ts';
import { findDecisions } from '../../src/mind/local/decisions.ts';

type Said = [author: string, text: string, reactions?: Record<string, string[]>];

const thread = (...said: Said[]): Dialogue =>
  said.map(([author, text, reactions = {}], n) => ({
    id: `${n + 1}`,
    author,
    text,
    at: n * 60_000,
    reactions: Object.entries(reactions).flatMap(([name, people]) => people.map((by) => ({ name, by }))),
  }));

/** From here on somebody would be asked whether it is a decision. */
const worthAsking = 0.55;
const surest = (dialogue: Dialogue) => Math.max(0, ...findDecisions(dialogue).map(({ sure }) => sure));

describe('what a thread decides', () => {
  test('a proposal that two others accept is settled by the last of them', () => {
    const [found, ...more] = findDecisions(
      thread(
        ['Ana', 'The nightly import takes four hours now.'],
        ['Ben', 'I propose we move the import to the new queue and drop the cron job.'],
        ['Cleo', 'Sounds good to me.'],
        ['Dan', '+1'],
      ),
    );
    expect(more).toEqual([]);
    expect(found).toMatchObject({ at: '4', proposal: '2', explicit: false, objections: [] });
    expect(found?.supports).toEqual([{ id: '3', author: 'Cleo' }]);
    expect(found?.sure).toBeGreaterThan(worthAsking);
  });

  test('reactions speak for a proposal as words do', () => {
    const [found] = findDecisions(
      thread(['Ana', 'I suggest we use Postgres for the audit log.', { '+1': ['Ben'], white_check_mark: ['Cleo'] }]),
    );
    expect(found).toMatchObject({ at: '1', proposal: undefined });
    expect(found?.supports.map(({ author }) => author)).toEqual(['Ben', 'Cleo']);
    expect(found?.sure).toBeGreaterThan(worthAsking);
  });

  test('looking at a proposal, or liking one’s own, is no support', () => {
    const found = findDecisions(
      thread(['Ana', 'I suggest we use Postgres for the audit log.', { eyes: ['Ben', 'Cleo'], '+1': ['Ana'] }]),
    );
    expect(found.flatMap(({ supports }) => supports)).toEqual([]);
    expect(found.filter(({ sure }) => sure > worthAsking)).toEqual([]);
  });

  test('an objection keeps a proposal from being settled, and is named', () => {
    const dialogue = thread(
      ['Ben', 'I propose we move the import to the new queue.'],
      ['Dan', '+1'],
      ['Cleo', 'I disagree, the queue loses messages under load.'],
    );
    expect(surest(dialogue)).toBeLessThan(worthAsking);
    expect(findDecisions(dialogue)[0]?.objections ?? []).toEqual([{ id: '3', author: 'Cleo' }]);
  });

  test('what is put off is not decided, however many agree to that', () => {
    const dialogue = thread(
      ['Ana', 'We should decide on Friday which vendor we take.', { '+1': ['Ben', 'Cleo'] }],
      ['Ben', '+1'],
    );
    expect(surest(dialogue)).toBeLessThan(worthAsking);
  });

  test('a joke that people like stays a joke', () => {
    const dialogue = thread([
      'Ana',
      "Let's rewrite everything in COBOL, lol :joy:",
      { '+1': ['Ben', 'Cleo'], joy: ['Dan'] },
    ]);
    expect(surest(dialogue)).toBeLessThan(worthAsking);
  });

  test('who says what was decided, and why, says it outright', () => {
    const [found] = findDecisions(
      thread(
        ['Ana', 'Where did we land on the date picker?'],
        ['Ben', 'We decided to go with the native one, because it needs no library.'],
      ),
    );
    expect(found).toMatchObject({ at: '2', explicit: true });
    expect(found?.sure).toBeGreaterThan(worthAsking);
  });

  test('"agreed :)" alone settles nothing', () => {
    const dialogue = thread(['Ana', 'The weather is dreadful today.'], ['Ben', 'agreed :)']);
    expect(surest(dialogue)).toBeLessThan(0.2);
    expect(findDecisions(dialogue).filter(({ explicit }) => explicit)).toEqual([]);
  });

  test('what others decided long ago is told, not decided', () => {
    const dialogue = thread(
      ['Ana', 'Why did the old team choose Oracle?'],
      ['Ben', 'Back in 2019 they decided to use Oracle because the customer had licences.'],
    );
    expect(surest(dialogue)).toBeLessThan(0.2);
  });

  test('a choice between options is settled by whoever names the one to take', () => {
    const [found] = findDecisions(
      thread(
        ['Ana', 'For the invoice export we have two options: A, a nightly file, or B, a webhook for every invoice.'],
        ['Ben', 'B is less work for the customers.'],
        ['Cleo', 'Should we go with B then?'],
        ['Ana', "yes, B. Let's go with the webhook."],
      ),
    );
    expect(found).toMatchObject({ at: '4', proposal: '3', explicit: true });
    expect(found?.sure).toBeGreaterThan(worthAsking);
  });

  test('help, thanks and lunch decide nothing', () => {
    const help = thread(
      ['Ana', 'My build fails with exit code 2, any ideas?'],
      ['Ben', 'did you run npm ci?'],
      ['Ana', 'yes, works now, thanks!'],
    );
    const lunch = thread(['Ana', "Let's go for lunch at noon?"], ['Ben', 'sure!'], ['Cleo', '+1']);
    expect(surest(help)).toBeLessThan(0.2);
    expect(surest(lunch)).toBeLessThan(worthAsking);
  });

  test('a talk of no words, or of one, is read without complaint', () => {
    expect(findDecisions([])).toEqual([]);
    expect(findDecisions(thread(['Ana', '']))).toEqual([]);
    expect(findDecisions(thread(['Ana', 'ok']))).toEqual([]);
  });
});

describe('what a meeting decides', () => {
  const chatter = Array.from(
    { length: 30 },
    (_, n): Said => [`P${n % 4}`, `the report on part ${n} of the garden is not finished`],
  );
  const vote: Said[] = [
    ['P1', 'Plant the orchard on the north side, and close issue 12'],
    ['P2', '+1'],
    ['P3', '+1'],
    ['P0', '+1'],
    ['P1', '+1'],
  ];

  test('a proposal that is voted for is found where its votes end, with who voted', () => {
    const found = findDecisions(thread(...chatter, ...vote, ['P1', 'Topic: the shed'], ...chatter));
    const best = found.toSorted((one, other) => other.sure - one.sure)[0];
    expect(best?.sure).toBeGreaterThan(0.5);
    expect(Number(best?.at)).toBeGreaterThanOrEqual(31);
    expect(Number(best?.at)).toBeLessThanOrEqual(36);
    expect(best?.supports.length).toBeGreaterThanOrEqual(2);
  });

  test('talk without proposals is let pass', () => {
    expect(surest(thread(...chatter, ...chatter))).toBeLessThan(0.2);
  });
});
