import { expect, test } from 'vitest';
import { z } from 'zod';
import { onStage, type Window } from './stage.ts';

const hour = 3_600_000;
const timeNow = z.looseObject({ now: z.number(), stands: z.boolean() });
const anything = z.looseObject({});

/** Moving time waits no longer than this for the app, so that what never ends ends soon. */
const DRAIN_MS = 1_500;
const HELD_UP_MS = 1_000;

onStage('The clock', { timing: { triggerMs: 30_000, ackTimeoutMs: 20_000, drainMs: DRAIN_MS } }, (stage) => {
  const clock = ({ page }: Window) => page.locator('.clock');
  const panel = ({ page }: Window) => page.getByRole('dialog', { name: 'The time' });
  const press = (window: Window, name: string) => panel(window).getByRole('button', { name }).click();
  const time = () => stage.slack.control('time', {}, timeNow);
  const pause = async () => (await stage.slack.control('pause', {}, timeNow)).now;
  const wall = (ms: number, timeZone: string) =>
    new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone }).format(ms);

  /** The app hears of something only after a while, and time waits for it. */
  async function holdUp(ms: number): Promise<void> {
    await stage.slack.fault({ on: 'event', type: 'app_home_opened', do: 'late', ms, times: 1 });
    await stage.slack.person('ben').opensHome();
  }

  async function appSays(channel: string, text: string): Promise<void> {
    await fetch(`${stage.slack.apiUrl}chat.postMessage`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${stage.slack.credentials.botToken}` },
      body: JSON.stringify({ channel, text }),
    });
  }

  test('stands and goes on in every window, each in its own zone', async () => {
    const [maya, ravi] = [await stage.opens('maya'), await stage.opens('ravi')];
    await clock(maya).click();
    await press(maya, 'Pause');
    await panel(maya).getByText('Time stands still. Europe/Stockholm').waitFor();
    const { now, stands } = await time();
    expect(stands).toBe(true);
    await expect.poll(() => clock(ravi).innerText()).toMatch(/Time stands still$/);
    expect(await clock(maya).innerText()).toContain(wall(now, 'Europe/Stockholm'));
    expect(await clock(ravi).innerText()).toContain(wall(now, 'Asia/Kolkata'));
    await press(maya, 'Go on');
    await expect.poll(() => clock(ravi).innerText()).toMatch(/Time goes on$/);
  });

  test('shows how far it has come and what it waits for, and then what happened, with ways there', async () => {
    const { slack } = stage;
    const from = await pause();
    await slack.person('june').says('Before', { in: 'general' });
    await slack.person('ben').says('Before', { in: 'eng' });
    const standup = { person: 'maya', title: 'Stand-up', start: from + hour / 2, end: from + hour };
    await slack.control('event-create', standup, anything);
    const maya = await stage.opens('maya');
    await clock(maya).click();
    await panel(maya).getByRole('button', { name: 'Next meeting Stand-up' }).waitFor();
    await holdUp(HELD_UP_MS);
    await press(maya, '+1 hour');
    await panel(maya).getByRole('progressbar', { name: 'How far time has come' }).waitFor();
    await panel(maya).getByText('Gardener has 1 event to be heard.').waitFor();
    expect(await maya.page.locator('[data-clock]').innerText()).toMatch(/^Time is being moved to /);
    expect(await maya.page.locator('[data-clock]').getAttribute('aria-live')).toBe('polite');
    await slack.person('june').says('While time was moved', { in: 'general' });
    await appSays('eng', 'The beans are up');
    const happened = panel(maya).locator('.happened');
    await happened.getByRole('link', { name: '#general 1 message' }).waitFor();
    expect((await time()).now).toBe(from + hour);
    await expect
      .poll(() => maya.page.locator('[data-clock]').innerText())
      .toContain('1 message, 1 from Gardener, 1 meeting.');

    await happened.getByRole('link', { name: /^The beans are up/ }).click();
    await maya.page.locator('.main .message-target').filter({ hasText: 'The beans are up' }).waitFor();
    await panel(maya).waitFor({ state: 'detached' });
    await clock(maya).click();
    await happened.getByRole('link', { name: '#general 1 message' }).click();
    await maya.page.locator('.main .message-target').filter({ hasText: 'While time was moved' }).waitFor();
    await clock(maya).click();
    await happened.getByRole('link', { name: /^Stand-up/ }).click();
    await maya.page.getByRole('dialog', { name: 'Stand-up' }).waitFor();
  });

  test('says of a morning and of a meeting on which day it comes', async () => {
    const now = await pause();
    const weeks = { person: 'ben', title: 'Harvest', start: now + 15 * 24 * hour, end: now + 15 * 24 * hour + hour };
    await stage.slack.control('event-create', weeks, anything);
    const morning = z.looseObject({ morning: z.number() });
    const comes = (await stage.slack.control('time', { person: 'ben' }, morning)).morning;
    const ben = await stage.opens('ben');
    const zone = 'Europe/London';
    const named = (ms: number, options: Intl.DateTimeFormatOptions) =>
      new Intl.DateTimeFormat('en-GB', { ...options, timeZone: zone }).format(ms).replace(',', '');
    const isToday = named(comes, { dateStyle: 'short' }) === named(now, { dateStyle: 'short' });
    await clock(ben).click();
    const day = isToday ? 'today' : named(comes, { weekday: 'short' });
    await panel(ben)
      .getByRole('button', { name: `Next morning ${day}, 09:30` })
      .waitFor();
    const far = named(weeks.start, { weekday: 'short', day: 'numeric', month: 'short' });
    await panel(ben)
      .getByRole('button', { name: `Next meeting Harvest, ${far}, ${wall(weeks.start, zone)}` })
      .waitFor();
  });

  test('is stopped on its way', async () => {
    const from = await pause();
    const ana = await stage.opens('ana');
    await clock(ana).click();
    await holdUp(HELD_UP_MS);
    await press(ana, '+1 week');
    await press(ana, 'Stop');
    await panel(ana).getByText('It stops after what is under way.').waitFor();
    await panel(ana).getByRole('button', { name: 'Go on' }).waitFor();
    expect(await time()).toMatchObject({ now: from, stands: true });
  });

  test('says why it could not be moved', async () => {
    const june = await stage.opens('june');
    await clock(june).click();
    await press(june, 'Next meeting');
    await panel(june).getByRole('alert').getByText("Nothing stands in June Park's calendar.").waitFor();
    await holdUp(DRAIN_MS + 500);
    await press(june, '+1 hour');
    await panel(june).getByRole('alert').getByText('Time stands still here, because').waitFor();
    await expect.poll(() => june.page.locator('[data-clock]').innerText()).toContain('Time stands still here');
    await stage.slack.settled();
  });

  test('is moved with the keyboard alone, in a narrow window too', async () => {
    const from = await pause();
    await stage.slack.person('june').says('Before', { in: 'support' });
    await stage.slack.person('june').says('Said at the same moment', { in: 'support' });
    const ravi = await stage.opens('ravi', 'eng', { width: 390 });
    const { page } = ravi;
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
    await clock(ravi).focus();
    await page.keyboard.press('Enter');
    await expect.poll(focused).toContain('Go on');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('+1 hour');
    await page.keyboard.press('Enter');
    // What happened before is listed until then; and what had the focus is gone, so it is at the beginning again.
    await expect.poll(async () => (await time()).now).toBe(from + hour);
    await expect.poll(focused).toContain('Go on');
    const link = panel(ravi).getByRole('link', { name: '#support 1 message' });
    await link.waitFor();
    for (let n = 0; n < 20 && !(await focused()).startsWith('#support'); n++) await page.keyboard.press('Tab');
    expect(await focused()).toBe('#support1 message');
    await page.keyboard.press('Enter');
    await page.locator('.main .message-target').filter({ hasText: 'Said at the same moment' }).waitFor();
    await clock(ravi).focus();
    await page.keyboard.press('Enter');
    await panel(ravi).waitFor();
    await page.keyboard.press('Escape');
    await panel(ravi).waitFor({ state: 'detached' });
    expect(await clock(ravi).evaluate((one) => one === document.activeElement)).toBe(true);
  });
});
