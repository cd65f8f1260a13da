import { expect, test } from 'vitest';
import { serious } from './serious.ts';
import { onStage, type Stage, type Window } from './stage.ts';

const story = { name: 'halfdegree', from: { day: 36, minute: 550 } };

const cardOf = ({ page }: Window) => page.getByRole('region', { name: 'Tour' });
const primary = (window: Window) => cardOf(window).locator('.tour-foot').getByRole('button').last();
const titleOf = (window: Window) => cardOf(window).getByRole('heading');

const standing = async (window: Window) =>
  `${await primary(window).innerText()} ${await cardOf(window).locator('.tour-next').allInnerTexts()}`;

/** Does what the card offers next, until the step says that it is done. */
async function follow(window: Window): Promise<void> {
  const { page } = window;
  const next = cardOf(window).locator('.tour-next');
  while ((await primary(window).innerText()) !== 'Next') {
    const task = await next.innerText();
    const before = await standing(window);
    const offered = next.locator('.button');
    if ((await offered.count()) === 0) await byHand(window, task);
    else if ((await offered.innerText()) === 'Write it for me') {
      await offered.click();
      await page.keyboard.press('Enter');
    } else await offered.click();
    // The card offers something else once it saw that this was done.
    await expect.poll(() => standing(window)).not.toBe(before);
  }
}

async function byHand({ page }: Window, task: string): Promise<void> {
  const [, name] = /and be (.+)\./.exec(task) ?? [];
  if (name !== undefined) {
    await page.getByRole('button', { name: 'You are' }).click();
    await page.getByRole('link', { name: `Be ${name}` }).click();
    return;
  }
  await page.getByRole('button', { name: "What's planned" }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
}

/** Somebody who opens the sandbox and does as they are told; how each step begins. */
async function takeTour(stage: Stage, person: string, width = 1280): Promise<string[]> {
  const window = await stage.opens(person, 'general', { width });
  const titles: string[] = [];
  for (;;) {
    titles.push(await titleOf(window).innerText());
    expect(await serious(window.page)).toEqual([]);
    if ((await primary(window).innerText()) === 'Close') return titles;
    await follow(window);
    expect(await cutIn(window)).toEqual([]);
    if (titles.at(-1) === 'Find it as somebody else') await seeWhole(window);
    await primary(window).click();
  }
}

/** What was to be done and is not told to its end. */
const cutIn = (window: Window) =>
  cardOf(window)
    .locator('.tour-words')
    .evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth).map(({ textContent }) => textContent));

/** What the step says one can go on with: the decision with the words that prove it. */
async function seeWhole(window: Window): Promise<void> {
  const command = await cardOf(window).locator('.tour-body > p code').innerText();
  await window.says(command);
  const shown = window.message(command.replace('/decisions ', ''));
  await shown.locator('blockquote').waitFor();
}

const WHOLE = [
  'Be anybody',
  'Write a decision down',
  'Find it as somebody else',
  'What is private stays private',
  'You are in charge',
  'That is Hypha',
];

onStage('The tour of a story', { hypha: true, story }, (stage) => {
  test('shows what Hypha is for, with what was really said, to whoever does as it says', {
    timeout: 120_000,
  }, async () => {
    const { page, ...window } = await stage.opens('ines', 'general');
    await cardOf({ page, ...window })
      .getByRole('button', { name: 'Skip' })
      .click();
    const told = await cardOf({ page, ...window }).innerText();
    const [, decision = ''] = /\/decide (.+?)\.\n/.exec(told) ?? [];
    const said = await stage.slack.person('sam').sees('engineering');
    const texts = said.flatMap(({ text, replies }) => [text, ...replies.map((reply) => reply.text)]);
    expect(texts.some((text) => text.toLowerCase().includes(decision.toLowerCase()))).toBe(true);
    expect(decision.length).toBeGreaterThan(20);
    await page.context().close();
    expect(await takeTour(stage, 'ines')).toEqual(WHOLE);
  });

  test('is walked through by keyboard, and tells those who do not see it', async () => {
    const window = await stage.opens('ines', 'general');
    const { page } = window;
    await cardOf(window).waitFor();
    const isOn = (name: string) =>
      page.evaluate((wanted) => document.activeElement?.textContent?.includes(wanted), name);
    for (let n = 0; n < 8 && !(await isOn('Tour, 1 of 5')); n++) await page.keyboard.press('F6');
    for (let n = 0; n < 8 && !(await isOn('Skip')); n++) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await titleOf(window).filter({ hasText: 'Write a decision down' }).waitFor();
    await page.keyboard.press('Enter');
    await titleOf(window).filter({ hasText: 'Find it as somebody else' }).waitFor();
    await page.goto(`${stage.slack.url}/#/sam/general`);
    await expect.poll(() => page.locator('.person-switch').innerText()).toContain('Sam Whitlock');
    const back = cardOf(window).getByRole('button', { name: 'Back' });
    await back.press('Enter');
    await titleOf(window).filter({ hasText: 'Write a decision down' }).waitFor();
    await back.press('Enter');
    await expect
      .poll(() => cardOf(window).getByRole('status').textContent())
      .toBe('Be anybody. Done: Press the name at the top right, and be Sam Whitlock. Go on with Next in the tour.');
  });

  test('stays closed when it was closed, in every window and for everybody, until Help opens it', async () => {
    const window = await stage.opens('ines', 'general');
    const { page } = window;
    const other = await page.context().newPage();
    await other.goto(`${stage.slack.url}/#/lena/general`);
    await other.locator('.tour').waitFor();
    await cardOf(window).getByRole('button', { name: 'Close the tour' }).click();
    await cardOf(window).waitFor({ state: 'detached' });
    await other.locator('.tour').waitFor({ state: 'detached' });
    await page.reload();
    await page.locator('.message').first().waitFor();
    expect(await cardOf(window).count()).toBe(0);
    await page.getByRole('button', { name: 'Help' }).click();
    await page.getByRole('menuitem', { name: /^The tour/ }).click();
    await titleOf(window).filter({ hasText: 'Be anybody' }).waitFor();
    await other.locator('.tour').waitFor();
  });

  test('on a narrow screen covers nothing, and folds away', async () => {
    const window = await stage.opens('ines', 'general', { width: 390, height: 760 });
    const { page } = window;
    const card = await cardOf(window).boundingBox();
    const field = await page.locator('.composer').boundingBox();
    expect((field?.y ?? 0) + (field?.height ?? 0)).toBeLessThanOrEqual(card?.y ?? 0);
    expect(await page.evaluate(() => document.scrollingElement?.scrollWidth)).toBe(390);
    await cardOf(window)
      .getByRole('button', { name: /^Tour, 1 of 5/ })
      .click();
    expect((await cardOf(window).boundingBox())?.height).toBeLessThan(60);
  });
});

onStage('The tour of a small company that has said nothing yet', { hypha: true }, (stage) => {
  test('holds too, on a narrow screen', { timeout: 120_000 }, async () => {
    expect(await takeTour(stage, 'maya', 390)).toEqual(WHOLE);
  });

  test('begun by somebody who is in no private channel, leaves that step out', async () => {
    const window = await stage.opens('ben', 'general');
    await cardOf(window).getByText('Tour, 1 of 4').waitFor();
  });
});
