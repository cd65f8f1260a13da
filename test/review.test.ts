import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { channelId, type Hypha, openHypha } from './support/hypha.ts';

/** What looks decided in what was said lately, and that nobody logged. */

let hypha: Hypha;
beforeAll(async () => {
  hypha = await openHypha();
  await hypha.asks('maya', 'channel.join', { channel: channelId('eng') });
  await hypha.settled();
});
afterAll(() => hypha.close());

const person = (name: string) => hypha.slack.person(name);
const Review = z.object({
  value: z.object({
    total: z.number(),
    pages: z.number(),
    found: z.array(
      z.object({
        statement: z.string(),
        why: z.string().nullable(),
        by: z.string(),
        message: z.string(),
        agreed: z.number(),
      }),
    ),
  }),
});
const review = async (by: string, input: Record<string, string> = {}) =>
  Review.parse(await hypha.asks(by, 'decision.review', input)).value;
const statements = async (by = 'maya', input: Record<string, string> = {}) =>
  (await review(by, input)).found.map(({ statement }) => statement);

describe('what looks decided', () => {
  test('is found where a proposal was agreed to and then settled, in the words that were said', async () => {
    const asked = await person('ben').says('Where do we keep the import queue, Kafka or the database?', { in: 'eng' });
    await person('ana').replies(asked, "I'd rather keep it in the database, we know how to run that");
    const closing = await person('maya').replies(
      asked,
      'Decided: we keep the import queue in the database, because we know how to run that. Ben owns it.',
    );
    await person('ben').reacts(closing, '+1');
    await person('ana').reacts(closing, '+1');
    await hypha.settled();
    expect((await review('maya')).found).toEqual([
      {
        statement: 'we keep the import queue in the database',
        why: 'we know how to run that',
        by: 'maya',
        message: closing.ts,
        agreed: 2,
      },
    ]);
  });

  test('rests on the message that says it, where whoever settled it only said yes', async () => {
    const broken = await person('ben').says('The door of the lab sticks again.', { in: 'eng' });
    const proposal = await person('ana').replies(broken, "I'd order a new lock from the smith. It takes two days.");
    const closing = await person('maya').replies(broken, 'Ok do it. Order today, on the lab budget.');
    await person('ana').reacts(closing, '+1');
    await person('ben').reacts(closing, '+1');
    await hypha.settled();
    const [found] = (await review('maya')).found;
    expect(found).toMatchObject({ statement: "I'd order a new lock from the smith", message: proposal.ts, by: 'maya' });
    await hypha.asks('maya', 'decision.log', {
      statement: 'A new lock',
      channel: channelId('eng'),
      message: closing.ts,
    });
    await hypha.settled();
    expect(await statements()).not.toContain("I'd order a new lock from the smith");
  });

  test('is not shown any more once it is logged', async () => {
    const [{ message } = { message: '' }] = (await review('maya')).found;
    expect(message).not.toBe('');
    await hypha.asks('maya', 'decision.log', {
      statement: 'Queue in the database',
      channel: channelId('eng'),
      message,
    });
    await hypha.settled();
    expect(await statements()).toEqual([]);
  });

  test('follows what was said: edited it reads so, deleted it is gone', async () => {
    const said = await person('maya').says('Decided: from now on we ship on Tuesdays.', { in: 'eng' });
    await person('ben').reacts(said, '+1');
    await hypha.settled();
    expect(await statements()).toEqual(['from now on we ship on Tuesdays']);
    await person('maya').edits(said, 'Decided: from now on we ship on Thursdays.');
    await hypha.settled();
    expect(await statements()).toEqual(['from now on we ship on Thursdays']);
    await person('maya').deletes(said);
    await hypha.settled();
    expect(await statements()).toEqual([]);
  });

  test('is not what was said earlier than is asked for', async () => {
    const said = await person('maya').says('Decided: from now on the build fails on warnings.', { in: 'eng' });
    await person('ben').reacts(said, '+1');
    await hypha.settled();
    expect(await statements('maya', { since: '1d' })).toHaveLength(1);
    expect(await statements('maya', { since: '2099-01-01' })).toEqual([]);
    expect(await hypha.asks('maya', 'decision.review', { since: 'soon' })).toMatchObject({ ok: false, field: 'since' });
  });
});
