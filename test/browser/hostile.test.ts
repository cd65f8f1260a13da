import { expect, test } from 'vitest';
import { journalWith } from './journal.ts';
import { onStage } from './stage.ts';

/** What people and apps may write to do harm, and how much of it has to be on the page as it was written. */
const HARM: [name: string, text: string, shows: string][] = [
  ['markup', '<img src=x onerror="window.harm=1"> <script>window.harm=2</script> <b>bold</b>', 'bold'],
  ['escaped markup', '&lt;script&gt;window.harm=3&lt;/script&gt; &amp;amp;', '<script>window.harm=3</script> &amp;'],
  ['everybody', '<!channel> <!here|all of you> <!everyone>', '@channel'],
  ['a script for an address', '<javascript:window.harm=4|press me> <data:text/html,x|or me>', 'press me'],
  ['right to left', '\u202Egnp.exe\u202C and \u05E9\u05DC\u05D5\u05DD', 'and \u05E9\u05DC\u05D5\u05DD'],
  ['combining signs', `Z${'\u0300'.repeat(500)}algo`, 'algo'],
  [
    'emoji in a row',
    '\u{1F469}\u200D\u{1F469}\u200D\u{1F467}\u200D\u{1F466} :wave::skin-tone-4: \u{1F1F5}\u{1F1F9}',
    '\u{1F469}\u200D\u{1F469}\u200D\u{1F467}\u200D\u{1F466}',
  ],
  ['signs without end', `${'*_~`'.repeat(8_000)}end`, 'end'],
  ['one long word', 'w'.repeat(39_000), 'wwww'],
  ['many lines', 'line\n'.repeat(2_000), 'line'],
  ['brackets in brackets', '<<<@U0RAVI000>>> <@> <#> <!> <|> <http://> ``` `', 'http://'],
  ['a date that is none', '<!date^NaN^{date}|no day> <!date^99999999999999^{date}^javascript:x|far>', 'no day'],
  ['nothing but space', ' \u200B\u2060 ', ''],
];
const sent = [
  ...HARM.map(([, text]) => ({ text })),
  ...HARM.map(([, text]) => ({
    text: 'x',
    blocks: [{ type: 'section', block_id: 's', text: { type: 'mrkdwn', text } }],
  })),
  ...HARM.map(([, text]) => ({ text: 'x', blocks: [{ type: 'markdown', block_id: 'm', text }] })),
  ...HARM.map(([, text]) => ({
    text: 'x',
    blocks: [
      {
        type: 'rich_text',
        block_id: 'r',
        elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }],
      },
    ],
  })),
  ...HARM.map(([, text]) => ({
    text: 'x',
    blocks: [{ type: 'header', block_id: 'h', text: { type: 'plain_text', text } }],
    username: text,
  })),
  { text: 'x', reactions: [{ name: '"><script>window.harm=5</script>', users: ['U0BEN0000'] }] },
  {
    text: 'x',
    attachments: [
      {
        title: '<i>title</i>',
        title_link: 'javascript:window.harm=6',
        text: '<u>text</u>',
        image_url: 'https://evil.example/a.png',
      },
    ],
  },
  {
    text: 'x',
    blocks: [
      { type: 'image', block_id: 'i', alt_text: 'alt" onload="window.harm=7', image_url: 'https://evil.example/b.png' },
    ],
  },
  {
    text: 'x',
    blocks: [
      {
        type: 'actions',
        block_id: 'a',
        elements: [
          { type: 'button', action_id: 'b', text: { type: 'plain_text', text: 'Go' }, url: 'javascript:window.harm=8' },
        ],
      },
    ],
  },
];
const journal = await journalWith(sent);

onStage('Hostile words', { journal }, (stage) => {
  test('are shown as words: nothing of them runs, loads or breaks the page', async () => {
    const asked: string[] = [];
    const { page, composer } = await stage.opens('maya', 'eng', { width: 1000 });
    page.on('request', (request) => asked.push(request.url()));
    await page.locator('.main .message').first().waitFor();
    await page.reload();
    const rows = page.locator('.main .message');
    await rows.first().waitFor();
    expect(await rows.count()).toBe(sent.length);
    for (const [index, [name, , shows]] of HARM.entries())
      expect({ [name]: await rows.nth(index).textContent() }).toEqual({ [name]: expect.stringContaining(shows) });
    for (const link of await page.locator('.main a').all())
      expect(await link.getAttribute('href')).toMatch(/^(#\/|https?:|mailto:)/);
    expect(await page.locator('.main :is(img, script, iframe, b, object, embed, video)').count()).toBe(0);
    expect(await page.evaluate('window.harm')).toBeUndefined();
    expect(asked.filter((url) => !url.startsWith(stage.slack.url))).toEqual([]);
    // Nothing sticks out of the window, and it still answers.
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    expect(await page.locator('.main .scroll').evaluate((box) => box.scrollWidth <= box.clientWidth)).toBe(true);
    await composer.fill('<b>mine</b> & <!channel> <@U0RAVI000>');
    await composer.press('Enter');
    await page.locator('.main .message').filter({ hasText: '<b>mine</b> & <!channel> ' }).waitFor();
  });

  test('the page may run nothing that is written into it', async () => {
    const window = await stage.opens('maya', 'general');
    await window.page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'window.harm = 9';
      document.body.append(script);
      const style = document.createElement('div');
      style.setAttribute('style', 'color: red');
      document.body.append(style);
      const picture = document.createElement('img');
      picture.src = 'https://evil.example/c.png';
      document.body.append(picture);
    });
    expect(await window.page.evaluate('window.harm')).toBeUndefined();
    await expect.poll(() => window.complaints.filter((one) => one.includes('Content Security Policy')).length).toBe(3);
    window.complaints.length = 0;
  });
});
