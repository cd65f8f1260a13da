import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { serious } from './serious.ts';
import type { Window } from './stage.ts';

/** How people at their windows go about decisions, with a mouse or with the keys alone. */

/** What stands there keeps nobody out. */
export const see = async ({ page }: Window, what: string): Promise<void> =>
  expect({ [what]: await serious(page) }).toEqual({ [what]: [] });

export const formIn = ({ page }: Window): Locator => page.getByRole('dialog');

/** The one that names it best: `D-42` of a card, a line or a notice. */
export async function numberIn(shown: Locator): Promise<string> {
  const [name] = /D-\d+/.exec(await shown.innerText()) ?? [];
  if (name === undefined) throw new Error('No decision is named there.');
  return name;
}

export const pressIn = (shown: Locator, label: string): Promise<void> =>
  shown.getByRole('button', { name: label, exact: true }).click();

/** What is under the ⋯ of a card. */
export async function chooseIn({ page }: Window, shown: Locator, label: string): Promise<void> {
  await pressIn(shown, 'More actions');
  await page.getByRole('menuitem', { name: label }).click();
}

/** Saved, what came of it stands in the place of the form. */
export async function save(window: Window): Promise<void> {
  await formIn(window).getByRole('button', { name: 'Save' }).click();
}

export async function close(window: Window): Promise<void> {
  await formIn(window).getByRole('button', { name: 'Close' }).click();
  await formIn(window).waitFor({ state: 'detached' });
}

/** Moves time in the top bar, and waits until it has come there and all is said. */
export async function moveTime({ page }: Window, by: string): Promise<void> {
  const panel = page.getByRole('dialog', { name: 'The time' });
  const heard = page.locator('[data-clock]');
  const before = await heard.innerText();
  await page.locator('.clock').click();
  await panel.getByRole('button', { name: by }).click();
  await expect.poll(() => heard.innerText()).not.toBe(before);
  // Every step on the way waits until Hypha has done what came due.
  await panel.getByRole('button', { name: by }).waitFor({ timeout: 50_000 });
  await page.keyboard.press('Escape');
  await panel.waitFor({ state: 'detached' });
}

/** What has the focus, as somebody would hear it; nothing where it was lost. */
export const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const at = document.activeElement === document.body ? null : document.activeElement;
    return at?.getAttribute('aria-label') ?? at?.textContent ?? '';
  });

export async function keys({ page }: Window, ...pressed: string[]): Promise<void> {
  for (const key of pressed) await page.keyboard.press(key);
}

/** Out of a form or a window, once it is really gone: another Escape means something else. */
export async function leave(window: Window): Promise<void> {
  await keys(window, 'Escape');
  await formIn(window).waitFor({ state: 'detached' });
}

/** Types into what has the focus when a channel opens, and sends it. */
export async function typesOut(window: Window, words: string): Promise<void> {
  const { page, composer } = window;
  await expect.poll(() => composer.evaluate((field) => field === document.activeElement)).toBe(true);
  await page.keyboard.type(words);
  await keys(window, 'Enter');
}

/** Up from the field, past what was said since. */
export async function upTo(window: Window, words: string | RegExp): Promise<void> {
  const wanted = typeof words === 'string' ? new RegExp(RegExp.escape(words)) : words;
  await window.message(words).waitFor();
  for (let n = 0; n < 20 && !wanted.test(await focused(window.page)); n++) await keys(window, 'ArrowUp');
  expect(await focused(window.page)).toMatch(wanted);
}

/** On from where one is to what is called so, and there Enter. */
export async function tabTo(window: Window, label: string): Promise<void> {
  for (let n = 0; n < 60 && (await focused(window.page)) !== label; n++) await keys(window, 'Tab');
  expect(await focused(window.page)).toBe(label);
  await keys(window, 'Enter');
}
