import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { onStage, type Window } from './stage.ts';

/** What has the focus, as somebody would hear it. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const at = document.activeElement;
    return at?.getAttribute('aria-label') ?? at?.textContent ?? '';
  });

async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

/** Types and sends; the focus is where one writes when a channel opens. */
async function say({ page, composer }: Window, words: string): Promise<void> {
  await expect.poll(() => composer.evaluate((field) => field === document.activeElement)).toBe(true);
  await page.keyboard.type(words);
  await press(page, 'Enter');
}

/** From the field up to the newest message. */
async function toMessage({ page }: Window, words: string): Promise<void> {
  await press(page, 'ArrowUp');
  await expect.poll(() => focused(page)).toContain(words);
}

onStage('With the keyboard alone', {}, (stage) => {
  test('somebody goes anywhere, and to what is unread', async () => {
    const maya = await stage.opens('maya', 'eng');
    const { page } = maya;
    await stage.slack.person('june').says('Customers ask', { in: 'product' });
    await press(page, 'Control+k');
    await page.keyboard.type('gener');
    await press(page, 'Enter');
    await page.getByRole('heading', { name: 'general' }).waitFor();
    await press(page, 'Alt+Shift+ArrowDown');
    await page.getByRole('heading', { name: 'product' }).waitFor();
    await press(page, 'F6', 'F6');
    await press(page, 'Control+/');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await press(page, 'Escape');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor({ state: 'detached' });
  });

  test('a person is switched', async () => {
    const { page } = await stage.opens('maya', 'eng');
    const button = page.getByRole('button', { name: 'You are Maya Lindqvist' });
    for (let n = 0; n < 60 && !(await focused(page)).includes('You are Maya'); n++) await press(page, 'Shift+Tab');
    await press(page, 'Enter');
    await expect.poll(() => focused(page)).toContain('Be Maya Lindqvist');
    await press(page, 'Escape');
    await expect.poll(() => button.evaluate((one) => one === document.activeElement)).toBe(true);
    await press(page, 'Enter');
    await expect.poll(() => focused(page)).toContain('Be Maya Lindqvist');
    await press(page, 'Tab', 'Tab');
    await expect.poll(() => focused(page)).toContain('Be Ravi Menon');
    await press(page, 'Enter');
    await page.getByRole('button', { name: 'You are Ravi Menon' }).waitFor();
  });

  test('one posts, reacts, edits, answers in the thread and deletes', async () => {
    const ben = await stage.opens('ben', 'eng');
    const { page } = ben;
    await say(ben, 'Who owns the importer?');
    await ben.message('Who owns the importer?').waitFor();
    await toMessage(ben, 'Who owns the importer?');
    await press(page, 'r');
    await expect.poll(() => focused(page)).toBe('Search emoji');
    await page.keyboard.type('eyes');
    await press(page, 'Enter');
    await ben.message('Who owns').getByRole('button', { name: 'eyes, 1: you' }).waitFor();
    await expect.poll(() => focused(page)).toContain('Who owns the importer?');

    await press(page, 'e');
    await expect.poll(() => focused(page)).toBe('Edit the message');
    await press(page, 'Control+a');
    await page.keyboard.type('Who owns the exporter?');
    await press(page, 'Enter');
    await ben.message('Who owns the exporter?').waitFor();
    await expect.poll(() => focused(page)).toContain('Who owns the exporter?');

    await press(page, 'Enter');
    await expect.poll(() => focused(page)).toBe('Reply');
    await page.keyboard.type('Me, it seems');
    await press(page, 'Enter');
    await page.locator('.thread .message').filter({ hasText: 'Me, it seems' }).waitFor();
    await press(page, 'Escape');
    await page.locator('.thread').waitFor({ state: 'detached' });

    await say(ben, 'Forget it');
    await ben.message('Forget it').waitFor();
    await toMessage(ben, 'Forget it');
    await press(page, 'Delete');
    await expect.poll(() => focused(page)).toBe('Delete');
    await press(page, 'Enter');
    await ben.message('Forget it').waitFor({ state: 'detached' });
  });

  test('a command, its button, a shortcut of a message and a form with a mistake', async () => {
    const ana = await stage.opens('ana', 'product');
    const { page } = ana;
    await say(ana, '/plant sage');
    await ana.message('Planted sage').waitFor();
    await toMessage(ana, 'Planted sage');
    for (let n = 0; n < 10 && (await focused(page)) !== 'Water it'; n++) await press(page, 'Tab');
    await press(page, 'Enter');
    await ana.message('Watered.').waitFor();

    await press(page, 'Escape');
    await say(ana, 'Pressed by hand');
    await ana.message('Pressed by hand').waitFor();
    await toMessage(ana, 'Pressed by hand');
    await press(page, 'm');
    await expect.poll(() => focused(page)).toContain('Reply in a thread');
    await press(page, 'End', 'Enter');
    await ana.message('Pressed by hand').getByText('1 reply').waitFor();

    await press(page, 'Control+k');
    await page.keyboard.type('Plan a bed');
    await press(page, 'Enter');
    const form = page.getByRole('dialog', { name: 'Plan a bed' });
    await form.waitFor();
    await page.keyboard.type('ab');
    await press(page, 'Tab', 'Enter', 'ArrowDown', 'Enter');
    await expect.poll(() => form.getByRole('combobox', { name: 'Kind' }).inputValue()).toBe('Beans');
    for (let n = 0; n < 20 && (await focused(page)) !== 'Plan'; n++) await press(page, 'Tab');
    await press(page, 'Enter');
    await form.getByText('A name has three letters or more.').waitFor();
    await page.keyboard.type('c');
    await press(page, 'Enter');
    await form.waitFor({ state: 'detached' });
  });

  test('what is typed to its end goes with the first Enter: a command, a channel, a name', async () => {
    const ravi = await stage.opens('ravi', 'eng');
    const { page } = ravi;
    for (const words of ['It stands in #general', 'That is for @maya']) {
      await say(ravi, words);
      await ravi.message(words.replace('@maya', '@Maya Lindqvist')).waitFor();
    }
    await say(ravi, '/plant');
    await page.getByRole('dialog', { name: 'Plan a bed' }).getByRole('button', { name: 'Not now' }).click();
    await say(ravi, 'What is only begun is ended by @may');
    await expect.poll(() => ravi.composer.inputValue()).toBe('What is only begun is ended by @maya ');
  });

  test('the Home of the app', async () => {
    const { page } = await stage.opens('june', 'general');
    await press(page, 'Control+k');
    await page.keyboard.type('Gardener');
    await press(page, 'Enter');
    await page.getByText('Nothing ripe yet.').waitFor();
    for (let n = 0; n < 80 && (await focused(page)) !== 'Harvest'; n++) await press(page, 'Tab');
    await press(page, 'Enter');
    await page.getByText('Three tomatoes harvested.').waitFor();
  });

  test('the arrows walk through what was said, and out of it again', async () => {
    for (const words of ['first', 'second', 'third'])
      await stage.slack.person('ravi').says(`walk ${words}`, { in: 'support' });
    const june = await stage.opens('june', 'support');
    const { page } = june;
    await june.message('walk third').waitFor();
    await expect.poll(() => focused(page)).toBe('Message #support');
    await toMessage(june, 'walk third');
    await press(page, 'ArrowUp', 'ArrowUp');
    await expect.poll(() => focused(page)).toContain('walk first');
    await press(page, 'Home', 'End', 'ArrowDown');
    await expect.poll(() => focused(page)).toBe('Message #support');
  });
});
