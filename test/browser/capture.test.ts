import { beforeAll, expect, test } from 'vitest';
import { channelId } from '../support/hypha.ts';
import {
  close,
  focused,
  formIn,
  keys,
  leave,
  numberIn,
  pressIn,
  save,
  see,
  tabTo,
  typesOut,
  upTo,
} from './deciding.ts';
import { onStage, type Window } from './stage.ts';

onStage('A decision is logged', { hypha: true }, (stage) => {
  beforeAll(async () => {
    await stage.hypha.asks('maya', 'channel.join', { channel: channelId('eng') });
    await stage.hypha.settled();
  });
  const person = (name: string) => stage.slack.person(name);
  /** Said, and read by Hypha, so that something can rest on it. */
  async function said(by: string, words: string) {
    const message = await person(by).says(words, { in: 'eng' });
    await stage.hypha.settled();
    return message;
  }
  const threadOf = async ({ page, message }: Window, words: string) => {
    await message(words).locator('.replies').click();
    const thread = page.locator('.thread');
    await thread.locator('.message').first().waitFor();
    return thread;
  };

  test('with a command: who typed it is shown the card, the others that it was noted', async () => {
    const [maya, ravi] = [await stage.opens('maya', 'eng'), await stage.opens('ravi', 'eng')];
    await maya.says('/decide Use Postgres for the job queue');
    const card = maya.message(/D-\d+ · Use Postgres for the job queue/);
    await card.getByText('Only visible to you').waitFor();
    const name = await numberIn(card);
    await maya.message(`✎ ${name} noted: Use Postgres for the job queue`).waitFor();
    await see(maya, 'what is shown to whoever logged it');
    const noted = ravi.message(`✎ ${name} noted: Use Postgres for the job queue`);
    await noted.waitFor();
    expect(await ravi.page.getByText('Only visible to you').count()).toBe(0);
    await pressIn(noted, 'Show');
    await ravi
      .message(`${name} · Use Postgres`)
      .getByText(/decided .* by maya/)
      .waitFor();
    await see(ravi, 'what was noted, and the card of it');
  });

  test('with a command that says nothing yet, in a form, which says what is missing', async () => {
    const [ben, ana] = [await stage.opens('ben', 'eng'), await stage.opens('ana', 'eng')];
    await ben.says('/decide');
    const form = formIn(ben);
    await form.getByRole('heading', { name: 'Record a decision' }).waitFor();
    expect(await form.getByRole('combobox', { name: 'Channel' }).inputValue()).toBe('#eng');
    await save(ben);
    await form.getByText('Please complete this required field.').waitFor();
    await see(ben, 'the form with something missing');
    await form.getByLabel('Statement').fill('Deploy on Tuesdays');
    await form.getByLabel('Why').fill('Nobody is tired then');
    await save(ben);
    await form.getByText('Nobody is tired then').waitFor();
    const name = await numberIn(form);
    await see(ben, 'what came of the form');
    await close(ben);
    for (const window of [ben, ana]) await window.message(`✎ ${name} noted: Deploy on Tuesdays`).waitFor();
  });

  test('from a message: the form holds its words and who agreed, and the thread is told', async () => {
    const root = await said('maya', 'Let us freeze the schema on Friday');
    await person('ravi').replies(root, '+1, works for me');
    await person('ana').replies(root, 'yes, but only if the tests pass');
    await person('ben').reacts(root, 'thumbsup');
    await stage.hypha.settled();
    const ravi = await stage.opens('ravi', 'eng');
    const row = ravi.message('Let us freeze the schema');
    await row.hover();
    await pressIn(row, 'More for this message');
    await ravi.page.getByRole('menuitem', { name: /^Log as decision/ }).click();
    const form = formIn(ravi);
    await form.waitFor();
    expect(await form.getByLabel('Statement').inputValue()).toBe('Let us freeze the schema on Friday');
    expect(await form.locator('.chip').allInnerTexts()).toEqual(['Ravi Menon', 'Ben Okafor']);
    await see(ravi, 'the form opened on a message');
    await form.getByRole('button', { name: 'Remove Ben Okafor' }).click();
    await save(ravi);
    await form.getByText(/by maya, with ravi, logged by ravi/).waitFor();
    const name = await numberIn(form);
    await see(ravi, 'the card of what was logged from a message');
    await close(ravi);
    const ana = await stage.opens('ana', 'eng');
    const thread = await threadOf(ana, 'Let us freeze the schema');
    await thread.getByText(`✎ ${name} noted: Let us freeze the schema on Friday`).waitFor();
    await see(ana, 'the thread that was told');
  });

  test('with a reaction, and taken back with it: whoever put it there is told, and so is the thread', async () => {
    await said('ben', 'Plants are watered by whoever is first');
    const [ana, ravi] = [await stage.opens('ana', 'eng'), await stage.opens('ravi', 'eng')];
    const row = ana.page.locator('.main .message:not(.message-whisper)').filter({ hasText: 'Plants are watered' });
    await row.hover();
    await row.getByRole('group', { name: 'For this message' }).getByRole('button', { name: 'Add a reaction' }).click();
    await ana.page.getByRole('dialog', { name: 'Choose an emoji' }).getByRole('searchbox').fill('memo');
    await ana.page.keyboard.press('Enter');
    const told = ana.message(/D-\d+ was noted from that message/);
    await told.getByText('Only visible to you').waitFor();
    const name = await numberIn(told);
    await see(ana, 'what the reaction was answered with');
    await pressIn(told, 'Show it');
    await ana.message(`${name} · Plants are watered`).getByText('decided').waitFor();
    const thread = await threadOf(ravi, 'Plants are watered');
    await thread.getByText(`✎ ${name} noted: Plants are watered by whoever is first`).waitFor();
    expect(await ravi.page.getByText('was noted from that message').count()).toBe(0);

    await row.getByRole('button', { name: 'memo, 1: you' }).click();
    await ana.message(`✓ ${name} was taken back with your reaction`).waitFor();
    await thread.getByText(`↺ ${name} was dropped: Plants are watered by whoever is first`).waitFor();
    await see(ravi, 'what was taken back, in its thread');
  });

  test('by calling Hypha in a thread: it takes what the thread began with', async () => {
    const root = await said('ravi', 'Backups run nightly from now on');
    await person('ana').replies(root, 'Good');
    await stage.hypha.settled();
    const [ben, maya] = [await stage.opens('ben', 'eng'), await stage.opens('maya', 'eng')];
    const thread = await threadOf(ben, 'Backups run nightly');
    const field = thread.locator('.composer textarea');
    await field.fill('@hypha log this');
    await field.press('Enter');
    const told = thread.locator('.message').filter({ hasText: /D-\d+ was noted/ });
    await told.getByText('Only visible to you').waitFor();
    const name = await numberIn(told);
    await see(ben, 'the thread in which Hypha was called');
    const others = await threadOf(maya, 'Backups run nightly');
    await others.getByText(`✎ ${name} noted: Backups run nightly from now on`).waitFor();
    expect(await others.getByText('Only visible to you').count()).toBe(0);
    await field.fill('@hypha tell us a joke');
    await field.press('Enter');
    await thread.getByText('Hypha did not understand that').waitFor();
    await see(ben, 'what it answers to whom it did not understand');
  });

  test('with the keys alone: in a form, from a message and with a reaction', async () => {
    const maya = await stage.opens('maya', 'eng');
    const { page } = maya;
    await typesOut(maya, '/decide');
    await formIn(maya).waitFor();
    await page.keyboard.type('Standup is at ten');
    await tabTo(maya, 'Save');
    await formIn(maya)
      .getByText(/decided .* by maya/)
      .waitFor();
    const form = await numberIn(formIn(maya));
    await leave(maya);
    await maya.message(`✎ ${form} noted: Standup is at ten`).waitFor();

    await typesOut(maya, 'Lunch is at one');
    await stage.hypha.settled();
    await upTo(maya, 'Lunch is at one');
    await keys(maya, 'm');
    await expect.poll(() => focused(page)).toContain('Reply in a thread');
    await keys(maya, 'End', 'Enter');
    await formIn(maya).waitFor();
    await expect.poll(() => formIn(maya).getByLabel('Statement').inputValue()).toBe('Lunch is at one');
    await tabTo(maya, 'Save');
    await formIn(maya)
      .getByText(/decided .* by maya/)
      .waitFor();
    await leave(maya);
    await maya.message('Lunch is at one').getByText('1 reply').waitFor();

    await keys(maya, 'Escape');
    await typesOut(maya, 'Tea is at four');
    await stage.hypha.settled();
    await upTo(maya, 'Tea is at four');
    await keys(maya, 'r');
    await expect.poll(() => focused(page)).toBe('Search emoji');
    await page.keyboard.type('memo');
    await keys(maya, 'Enter');
    await maya.message(/D-\d+ was noted from that message/).waitFor();
  });
});
