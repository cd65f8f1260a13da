import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { onStage, type Window } from './stage.ts';

/** When a text is on the page, by the machine's clock. */
function seenAt(page: Page, words: string): Promise<number> {
  return page.evaluate(
    (wanted) =>
      new Promise<number>((resolve) => {
        const look = () => {
          const there = [...document.querySelectorAll('.main .message')].some((row) =>
            row.textContent?.includes(wanted),
          );
          if (there) resolve(performance.timeOrigin + performance.now());
          return there;
        };
        if (look()) return;
        const watching = new MutationObserver(() => look() && watching.disconnect());
        watching.observe(document.body, { childList: true, subtree: true, characterData: true });
      }),
    words,
  );
}

/** Presses Enter in the page itself, so that the driver's own way there does not count. */
async function send({ composer }: Window, words: string): Promise<number> {
  await composer.fill(words);
  return composer.evaluate((field) => {
    const at = performance.timeOrigin + performance.now();
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
    return at;
  });
}

const median = (numbers: number[]) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
const round = (ms: number) => `${Math.round(ms)} ms`;
const WITHIN_MS = 200;
const MANY = 5_000;
const FLOOD = 400;

onStage('What happens is seen at once', {}, (stage) => {
  test('two windows as two people see each other’s messages within 200 ms', async () => {
    const [maya, ravi] = [await stage.opens('maya', 'eng'), await stage.opens('ravi', 'eng')];
    const took: number[] = [];
    for (let n = 0; n < 11; n++) {
      const [from, to] = n % 2 === 0 ? [maya, ravi] : [ravi, maya];
      const words = `message number ${n} from one to the other`;
      const seen = seenAt(to.page, words);
      const sent = await send(from, words);
      took.push((await seen) - sent);
    }
    process.stdout.write(
      `from one window to the other: ${round(median(took))} in the middle, ${round(Math.max(...took))} at most\n`,
    );
    expect(median(took)).toBeLessThan(WITHIN_MS);
  });

  test('a flood, as when the clock leaps, is taken in without the page falling behind', async () => {
    const ana = await stage.opens('ana', 'product');
    const began = await ana.page.evaluate(() => performance.timeOrigin + performance.now());
    for (let n = 0; n < FLOOD; n += 50)
      await Promise.all(
        Array.from({ length: 50 }, (_, index) =>
          stage.slack.person('june').says(`drop ${n + index} of the flood`, { in: 'product' }),
        ),
      );
    await stage.slack.person('june').says('after the flood', { in: 'product' });
    const said = await ana.page.evaluate(() => performance.timeOrigin + performance.now());
    const seen = await seenAt(ana.page, 'after the flood');
    process.stdout.write(
      `a flood of ${FLOOD} messages said in ${round(said - began)}: the last on the page ${round(seen - said)} later\n`,
    );
    expect(seen - said).toBeLessThan(3_000);
    expect(await ana.page.locator('.main .message').count()).toBeGreaterThan(FLOOD / 2);
  });

  test('a window that nobody looked at for a while misses nothing', async () => {
    const ben = await stage.opens('ben', 'eng');
    await stage.slack.person('maya').says('before the pause', { in: 'eng' });
    await ben.message('before the pause').waitFor();
    await look(ben.page, false);
    const said = await stage.slack.person('maya').says('during the pause', { in: 'eng' });
    const gone = await stage.slack.person('maya').says('taken back in the pause', { in: 'eng' });
    await stage.slack.person('maya').deletes(gone);
    await stage.slack.person('ana').reacts(said, 'wave');
    expect(await ben.message('during the pause').count()).toBe(0);
    await look(ben.page, true);
    await ben.message('during the pause').getByRole('button', { name: 'wave, 1: Ana Duarte' }).waitFor();
    expect(await ben.message('taken back').count()).toBe(0);
  });

  test('a server that went away and came back is found again', async () => {
    const june = await stage.opens('june', 'general');
    await june.page.context().setOffline(true);
    await june.page.evaluate(() => window.dispatchEvent(new Event('offline')));
    await look(june.page, false);
    await look(june.page, true);
    await june.page.getByText('The sandbox does not answer').waitFor();
    await stage.slack.person('maya').says('while you were away', { in: 'general' });
    await june.page.context().setOffline(false);
    await june.message('while you were away').waitFor();
    await june.page.getByText('The sandbox does not answer').waitFor({ state: 'detached' });
    june.complaints.length = 0;
  });

  test('a channel of 5,000 messages opens as fast as a small one, and goes all the way back', {
    timeout: 120_000,
  }, async () => {
    const { slack } = stage;
    const channel = await slack.person('maya').createsChannel('busy');
    await slack.person('maya').invites('ravi', { to: 'busy' });
    for (let n = 0; n < MANY; n += 50)
      await Promise.all(
        Array.from({ length: 50 }, (_, index) =>
          slack.person('ravi').says(`line ${n + index} of many words that a person may say in passing`, { in: 'busy' }),
        ),
      );
    const maya = await stage.opens('maya', 'general');
    const began = await maya.page.evaluate(() => {
      const at = performance.timeOrigin + performance.now();
      location.hash = '#/maya/busy';
      return at;
    });
    const opened = (await seenAt(maya.page, 'of many words')) - began;
    const latest: number[] = [];
    for (let n = 0; n < 5; n++)
      latest.push(-(await send(maya, `fresh ${n} out of the oven`)) + (await seenAt(maya.page, `fresh ${n} out of`)));
    const rows = await maya.page.locator('.main .message').count();
    process.stdout.write(
      `a channel of ${MANY} messages: ${round(opened)} to open (${rows} rows), ${round(median(latest))} to show a new one\n`,
    );
    expect(opened).toBeLessThan(2_000);
    expect(median(latest)).toBeLessThan(500);
    expect(rows).toBeLessThan(200);

    const first = z.looseObject({ messages: z.array(z.looseObject({ ts: z.string(), text: z.string() })) });
    const before = await maya.page.locator('.main .message').first().getAttribute('data-ts');
    await maya.page.locator('.main .scroll').evaluate((box) => {
      box.scrollTop = 100;
    });
    await expect.poll(() => maya.page.locator('.main .message').first().getAttribute('data-ts')).not.toBe(before);
    // What was on the screen stays on it while older messages come in above.
    expect(await maya.page.locator(`[data-ts="${before}"]`).isVisible()).toBe(true);

    const { messages } = first.parse(
      await (await fetch(`${slack.url}/window/room?as=maya&channel=${channel}&before=1`)).json(),
    );
    expect(messages).toEqual([]);
    const all = await slack.person('maya').sees('busy');
    const middle = all[Math.floor(all.length / 2)];
    await maya.page.evaluate((ts) => {
      location.hash = `#/maya/busy/${ts}`;
    }, middle?.ts);
    await maya.page.locator(`.message-target[data-ts="${middle?.ts}"]`).waitFor();
    await maya.page.getByRole('button', { name: 'Latest messages' }).click();
    await maya.message('fresh 4 out of the oven').waitFor();
    expect(await maya.page.locator('.main .message').count()).toBeLessThan(400);
  });
});

/** As a browser says when its window is put behind others, and brought back. */
async function look(page: Page, visible: boolean): Promise<void> {
  await page.evaluate((shown) => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => !shown });
    document.dispatchEvent(new Event('visibilitychange'));
  }, visible);
}
