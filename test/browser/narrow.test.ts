import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { blocks } from './specimens.ts';
import { onStage, type Window } from './stage.ts';

const WIDE = 390;
const HIGH = 760;

/** The page, if it is wider than the screen, and what sticks out of it: what scrolls in itself or ends in "…" may be longer. */
function tooWide(page: Page): Promise<string[]> {
  return page.evaluate((wide) => {
    const upright = '.scroll, .home, .modal-body, .popup, .sidebar';
    const holds = (part: Element | null): boolean => {
      if (part === null) return false;
      const { overflowX, textOverflow } = getComputedStyle(part);
      return /auto|scroll/.test(overflowX)
        ? !part.matches(upright)
        : textOverflow === 'ellipsis' || holds(part.parentElement);
    };
    const whole = document.scrollingElement?.scrollWidth ?? 0;
    const parts = [...document.querySelectorAll('body *')].filter((part) =>
      part.checkVisibility({ visibilityProperty: true }),
    );
    const out = parts.filter(
      (part) =>
        (part.getBoundingClientRect().right > wide + 0.5 && !holds(part.parentElement)) ||
        (part.matches(upright) && part.scrollWidth > part.clientWidth),
    );
    const names = out.map((part) => `${part.localName}.${part.getAttribute('class') ?? ''}`);
    return [...(whole > wide ? [`the page: ${whole}`] : []), ...new Set(names)];
  }, WIDE);
}

const LONG = 'w'.repeat(900);
const NAME = 'Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh';
const ROOM = 'everything-about-the-cold-rooms-in-nairobi-and-lisbon-and-toronto-and-back';
const row = (...cells: string[]) => cells.map((text) => ({ type: 'raw_text', text }));
const table = {
  type: 'table',
  rows: [row('One', 'Two', 'Three'), row('unbroken'.repeat(20), LONG.slice(0, 80), 'short')],
};

