import { expect, test } from 'vitest';
import { z } from 'zod';
import { serious } from './serious.ts';
import { onStage, type Window } from './stage.ts';

const looks = [
  { name: 'in the light', width: 1280, dark: false },
  { name: 'in the dark', width: 1280, dark: true },
  { name: 'on a narrow screen', width: 390, dark: false },
  { name: 'on a narrow screen in the dark', width: 390, dark: true },
];

onStage('Nobody is kept out', {}, (stage) => {
  const see = async (window: Window, what: string) =>
    expect({ [what]: await serious(window.page) }).toEqual({ [what]: [] });

  test.for(looks)('$name', { timeout: 180_000 }, async ({ width, dark }) => {
    const { slack } = stage;
    const said = await slack
      .person('maya')
      .says('A *message* with `code`, https://example.com and @ravi :tada:', { in: 'eng', raw: false });
    await slack.person('ravi').replies(said, 'A reply');
    await slack.person('ana').reacts(said, 'eyes');
    await slack.person('ravi').says('```fence```\n> quote', { in: 'eng', raw: true });
    await slack
      .person('maya')
      .changesChannel('eng', 'topic', 'A topic that is much longer than a narrow screen is wide');
    const window = await stage.opens('maya', 'eng', { width, dark });
    const { page, says, message } = window;
    await says('/plant fennel');
    await message('Planted fennel').waitFor();
    for (const part of ['.top-bar', '.room-head', '.composer', '.messages'])
      expect({ [part]: (await page.locator(part).first().boundingBox())?.width ?? 0 }).toEqual({
        [part]: expect.toSatisfy((wide) => wide <= width),
      });
    await see(window, 'a channel');
    await page.goto(`${slack.url}/#/maya/eng/thread/${said.ts}`);
    await page.locator('.thread .message').filter({ hasText: 'A reply' }).waitFor();
    await see(window, 'a thread');
    await page.keyboard.press('Escape');
    if (width < 800) {
      await page.getByRole('button', { name: 'Conversations', exact: true }).click();
      await page.getByRole('link', { name: /^general/ }).waitFor();
      await see(window, 'the drawer');
      await page.keyboard.press('Escape');
    }
    await page.getByRole('button', { name: 'You are' }).click();
    await see(window, 'the people');
    await page.keyboard.press('Escape');
    await message('Planted fennel').hover();
    await page.locator('.message').filter({ hasText: 'A reply' }).or(message('quote')).last().focus();
    await page.keyboard.press('m');
    await page.getByRole('menu').waitFor();
    await see(window, 'a menu');
    await page.keyboard.press('Escape');
    await page.keyboard.press('r');
    await page.getByRole('dialog', { name: 'Choose an emoji' }).waitFor();
    await see(window, 'the emoji');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog', { name: 'Go to' }).waitFor();
    await see(window, 'the way to anywhere');
    await page.keyboard.type('Plan a bed');
    await page.keyboard.press('Enter');
    const form = page.getByRole('dialog', { name: 'Plan a bed' });
    await form.getByRole('button', { name: 'Plan' }).click();
    await form.getByText('Please complete this required field.').first().waitFor();
    await form.getByRole('combobox', { name: 'Kind' }).click();
    await page.getByRole('option', { name: 'Beans' }).waitFor();
    await see(window, 'a form with mistakes');
    await page.keyboard.press('Escape');
    await form.getByRole('button', { name: 'Not now' }).click();
    await form.waitFor({ state: 'detached' });
    for (const place of [
      '~app/home',
      '~app/about',
      '~app/messages',
      '~channels',
      '~threads',
      '~search/message',
      '@ravi',
      'nowhere',
    ]) {
      await page.goto(`${slack.url}/#/maya/${place}`);
      await page.locator('.main > *').first().waitFor();
      await see(window, place);
    }
  });

  test.for(looks.slice(0, 3))('time and calendars, $name', { timeout: 60_000 }, async ({ width, dark }) => {
    const { slack } = stage;
    const { now } = await slack.control('pause', {}, z.looseObject({ now: z.number() }));
    await fill(now);
    const window = await stage.opens('maya', '~calendar', { width, dark });
    const { page } = window;
    const meeting = page.locator('[data-meeting]').filter({ hasText: 'Answered by all' }).first();
    await meeting.waitFor();
    await see(window, 'a week');
    await meeting.click();
    await page.getByRole('dialog', { name: 'Answered by all' }).waitFor();
    await see(window, 'a meeting');
    await page.getByRole('button', { name: 'Change' }).click();
    await page.getByLabel('Title').fill('');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Say what it is about.').waitFor();
    await see(window, 'the form of a meeting, with a mistake');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Close' }).click();
    await page.getByLabel('Whose calendar').selectOption('Ravi Menon');
    await page.locator('.chip-busy').first().waitFor();
    await see(window, 'somebody else’s week');
    await page.locator('.clock').click();
    const panel = page.getByRole('dialog', { name: 'The time' });
    await slack.fault({ on: 'event', type: 'app_home_opened', do: 'late', ms: 2_500, times: 1 });
    await slack.person('ben').opensHome();
    await panel.getByRole('button', { name: '+1 hour' }).click();
    await panel.getByText('1 event to be heard').waitFor();
    await see(window, 'time on its way');
    await panel.getByRole('heading', { name: 'What happened' }).waitFor();
    await see(window, 'what happened');
  });

  /** Something of every kind around this moment, which may be any time of any day. */
  async function fill(now: number): Promise<void> {
    const create = (said: object) => stage.slack.control('event-create', said, z.looseObject({}));
    const at = { start: now - 600_000, end: now + 2_400_000 };
    const date = (days: number) => new Date(now + days * 86_400_000).toISOString().slice(0, 10);
    await create({
      person: 'maya',
      title: 'Answered by all',
      with: ['ravi'],
      description: 'About it',
      call: true,
      ...at,
    });
    await create({ person: 'ravi', title: 'To be answered', with: ['maya'], channel: 'eng', repeats: 'daily', ...at });
    await create({ person: 'ravi', title: 'Nobody’s business', private: true, ...at });
    await create({ person: 'maya', title: 'All day', days: { from: date(0), to: date(1) } });
    await create({ person: 'maya', title: 'Soon', start: now + 1_800_000, end: now + 3_600_000 });
    await stage.slack.person('june').says('Before', { in: 'general' });
    await stage.slack.person('june').says('At the same moment', { in: 'general' });
  }
});
