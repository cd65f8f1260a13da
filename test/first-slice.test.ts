import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Hypha, openHypha } from './support/hypha.ts';
import { eventually } from './support/slack.ts';

let hypha: Hypha;
beforeAll(async () => {
  hypha = await openHypha();
});
afterAll(() => hypha.close());

test('a decision typed in a channel that let Hypha in is answered to its author and noted there once', async () => {
  const maya = hypha.slack.person('maya');
  const joined = await maya.types('/hypha join', { in: 'eng' });
  expect(joined.text).toContain('Hypha reads #eng as soon as it has said so there');
  const answer = await maya.types('/decide Use Postgres for the job queue', { in: 'eng' });
  const [, name = ''] = /^(D-\d{4}) · Use Postgres for the job queue$/.exec(answer.text) ?? [];
  expect(name).not.toBe('');
  const ravi = hypha.slack.person('ravi');
  await eventually(async () => {
    const texts = (await ravi.sees('eng')).map(({ text }) => text);
    expect(texts.filter((text) => text.includes(`${name} noted`))).toHaveLength(1);
  });
  const found = await ravi.types('/decisions postgres', { in: 'eng' });
  expect(found.text).toContain('1 decision');
});

test('a message in a channel that let Hypha in becomes a row', async () => {
  const ben = hypha.slack.person('ben');
  const said = await ben.says('We should use SQS\u0000 instead', { in: 'eng' });
  await hypha.settled();
  const row = await hypha.app.db.read.selectFrom('message').selectAll().where('ts', '=', said.ts).executeTakeFirst();
  expect(row?.text).toBe('We should use SQS instead');
});