onStage('On a narrow screen', { story: { name: 'halfdegree', from: { day: 36, minute: 550 } } }, (stage) => {
  const see = async ({ page }: Window, what: string) => expect({ [what]: await tooWide(page) }).toEqual({ [what]: [] });

  /** Everything long that a person or an app can put on the page. */
  async function fill(): Promise<string> {
    const { slack } = stage;
    const sam = slack.person('sam');
    await slack.addPerson({ name: 'long', real_name: NAME, title: 'Keeper of unbroken names' });
    const channel = await sam.createsChannel(ROOM);
    await sam.changesChannel(ROOM, 'topic', `A topic about ${LONG.slice(0, 120)}`);
    for (const who of ['long', 'gardener']) await sam.invites(who, { to: ROOM });
    await sam.says(LONG, { in: ROOM });
    await sam.says(`\`${LONG}\` and \`\`\`${LONG}\nsecond line\`\`\``, { in: ROOM });
    await sam.says(`https://example.com/${LONG}`, { in: ROOM });
    await slack.person('long').says('> quoted\nwith a name', { in: ROOM });
    const root = await slack.person('long').says(`A thread about ${LONG}`, { in: ROOM });
    await slack.person('sam').replies(root, `\`\`\`${LONG}\`\`\``);
    for (const shown of [table, ...Object.values(blocks).map(({ block }) => block)]) await appSays(channel, shown);
    return root.ts;
  }

  async function appSays(channel: string, block: object): Promise<void> {
    await fetch(`${stage.slack.apiUrl}chat.postMessage`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${stage.slack.credentials.botToken}` },
      body: JSON.stringify({ channel, text: 'shown', blocks: [block] }),
    });
  }

  test('no page scrolls sideways, whatever is written on it', { timeout: 90_000 }, async () => {
    const root = await fill();
    const window = await stage.opens('sam', ROOM, { width: WIDE, height: HIGH });
    const { page } = window;
    await page.locator('.table-frame').first().waitFor();
    await see(window, 'a channel');
    // A table does scroll, in itself.
    expect(
      await page
        .locator('.table-frame')
        .first()
        .evaluate((frame) => frame.scrollWidth > frame.clientWidth),
    ).toBe(true);
    const goTo = async (place: string, shows: string) => {
      await page.goto(`${stage.slack.url}/#/sam/${place}`);
      await page.locator(shows).first().waitFor();
      await see(window, place);
    };
    await goTo(`${ROOM}/thread/${root}`, '.thread .message pre');
    await goTo('~app/home', '.home .block');
    await goTo('~app/about', '.about');
    await goTo('~app/messages', '.app-page');
    await goTo('~channels', '.channel-list li');
    await goTo('~threads', '.thread-card');
    await goTo('~search/www', '.found li');
    await goTo('~search/pip', '.found li');
    await goTo('@long', '.beginning');
    await goTo('~calendar', '.main > *');
    for (const room of ['engineering', 'rosehaul-x-halfdegree', 'leads', 'pip-2']) await goTo(room, '.message');
  });

  test('the end of a conversation stays in sight while it grows under the eyes', async () => {
    const { page } = await stage.opens('sam', 'engineering', { width: WIDE, height: HIGH });
    const toEnd = () =>
      page.locator('.scroll').evaluate((box) => Math.round(box.scrollHeight - box.scrollTop - box.clientHeight));
    await page.locator('.scroll-inside').evaluate((inside) => {
      const more = document.createElement('div');
      more.style.height = '400px';
      inside.append(more);
      // As a browser does that tells of the last scrolling only after the next thing has come.
      inside.parentElement?.dispatchEvent(new Event('scroll'));
    });
    await expect.poll(toEnd).toBe(0);
    await page.locator('.scroll').evaluate((box) => {
      box.scrollTop -= 500;
    });
    await page.getByRole('button', { name: 'Latest messages' }).waitFor();
  });

  test('nothing that lies over a page does', async () => {
    const window = await stage.opens('sam', 'engineering', { width: WIDE, height: HIGH });
    const { page, composer } = window;
    await page.getByRole('button', { name: 'Conversations', exact: true }).click();
    await page.getByRole('link', { name: /^general/ }).waitFor();
    await see(window, 'the drawer');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'You are' }).click();
    await page.getByRole('link', { name: /^Be Sam/ }).waitFor();
    await see(window, 'the people');
    await page.keyboard.press('Escape');
    await composer.fill('/plant');
    await composer.press('Enter');
    const form = page.getByRole('dialog', { name: 'Plan a bed' });
    await form.waitFor();
    await see(window, 'a form');
    await form.getByRole('button', { name: 'Not now' }).click();
    await form.waitFor({ state: 'detached' });
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog', { name: 'Go to' }).waitFor();
    await see(window, 'the way to anywhere');
  });

  test('a calendar opens at today', async () => {
    const { page } = await stage.opens('sam', '~calendar', { width: WIDE, height: HIGH });
    const today = page.locator('.day-today');
    const below = async () =>
      ((await today.boundingBox())?.y ?? 0) -
      (await page.locator('.home').evaluate((week) => week.getBoundingClientRect().top));
    await page.locator('[data-meeting]').first().waitFor();
    await expect.poll(below).toBeLessThan(20);
    expect(await below()).toBeGreaterThanOrEqual(0);
  });

  test('what is searched for is cleared by a sign that is whole', async () => {
    for (const dark of [false, true]) {
      const { page } = await stage.opens('sam', 'engineering', { width: WIDE, height: HIGH, dark });
      const field = page.getByRole('searchbox');
      const clear = page.getByRole('button', { name: 'Clear the search' });
      expect(await clear.isVisible()).toBe(false);
      await field.fill('what was decided about the firmware');
      const [outer, inner] = [await field.boundingBox(), await clear.boundingBox()];
      expect(inner?.x ?? 0).toBeGreaterThan(outer?.x ?? 0);
      expect((inner?.x ?? 0) + (inner?.width ?? 0)).toBeLessThanOrEqual((outer?.x ?? 0) + (outer?.width ?? 0));
      await clear.click();
      expect(await field.inputValue()).toBe('');
      expect(await field.evaluate((one) => one === document.activeElement)).toBe(true);
    }
  });

  test('a notice covers nothing that somebody writes in, and not what was said last', async () => {
    const said = await stage.slack.person('sam').says('Where the notice goes', { in: 'engineering' });
    await stage.slack.person('rui').replies(said, 'Said last');
    for (const width of [1280, WIDE]) {
      const { page, message } = await stage.opens('sam', 'engineering', { width, height: HIGH });
      await message('Where the notice goes').getByText('1 reply').click();
      await page.locator('.thread .message').filter({ hasText: 'Said last' }).waitFor();
      await page.locator('.thread textarea').fill('/plant sage');
      await page.locator('.thread textarea').press('Enter');
      const notice = await page.locator('.toast').first().boundingBox();
      const under = await page.locator('input, textarea, .thread .message:last-of-type').evaluateAll(
        (all, { top, bottom }) =>
          all.filter((one) => {
            const box = one.getBoundingClientRect();
            return one.checkVisibility({ visibilityProperty: true }) && box.bottom > top && box.top < bottom;
          }).length,
        { top: notice?.y ?? 0, bottom: (notice?.y ?? 0) + (notice?.height ?? 0) },
      );
      expect(notice?.y).toBeGreaterThan(0);
      expect(under).toBe(0);
    }
  });

  test('somebody of a very long name, in a channel of a very long name, still finds everything', async () => {
    const window = await stage.opens('long', ROOM, { width: WIDE, height: HIGH });
    await see(window, 'a long name');
    await window.page.getByRole('button', { name: 'You are' }).click();
    await see(window, 'their menu');
  });
});
