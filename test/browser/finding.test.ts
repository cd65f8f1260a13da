import { beforeAll, expect, test } from 'vitest';
import { channelId } from '../support/hypha.ts';
import { focused, formIn, keys, pressIn, save, see, tabTo, typesOut, upTo } from './deciding.ts';
import { onStage, type Window } from './stage.ts';

onStage('What was decided is found', { hypha: true }, (stage) => {
  const log = async (by: string, statement: string, more: Record<string, string> = {}) =>
    `D-${await stage.hypha.logs(by, statement, more)}`;
  const person = (name: string) => stage.slack.person(name);
  const rooms = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
  let done = '';

  beforeAll(async () => {
    await stage.hypha.asks('maya', 'channel.join', { channel: channelId('eng') });
    await stage.hypha.settled();
    for (const room of rooms) await log('maya', `Room ${room} is painted`, { when: '2020-01-06' });
    done = await log('ravi', 'The kitchen gets a window');
    await stage.hypha.asks('ravi', 'decision.finish', { decision: done });
    await log('ravi', 'The cellar stays dry');
    await stage.hypha.settled();
  });
  /** The newest list or card that one was shown: what was asked stands above it. */
  const shown = ({ page }: Window, head: string | RegExp) =>
    page.locator('.message-whisper').filter({ hasText: head }).last();

  test('in pages, one after the other and back', async () => {
    const ana = await stage.opens('ana', 'eng');
    await ana.says('/decisions');
    const first = shown(ana, '12 decisions · page 1 of 2');
    await first.getByText('The cellar stays dry').waitFor();
    await see(ana, 'the first page of a list');
    await pressIn(first, 'Older');
    const second = shown(ana, '12 decisions · page 2 of 2');
    await second.waitFor();
    expect(await shown(ana, 'page 1 of 2').count()).toBe(0);
    expect(await second.getByText(/Room .* is painted/).count()).toBe(1);
    await see(ana, 'the last page');
    await pressIn(second, 'Newer');
    await first.getByText('The cellar stays dry').waitFor();
  });

  test('by what is asked for, which stands above the list; and nothing is an answer that helps', async () => {
    const ravi = await stage.opens('ravi', 'eng');
    await ravi.says('/decisions painted');
    await shown(ravi, '10 decisions about painted').waitFor();
    await ravi.says('/decisions mine');
    const mine = shown(ravi, '2 decisions of yours');
    await mine.getByText('The kitchen gets a window').waitFor();
    await mine.getByText('✓ done').waitFor();
    await ravi.says('/decisions since 1w');
    await shown(ravi, '2 decisions of the last week').waitFor();
    await ravi.says('/decisions state done');
    await shown(ravi, '1 decision that is done').getByText('The kitchen gets a window').first().waitFor();
    await ravi.says('/decisions painted in #eng by @maya');
    await shown(ravi, /10 decisions about painted in #eng by maya/).waitFor();
    await see(ravi, 'lists of every kind');
    await ravi.says('/decisions unicorns');
    const none = shown(ravi, 'No decisions about unicorns that you can see.');
    await none.waitFor();
    await see(ravi, 'an empty list');
    await pressIn(none, 'Log one');
    await formIn(ravi).getByLabel('Statement').fill('Unicorns are welcome');
    await save(ravi);
    await formIn(ravi).getByText('Unicorns are welcome').first().waitFor();
  });

  test('one hit shows all of it: why, what else was weighed, and a link to where it was said', async () => {
    const said = await person('maya').says('We take Kafka for events then', { in: 'eng' });
    await person('ana').replies(said, 'agreed, it replays');
    await stage.hypha.settled();
    const name = await log('ravi', 'Use Kafka for events', {
      message: said.ts,
      why: 'It replays, and Redis streams lose what was not read in time',
      alternatives: 'Redis streams\nSQS',
      assumptions: 'We stay on AWS',
      reopen: 'Cost doubles',
      topic: 'events',
      owner: '@ben',
    });
    for (let n = 0; n < 30; n++) await person('ben').says(`line ${n} after it`, { in: 'eng' });
    const ben = await stage.opens('ben', 'eng');
    await ben.says('/decisions kafka');
    const card = shown(ben, '1 decision about kafka');
    for (const words of [
      `${name} · Use Kafka for events`,
      /decided .* by maya, with ana, logged by ravi/,
      'Why: It replays, and Redis streams',
      'Instead of: Redis streams · SQS',
      'Assuming: We stay on AWS',
      'Reopen if: Cost doubles',
      'ben owns it · events · look again',
    ])
      await card.getByText(words).first().waitFor();
    await see(ben, 'a card with everything on it');
    await pressIn(card, 'History');
    await shown(ben, `${name} · Use Kafka`).getByText('logged by ravi').waitFor();
    await see(ben, 'its history');
    await pressIn(shown(ben, `${name} · Use Kafka`), 'Show it');
    const again = shown(ben, `${name} · Use Kafka`);
    await again.getByText('Instead of').waitFor();
    await again
      .getByRole('link', { name: /, #eng$/ })
      .first()
      .click();
    await ben.page.locator('.main .message-target').filter({ hasText: 'We take Kafka for events then' }).waitFor();
  });

  test('with the keys alone: looked for, turned over, and opened to its history', async () => {
    const maya = await stage.opens('maya', 'eng');
    await typesOut(maya, '/decisions');
    await upTo(maya, /decisions · page 1 of 2/);
    await tabTo(maya, 'Older');
    await expect.poll(() => focused(maya.page)).toContain('page 2 of 2');
    await tabTo(maya, 'Newer');
    await shown(maya, 'page 1 of 2').waitFor();
    await keys(maya, 'Escape');
    await typesOut(maya, `/decisions ${done}`);
    await upTo(maya, new RegExp(`1 decision about ${done}`));
    await tabTo(maya, 'History');
    await shown(maya, `${done} · The kitchen`).getByText('marked as done by ravi').waitFor();
  });
});
