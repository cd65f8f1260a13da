import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import { onStage } from './stage.ts';

/** Whether all of it is between the header and the field below. */
const inView = (row: Locator) =>
  row.evaluate((element) => {
    const frame = element.closest('.scroll')?.getBoundingClientRect();
    const { top, bottom } = element.getBoundingClientRect();
    return frame !== undefined && top >= frame.top && bottom <= frame.bottom;
  });

onStage('People at their windows', {}, (stage) => {
  test('what one says, the other reads, and it counts as unread where nobody looks', async () => {
    const maya = await stage.opens('maya', 'eng');
    const ravi = await stage.opens('ravi', 'general');
    await maya.says('The queue moves to Postgres, @ravi, today');
    await maya.message('The queue moves to Postgres, @Ravi Menon').waitFor();
    const eng = ravi.page.getByRole('link', { name: /^eng/ });
    await expect.poll(() => eng.getAttribute('class')).toBe('unread');
    await expect.poll(() => eng.innerText()).toContain('1');
    await eng.click();
    await ravi.message('The queue moves to Postgres').waitFor();
    expect(await ravi.message('The queue moves').locator('.mention-me').innerText()).toBe('@Ravi Menon');
    await expect.poll(() => eng.getAttribute('class')).toBe('');
  });

  test('a person is switched at the same window', async () => {
    const { page } = await stage.opens('maya', 'eng');
    await page.getByRole('button', { name: 'You are Maya Lindqvist' }).click();
    await page.getByRole('link', { name: 'Be Ana Duarte' }).click();
    await page.getByRole('button', { name: 'You are Ana Duarte' }).waitFor();
    expect(page.url()).toContain('#/ana/eng');
  });

  test('messages are answered in a thread, reacted to, changed and deleted', async () => {
    const maya = await stage.opens('maya', 'eng');
    const ben = await stage.opens('ben', 'eng');
    await maya.says('Who restarts the importer?');
    const seen = ben.message('Who restarts the importer?');
    await seen.hover();
    await seen.getByRole('link', { name: 'Reply in a thread' }).click();
    const reply = ben.page.locator('.thread .composer textarea');
    await reply.fill('I do, every Monday');
    await reply.press('Enter');
    await maya.message('Who restarts the importer?').getByText('1 reply').waitFor();

    await seen.hover();
    await seen.getByRole('button', { name: 'Add a reaction' }).click();
    await ben.page.getByRole('dialog', { name: 'Choose an emoji' }).getByRole('searchbox').fill('tada');
    await ben.page.keyboard.press('Enter');
    const reaction = maya.message('Who restarts').getByRole('button', { name: 'tada, 1: Ben Okafor' });
    await reaction.click();
    await ben.message('Who restarts').getByRole('button', { name: 'tada, 2: you, Maya Lindqvist' }).waitFor();

    const own = maya.message('Who restarts');
    await own.hover();
    await own.getByRole('button', { name: 'More for this message' }).click();
    await maya.page.getByRole('menuitem', { name: /Edit message/ }).click();
    await maya.page.getByRole('textbox', { name: 'Edit the message' }).fill('Who restarts the exporter?');
    await maya.page.getByRole('button', { name: 'Save' }).click();
    await ben.message(/exporter\?\s*\(edited\)/).waitFor();

    await maya.says('Never mind');
    const mistake = maya.message('Never mind');
    await ben.message('Never mind').waitFor();
    await mistake.hover();
    await mistake.getByRole('button', { name: 'More for this message' }).click();
    await maya.page.getByRole('menuitem', { name: /Delete message/ }).click();
    await maya.page.getByRole('button', { name: 'Delete' }).click();
    await ben.message('Never mind').waitFor({ state: 'detached' });
  });

  test('a command answers the one who typed it, and its buttons work', async () => {
    const ana = await stage.opens('ana', 'eng');
    const ravi = await stage.opens('ravi', 'eng');
    await ana.composer.fill('/pl');
    await ana.page.getByRole('option', { name: /\/plant/ }).waitFor();
    await ana.composer.press('Tab');
    await ana.composer.pressSequentially('basil');
    await ana.composer.press('Enter');
    const answer = ana.message('Planted basil');
    await answer.getByText('Only visible to you').waitFor();
    expect(await ravi.message('Planted basil').count()).toBe(0);
    await answer.getByRole('button', { name: 'Water it' }).click();
    await ana.message('Watered.').waitFor();

    await ana.says('/plant mint');
    await ana.message('Planted mint').getByRole('button', { name: 'Dig it out' }).click();
    const sure = ana.page.getByRole('dialog', { name: 'Sure?' });
    await sure.getByRole('button', { name: 'Dig' }).click();
    await ana.message('Planted mint').waitFor({ state: 'detached' });
  });

  test('a command that nobody knows, and one in a thread, are told as Slack tells them', async () => {
    const june = await stage.opens('june', 'product');
    await june.says('/nonsense');
    await june.message('/nonsense is not a valid command.').waitFor();
  });

  test('a form keeps what was typed and says what is wrong until it is right', async () => {
    const { page, composer } = await stage.opens('maya', 'eng');
    await composer.fill('/plant');
    await composer.press('Escape');
    await composer.press('Enter');
    const form = page.getByRole('dialog', { name: 'Plan a bed' });
    await form.getByLabel('Name').fill('xy');
    await form.getByRole('button', { name: 'Plan' }).click();
    await form.getByText('Please complete this required field.').waitFor();
    await form.getByRole('combobox', { name: 'Kind' }).click();
    await page.getByRole('option', { name: 'Beans' }).click();
    await form.getByRole('combobox', { name: 'Seed' }).fill('lott');
    await page.getByRole('option', { name: 'Borlotti' }).click();
    await form.getByLabel('Water').check();
    await form.getByRole('button', { name: 'Plan' }).click();
    await form.getByText('A name has three letters or more.').waitFor();
    expect(await form.getByLabel('Name').inputValue()).toBe('xy');
    await form.getByLabel('Name').fill('Back wall');
    await form.getByRole('button', { name: 'Plan' }).click();
    await form.waitFor({ state: 'detached' });
    await page.getByRole('link', { name: /^Gardener/ }).click();
    await page.locator('.message').filter({ hasText: 'Bed Back wall: beans, borlotti, water' }).waitFor();
  });

  test('shortcuts are in the menu of a message and beside the field', async () => {
    const { page, message, says, composer } = await stage.opens('ravi', 'eng');
    await says('Keep this one');
    await message('Keep this one').hover();
    await message('Keep this one').getByRole('button', { name: 'More for this message' }).click();
    await page.getByRole('menuitem', { name: /Press this flower/ }).click();
    await message('Keep this one').getByText('1 reply').click();
    await page.locator('.thread .message').filter({ hasText: '@Ravi Menon kept this: Keep this one' }).waitFor();
    await page.keyboard.press('Escape');
    await composer.waitFor();
    await page.getByRole('button', { name: 'Commands and shortcuts' }).click();
    await page.getByRole('menuitem', { name: /Plan a bed/ }).click();
    await page.getByRole('dialog', { name: 'Plan a bed' }).getByRole('button', { name: 'Not now' }).click();
  });

  test('the Home of the app is drawn, and what is pressed there changes it', async () => {
    const { page } = await stage.opens('ben', '~app/home');
    await page.getByText('Nothing ripe yet.').waitFor();
    await page.getByRole('button', { name: 'Harvest' }).click();
    await page.getByText('Three tomatoes harvested.').waitFor();
    await page.getByRole('combobox', { name: 'Mood' }).click();
    await page.getByRole('option', { name: 'Wild' }).click();
    await page.getByText('The mood is Wild.').waitFor();
  });

  test('what the app answers to somebody who pressed a button further up comes into view', async () => {
    const { slack } = stage;
    const button = { type: 'button', action_id: 'smell', text: { type: 'plain_text', text: 'Smell it' } };
    await fetch(`${slack.apiUrl}chat.postMessage`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${slack.credentials.botToken}` },
      body: JSON.stringify({
        channel: 'eng',
        text: 'A rose is open',
        blocks: [{ type: 'actions', elements: [button] }],
      }),
    });
    for (let n = 0; n < 40; n++) await slack.person('ben').says(`line ${n} below the rose`, { in: 'eng' });
    const { page, message } = await stage.opens('maya', 'eng');
    await message('line 39').waitFor();
    await page.getByRole('button', { name: 'Smell it' }).scrollIntoViewIfNeeded();
    await page.getByRole('button', { name: 'Latest messages' }).waitFor();
    await slack.person('ben').says('Said to all', { in: 'eng' });
    await message('Said to all').waitFor();
    // What others say meanwhile moves nobody.
    expect(await inView(message('Said to all'))).toBe(false);
    await page.getByRole('button', { name: 'Smell it' }).click();
    await expect.poll(() => inView(message('It smells of rain.'))).toBe(true);
  });

  test('somebody who hears a long message hears whole words', async () => {
    const words = Array.from({ length: 60 }, (_, n) => `word${n}`).join(' ');
    await stage.slack.person('june').says(words, { in: 'general' });
    const { message } = await stage.opens('ben', 'general');
    const label = (await message('word0 word1').getAttribute('aria-label')) ?? '';
    const heard = label.slice(label.indexOf('word0'), -1);
    expect(label).toMatch(/…$/);
    expect(words.startsWith(`${heard} `)).toBe(true);
    expect(heard.length).toBeGreaterThan(190);
  });

  test('a permalink jumps to its message, and a search finds it', async () => {
    const said = await stage.slack.person('june').says('The crimson ledger is in the attic', { in: 'general' });
    const reply = await stage.slack.person('ben').replies(said, 'Under the crimson box');
    const link = `https://fernhill.slack.com/archives/${said.channel}/p${reply.ts.replace('.', '')}?thread_ts=${said.ts}&cid=${said.channel}`;
    const { page, says, message } = await stage.opens('maya', 'eng');
    await says(`See ${link}`);
    await message('See https').getByRole('link', { name: link }).click();
    await page.locator('.thread .message-target').filter({ hasText: 'Under the crimson box' }).waitFor();
    await page.getByRole('searchbox', { name: 'Search Fernhill' }).fill('crimson ledger');
    await page.keyboard.press('Enter');
    await page.getByText('1 found').waitFor();
    await page.locator('.found a').click();
    await page.locator('.main .message-target').filter({ hasText: 'crimson ledger' }).waitFor();
  });

  test('somebody who was shown out of a private channel hears no more of it', async () => {
    const ana = await stage.opens('ana', 'leads');
    await stage.slack.person('maya').says('Before', { in: 'leads' });
    await ana.message('Before').waitFor();
    await stage.slack.person('maya').removes('ana', { from: 'leads' });
    await ana.page.getByText('sees no channel called leads').waitFor();
    await stage.slack.person('maya').says('After', { in: 'leads' });
    await stage.slack.person('maya').says('Public', { in: 'general' });
    await ana.page
      .getByRole('link', { name: /^general/ })
      .locator('.hidden, .count')
      .waitFor();
    expect(await ana.page.content()).not.toContain('After');
  });

  test('a thread of one’s own with a new reply is counted, and read when it is opened', async () => {
    const { slack } = stage;
    const root = await slack.person('maya').says('Who keeps the keys?', { in: 'eng' });
    const maya = await stage.opens('maya', 'general');
    const threads = maya.page.getByRole('link', { name: /^Threads/ });
    const before = await threads.innerText();
    await slack.person('ravi').replies(root, 'Ben does');
    await expect.poll(() => threads.innerText()).not.toBe(before);
    await threads.click();
    const card = maya.page.locator('.thread-card').filter({ hasText: 'Who keeps the keys?' });
    await card.getByText('Ben does').waitFor();
    await card.getByText('New').waitFor();
    await card.getByRole('link', { name: 'Reply' }).click();
    await maya.page.locator('.thread .message').filter({ hasText: 'Ben does' }).waitFor();
    await expect.poll(() => threads.innerText()).toBe(before);
  });

  test('several people are written to at once, and a file goes with it', async () => {
    const { page } = await stage.opens('maya', 'eng');
    await page.getByRole('button', { name: 'New message' }).click();
    await page.getByRole('combobox', { name: 'To' }).click();
    await page.getByRole('option', { name: /Ravi/ }).click();
    await page.getByRole('option', { name: /June/ }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByRole('heading', { name: 'June Park, Ravi Menon' }).waitFor();
    await page
      .getByLabel('File to attach')
      .setInputFiles({ name: 'plan.txt', mimeType: 'text/plain', buffer: Buffer.from('dig') });
    await page.locator('.message .file').filter({ hasText: 'plan.txt' }).waitFor();
    const june = await stage.opens('june', 'general');
    await june.page.getByRole('link', { name: /Maya Lindqvist, Ravi Menon/ }).click();
    await june.page.locator('.message .file').filter({ hasText: 'plan.txt' }).waitFor();
  });

  test('a name tells who somebody is, and leads to them', async () => {
    await stage.slack.person('june').says('Good morning', { in: 'general' });
    const { page, message } = await stage.opens('ben', 'general');
    await message('Good morning').getByRole('button', { name: 'June Park' }).click();
    const profile = page.getByRole('dialog', { name: 'June Park' });
    await profile.getByText('Customer success').waitFor();
    await profile.getByText('America/New_York').waitFor();
    await profile.getByRole('link', { name: 'Message' }).click();
    await page.getByRole('heading', { name: 'June Park' }).waitFor();
  });

  test('what is typed with signs is drawn as it was meant', async () => {
    const { message, says } = await stage.opens('ana', 'eng');
    await says('A *bold* word and `code`');
    expect(await message('A bold word').locator('strong').innerText()).toBe('bold');
    expect(await message('A bold word').locator('code').innerText()).toBe('code');
  });
});
