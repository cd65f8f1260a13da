import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { onStage, type Window } from './stage.ts';

const hour = 3_600_000;
const day = 24 * hour;
const anything = z.looseObject({});

/** Mondays of the weeks after this one, so that nothing depends on the day on which it is tried. */
function monday(weeks: number): number {
  const now = new Date();
  const today = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate());
  return today - ((now.getUTCDay() + 6) % 7) * day + weeks * 7 * day;
}
const dateOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);

onStage('A calendar', {}, (stage) => {
  const opens = (person: string, week: number, how: { width?: number; whose?: string } = {}) =>
    stage.opens(person, `~calendar${how.whose ? `/@${how.whose}` : ''}/${dateOf(monday(week))}`, how);
  const meeting = ({ page }: Window, title: string) => page.locator('[data-meeting]').filter({ hasText: title });
  const dialog = ({ page }: Window, name: string) => page.getByRole('dialog', { name, exact: true });
  const heard = (one: Locator) => one.evaluate(({ textContent }) => textContent);
  const create = (said: object) => stage.slack.control('event-create', said, anything);
  const at = (week: number, days: number, hours: number) => monday(week) + days * day + hours * hour;

  test('a meeting is called, answered, and seen by everybody who comes', async () => {
    const [ben, ravi] = [await opens('ben', 1), await opens('ravi', 1)];
    await ben.page.getByRole('button', { name: /^New meeting on Wednesday/ }).click();
    const form = dialog(ben, 'New meeting');
    await form.getByRole('button', { name: 'Create' }).click();
    await form.getByText('Say what it is about.').waitFor();
    expect(await form.getByLabel('Title').evaluate((field) => field === document.activeElement)).toBe(true);
    await form.getByLabel('Title').fill('Plan the beds');
    await form.getByLabel('Begins').fill(`${dateOf(at(1, 2, 0))}T11:00`);
    expect(await form.getByLabel('Ends').inputValue()).toBe(`${dateOf(at(1, 2, 0))}T11:30`);
    await form.getByRole('combobox', { name: 'With' }).fill('ravi');
    await form.getByRole('option', { name: /Ravi Menon/ }).click();
    await form.getByLabel('Where').fill('The shed');
    await form.getByLabel('Description').fill('Beans <b>first</b>\nthen roses');
    await form.getByRole('button', { name: 'Create' }).click();
    await form.waitFor({ state: 'detached' });
    await meeting(ben, 'Plan the beds').waitFor();

    await meeting(ravi, 'Plan the beds').click();
    const shown = dialog(ravi, 'Plan the beds');
    await shown.getByText('1 of 2 come').waitFor();
    await shown.getByText('The shed').waitFor();
    await shown.getByText('Beans <b>first</b>').waitFor();
    await shown.getByText('11:00 – 11:30 in Europe/London').waitFor();
    await shown.getByRole('button', { name: 'Accept' }).click();
    await shown.getByText('2 of 2 come').waitFor();
    await shown.getByRole('button', { name: 'Decline' }).click();
    await shown.getByText('1 of 2 come, 1 do not').waitFor();
    await shown.getByRole('button', { name: 'Close' }).click();
    await shown.waitFor({ state: 'detached' });
    expect(await heard(meeting(ravi, 'Plan the beds'))).toContain('you declined');
    expect(
      await meeting(ravi, 'Plan the beds')
        .locator('.chip-title')
        .evaluate((title) => getComputedStyle(title).textDecorationLine),
    ).toBe('line-through');
  });

  test('whom a meeting is with is chosen from whole rows that hide nobody who was', async () => {
    for (let n = 0; n < 12; n++) await stage.slack.addPerson({ name: `guest${n}`, real_name: `Guest Number ${n}` });
    for (const width of [1280, 390]) {
      const maya = await opens('maya', 7, { width });
      await maya.page.getByRole('button', { name: 'New meeting', exact: true }).click();
      const form = dialog(maya, 'New meeting');
      await form.getByRole('combobox', { name: 'With' }).click();
      const list = form.getByRole('listbox', { name: 'With' });
      await list.getByRole('option').nth(1).click();
      await list.getByRole('option', { selected: true }).waitFor();
      const chips = await form.locator('.combobox').boundingBox();
      const box = await list.boundingBox();
      expect(box?.y ?? 0).toBeGreaterThanOrEqual((chips?.y ?? 0) + (chips?.height ?? 0));
      expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(800);
      const cut = await list.evaluate((element) => {
        const frame = element.querySelector('.options')?.getBoundingClientRect();
        return [...element.querySelectorAll('[role=option]')].filter((row) => {
          const { top, bottom } = row.getBoundingClientRect();
          return frame && top < frame.bottom - 1 && bottom > frame.bottom + 1;
        }).length;
      });
      expect(cut).toBe(0);
    }
  });

  test('a meeting of half an hour shows that it repeats, without hiding its title', async () => {
    await stage.slack.control(
      'event-create',
      { person: 'ana', title: 'Sprouts', start: at(8, 0, 9), end: at(8, 0, 9.5), repeats: 'weekly' },
      anything,
    );
    const ana = await opens('ana', 8);
    const sign = await meeting(ana, 'Sprouts').locator('.sign').boundingBox();
    const title = await meeting(ana, 'Sprouts').locator('.chip-title').boundingBox();
    expect(sign?.x ?? 0).toBeGreaterThanOrEqual((title?.x ?? 0) + (title?.width ?? 0));
  });

  test('what can be taken back stands in one line, and to cancel the meeting apart', async () => {
    await create({ person: 'maya', title: 'Mulch', start: at(9, 0, 9), end: at(9, 0, 10), with: ['maya', 'ben'] });
    for (const width of [1280, 390]) {
      const maya = await opens('maya', 9, { width });
      await meeting(maya, 'Mulch').click();
      const buttons = dialog(maya, 'Mulch').locator('.modal-foot').getByRole('button');
      const names = ['Accept', 'Maybe', 'Decline', 'Change', 'Close', 'Cancel the meeting'];
      expect(await buttons.allInnerTexts()).toEqual(names);
      const tops = await buttons.evaluateAll((all) => all.map((one) => Math.round(one.getBoundingClientRect().top)));
      expect(new Set(tops.slice(0, -1)).size).toBe(1);
      expect(tops.at(-1)).toBeGreaterThan((tops[0] ?? 0) + 32);
    }
  });

  test('of a series one time is moved, one cancelled, and then all', async () => {
    const ana = await opens('ana', 2);
    const { page } = ana;
    await page.getByRole('button', { name: /^New meeting on Tuesday/ }).click();
    const form = dialog(ana, 'New meeting');
    await form.getByLabel('Title').fill('Weeding');
    await form.getByLabel('Repeats').selectOption('Every day');
    await form.getByLabel('Until').fill(dateOf(at(2, 4, 0)));
    await form.getByRole('button', { name: 'Create' }).click();
    const on = (days: number) =>
      page.locator(`[data-day="${dateOf(at(2, days, 0))}"] [data-meeting]`).filter({ hasText: 'Weeding' });
    await expect.poll(() => meeting(ana, 'Weeding').count()).toBe(4);

    await on(1).click();
    await dialog(ana, 'Weeding').getByText('every day').waitFor();
    await dialog(ana, 'Weeding').getByRole('button', { name: 'Change' }).click();
    const change = dialog(ana, 'Change the meeting');
    await change.getByLabel('Begins').fill(`${dateOf(at(2, 1, 0))}T15:00`);
    await change.getByRole('button', { name: 'Save' }).click();
    await change.waitFor({ state: 'detached' });
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('The week');
    await expect.poll(() => heard(on(1))).toContain('15:00 – 15:30');
    expect(await heard(on(2))).toContain('10:00 – 10:30');

    await on(2).click();
    await dialog(ana, 'Weeding').getByRole('button', { name: 'Cancel the meeting' }).click();
    await page.getByRole('button', { name: 'Keep it' }).click();
    await dialog(ana, 'Weeding').getByRole('button', { name: 'Cancel the meeting' }).click();
    await page.getByRole('button', { name: 'Cancel it' }).click();
    await expect.poll(() => meeting(ana, 'Weeding').count()).toBe(3);

    await on(3).click();
    await dialog(ana, 'Weeding').getByLabel('Which times').selectOption('All times');
    await dialog(ana, 'Weeding').getByRole('button', { name: 'Cancel the meeting' }).click();
    await page.getByRole('button', { name: 'Cancel it' }).click();
    await expect.poll(() => meeting(ana, 'Weeding').count()).toBe(0);
  });

  test('meetings at the same time stand side by side, and whole days above them', async () => {
    for (const [title, from] of [
      ['One', 9],
      ['Two', 9.5],
      ['Three', 10],
    ] as const)
      await create({ person: 'ben', title, start: at(3, 0, from), end: at(3, 0, from + 1) });
    await create({ person: 'ben', title: 'Away', days: { from: dateOf(at(3, 3, 0)), to: dateOf(at(3, 5, 0)) } });
    const ben = await opens('ben', 3);
    const box = async (title: string) => {
      const found = await meeting(ben, title).boundingBox();
      return { left: found?.x ?? 0, right: (found?.x ?? 0) + (found?.width ?? 0), top: found?.y ?? 0 };
    };
    await meeting(ben, 'One').waitFor();
    const [one, two, three] = [await box('One'), await box('Two'), await box('Three')];
    expect(one.right).toBeLessThanOrEqual(two.left);
    expect(three.left).toBe(one.left);
    expect(await meeting(ben, 'Away').count()).toBe(2);
    expect((await meeting(ben, 'Away').first().boundingBox())?.y ?? 0).toBeLessThan(one.top);
  });

  test('of what is private others see only that the time is taken', async () => {
    const secret = { title: 'Dentist', description: 'A root canal', location: 'Tooth Street' };
    await create({ person: 'maya', ...secret, start: at(4, 0, 9), end: at(4, 0, 10), private: true });
    await create({ person: 'maya', title: 'Open hour', start: at(4, 1, 9), end: at(4, 1, 10) });
    const ana = await opens('ana', 4);
    await ana.page.getByLabel('Whose calendar').selectOption('Maya Lindqvist');
    await meeting(ana, 'Open hour').click();
    await dialog(ana, 'Open hour').getByText('Maya Lindqvist').waitFor();
    expect(await dialog(ana, 'Open hour').getByRole('button').allInnerTexts()).toEqual(['Close']);
    await ana.page.keyboard.press('Escape');
    await ana.page.locator('.chip-busy').filter({ hasText: 'Busy' }).waitFor();
    const query = `as=ana&of=maya&from=${at(4, 0, 0)}&to=${at(4, 7, 0)}`;
    const told = await (await fetch(`${stage.slack.url}/window/calendar?${query}`)).text();
    expect(told).toContain('Open hour');
    expect(`${told}${await ana.page.content()}`).not.toMatch(/Dentist|root canal|Tooth Street/);
    expect(await ana.page.getByRole('button', { name: /^New meeting/ }).count()).toBe(0);
  });

  test('is read by programs at the address that it shows', async () => {
    await create({ person: 'june', title: 'Read by programs', start: at(1, 0, 9), end: at(1, 0, 10) });
    const june = await opens('june', 1);
    const link = june.page.getByRole('link', { name: 'This calendar as a feed (ICS)' });
    const feed = await fetch(await link.evaluate((one) => (one instanceof HTMLAnchorElement ? one.href : '')));
    expect(await feed.text()).toMatch(/^BEGIN:VCALENDAR[\s\S]*SUMMARY:Read by programs/);
  });

  test('is used with the keyboard alone', async () => {
    await create({ person: 'june', title: 'First', start: at(5, 0, 15), end: at(5, 0, 16) });
    await create({ person: 'june', title: 'Second', start: at(5, 0, 18), end: at(5, 0, 19) });
    await create({ person: 'june', title: 'Next day', start: at(5, 1, 18), end: at(5, 1, 19) });
    const june = await opens('june', 4);
    const { page } = june;
    const focused = () =>
      page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent);
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key);
    };
    const tabTo = async (name: RegExp) => {
      for (let n = 0; n < 80 && !name.test((await focused()) ?? ''); n++) await press('Tab');
      expect(await focused()).toMatch(name);
    };
    await tabTo(/^Later$/);
    await press('Enter');
    await meeting(june, 'Second').waitFor();
    await tabTo(/^First, /);
    await press('ArrowDown');
    await expect.poll(focused).toMatch(/^Second, /);
    await press('ArrowRight');
    await expect.poll(focused).toMatch(/^Next day, /);
    await press('ArrowLeft');
    await expect.poll(focused).toMatch(/^Second, /);
    await press('Enter');
    await dialog(june, 'Second').waitFor();
    await press('Escape');
    await expect.poll(focused).toMatch(/^Second, /);
    await tabTo(/^New meeting on Saturday/);
    await press('Enter');
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('meeting-title');
    await page.keyboard.type('By hand');
    await press('Enter');
    const made = page.locator(`[data-day="${dateOf(at(5, 5, 0))}"] [data-meeting]`);
    await made.filter({ hasText: 'By hand' }).waitFor();
    await expect.poll(focused).toMatch(/^New meeting on Saturday/);
  });

  test('is a list of days on a narrow screen, and nothing sticks out', async () => {
    const title = `A title that goes ${'on and '.repeat(20)}on`;
    await create({
      person: 'maya',
      title,
      start: at(6, 0, 9),
      end: at(6, 0, 10),
      location: 'w'.repeat(90),
      with: ['ana'],
    });
    const maya = await opens('maya', 6, { width: 390 });
    const { page } = maya;
    const wide = () =>
      page.evaluate(() =>
        Math.max(...[...document.querySelectorAll('.home, .modal-body, body')].map((part) => part.scrollWidth)),
      );
    await meeting(maya, 'A title').waitFor();
    expect(await wide()).toBeLessThanOrEqual(390);
    await meeting(maya, 'A title').click();
    await page.getByRole('dialog', { name: /^A title/ }).waitFor();
    expect(await wide()).toBeLessThanOrEqual(390);
    await page.getByRole('button', { name: 'Change' }).click();
    await dialog(maya, 'Change the meeting').waitFor();
    expect(await wide()).toBeLessThanOrEqual(390);
  });
});
