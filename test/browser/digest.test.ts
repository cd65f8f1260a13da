import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { channelId } from '../support/hypha.ts';
import { close, focused, formIn, keys, leave, moveTime, pressIn, save, see, tabTo, typesOut } from './deciding.ts';
import { onStage, type Window } from './stage.ts';

/** What comes to people of itself, at their times; each test goes on where the one before it left time. */
onStage('What others decided comes by itself', { hypha: true, haste: 25 }, (stage) => {
  const anything = z.looseObject({});
  const control = (verb: string, args: object) => stage.slack.control(verb, args, anything);
  const zone = 'Asia/Kolkata';
  /** A Monday, when the first digest of the day would have come already. */
  async function beginOnMonday(): Promise<void> {
    const { now } = await stage.slack.control('pause', {}, z.looseObject({ now: z.number() }));
    const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone);
    const monday = today.withPlainTime('11:00').add({ days: 8 - today.dayOfWeek });
    await control('walk', { to: new Date(monday.epochMilliseconds).toISOString(), wait: true });
  }
  const log = async (statement: string, more: Record<string, string> = {}) =>
    `D-${await stage.hypha.logs('maya', statement, more)}`;
  const home = ({ page }: Window) => page.getByRole('region', { name: 'Home' });
  const digestIn = ({ page }: Window) => page.locator('.message').filter({ hasText: 'Your digest:' }).last();
  let [postgres, tuesdays] = ['', ''];

  beforeAll(async () => {
    await beginOnMonday();
    await stage.hypha.asks('maya', 'channel.join', { channel: channelId('eng') });
    await stage.hypha.settled();
  });

  test('to whoever opened Hypha once, on the next morning, and is seen before that on the Home', async () => {
    const ravi = await stage.opens('ravi', '~app/home');
    await home(ravi).getByText('Your digest comes at 09:15 on your working days.').waitFor();
    await pressIn(home(ravi), 'See it now');
    await formIn(ravi).getByText('Nothing new that concerns you.').waitFor();
    await see(ravi, 'a digest that says nothing yet');
    await close(ravi);
    postgres = await log('Use Postgres for the job queue', { owner: '@ravi' });
    tuesdays = await log('Deploy on Tuesdays');
    await pressIn(home(ravi), 'See it now');
    await formIn(ravi).getByText('Your digest: 2 decided').waitFor();
    await see(ravi, 'the digest before it comes');
    await close(ravi);
    await moveTime(ravi, 'Next morning');
    const app = ravi.page.locator('.sidebar').getByRole('link', { name: /^Hypha/ });
    await expect.poll(() => app.getAttribute('class')).toBe('unread');
    await app.click();
    const digest = digestIn(ravi);
    await digest.getByText('Your digest: 2 decided').waitFor();
    await digest.getByText(new RegExp(`${postgres} Use Postgres for the job queue .* you own it`)).waitFor();
    await digest.getByText(new RegExp(`${tuesdays} Deploy on Tuesdays .* you are in there`)).waitFor();
    await see(ravi, 'the digest');
    await pressIn(digest, 'All decisions');
    await ravi.message('2 decisions').waitFor();
  });

  test('at other times, or no more of something, when its reader says so there', async () => {
    const ravi = await stage.opens('ravi', '~app/messages');
    await pressIn(digestIn(ravi), 'When it comes');
    const form = formIn(ravi);
    expect(await form.getByLabel('Times').inputValue()).toBe('09:15');
    await form.getByLabel('Times').fill('7:00');
    await save(ravi);
    await form.getByText(/You work 09:00-17:30 Mon-Fri/).waitFor();
    await see(ravi, 'the form of its times, with a time outside working hours');
    await form.getByLabel('Times').fill('10, 16:30');
    await save(ravi);
    await form.getByText('✓ Your digest comes at 10:00 and 16:30 on your working days.').waitFor();
    await see(ravi, 'its new times');
    await close(ravi);

    await pressIn(digestIn(ravi), 'Mute something');
    await form.getByLabel('What').fill(postgres);
    await see(ravi, 'the form that mutes');
    await save(ravi);
    await form.getByText(`✓ Muted: ${postgres}. Hypha says nothing of it to you unasked.`).waitFor();
    await see(ravi, 'what is muted');
    await close(ravi);
    await ravi.page.getByRole('link', { name: 'Home', exact: true }).click();
    await home(ravi).getByText(`Muted: ${postgres}`).waitFor();
    await home(ravi).getByText('Your digest comes at 10:00 and 16:30').waitFor();
    await see(ravi, 'the Home of whoever muted something');

    await stage.hypha.asks('maya', 'decision.drop', { decision: postgres, reason: 'Too much work' });
    await stage.hypha.asks('maya', 'decision.drop', { decision: tuesdays, reason: 'Nobody is there' });
    await stage.hypha.settled();
    await pressIn(home(ravi), 'See it now');
    await formIn(ravi).getByText('Your digest: 1 to know').waitFor();
    await formIn(ravi)
      .getByText(new RegExp(`${tuesdays} Deploy on Tuesdays .* ↺ dropped`))
      .waitFor();
    expect(await formIn(ravi).getByText(postgres).count()).toBe(0);
    await see(ravi, 'a digest without what was muted');
    await close(ravi);
    await pressIn(home(ravi), `Hear of ${postgres} again`);
    await formIn(ravi).getByText(`✓ You hear of ${postgres} again.`).waitFor();
    await close(ravi);
    await home(ravi).getByText('Muted:').waitFor({ state: 'detached' });
  });

  test('and says why it did', async () => {
    const ravi = await stage.opens('ravi', 'eng');
    await ravi.says('/hypha why');
    const why = ravi.message('Why you: You use Hypha and take digests.');
    for (const words of [
      'Why: A digest comes at the times its reader chose.',
      'What it keeps to: at most 3 digests a day, only in working hours.',
      'What came of it: Nothing held it back.',
    ])
      await why.getByText(words).waitFor();
    await see(ravi, 'why Hypha said something');
  });

  test('with the keys alone: seen on the Home, other times set, and something muted', async () => {
    const ana = await stage.opens('ana', 'eng');
    await keys(ana, 'Control+k');
    await ana.page.keyboard.type('Hypha');
    await keys(ana, 'Enter');
    await home(ana).getByText('What comes to you').waitFor();
    await tabTo(ana, 'See it now');
    await formIn(ana)
      .getByText(/Your digest|Nothing new/)
      .first()
      .waitFor();
    await leave(ana);
    // Hypha put its Home up anew meanwhile, and one is where one was.
    await stage.hypha.settled();
    await expect.poll(() => focused(ana.page)).toBe('See it now');
    await tabTo(ana, 'Change when');
    await formIn(ana).getByLabel('Times').waitFor();
    await keys(ana, 'Control+a');
    await ana.page.keyboard.type('11:30');
    await keys(ana, 'Enter');
    await formIn(ana).getByText('✓ Your digest comes at 11:30').waitFor();
    await leave(ana);
    await home(ana).getByText('Your digest comes at 11:30').waitFor();
    await tabTo(ana, 'Mute something');
    await formIn(ana).getByLabel('What').waitFor();
    await ana.page.keyboard.type('#eng');
    await keys(ana, 'Enter');
    await formIn(ana).getByText('✓ Muted: #eng.').waitFor();
    await tabTo(ana, 'Undo');
    await formIn(ana).getByText('✓ You hear of #eng again.').waitFor();
  });

  test('to a channel on Friday, once somebody wanted that there', async () => {
    const maya = await stage.opens('maya', 'eng');
    await typesOut(maya, '/hypha recap weekly');
    await maya.message('✓ #eng is told every week what was decided there.').waitFor();
    await see(maya, 'what a channel will be told');
    const name = await log('Plant a tree behind the office');
    await moveTime(maya, '+1 week');
    const recap = maya.page.locator('.main .message:not(.message-whisper)').filter({ hasText: 'Decided here' });
    await recap.getByText(new RegExp(`${name} Plant a tree behind the office`)).waitFor();
    const at = Number(await recap.getAttribute('data-ts')) * 1000;
    const told = Temporal.Instant.fromEpochMilliseconds(Math.floor(at)).toZonedDateTimeISO('Europe/Stockholm');
    expect(told.dayOfWeek).toBe(5);
    await see(maya, 'the recap');
    await pressIn(recap, 'All decisions here');
    await maya.message(/\d decisions? in #eng/).waitFor();
  });
});
