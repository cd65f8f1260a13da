import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { removeCluster } from '../support/postgres.ts';
import { eventually, slackAt } from '../support/slack.ts';
import { chromiumPath } from './chromium.ts';

/** `npm run screenshots`: the pictures of the docs, taken of Hypha as people start it. (Emoji need a font for them: fonts-noto-color-emoji.) */

const folder = new URL('../../docs/pictures/', import.meta.url).pathname;
const MOST_BYTES = 250_000;

function addressOf({ stdout }: ChildProcess): Promise<string> {
  let said = '';
  stdout?.on('data', (chunk) => (said += chunk));
  return eventually(() => /Open\s+(http:\S+)/.exec(said)?.[1] ?? false, { within: 60_000 });
}

const DECIDED = 'Every release goes to 5 % of the Perches first, then 48 hours of nothing, then the rest';

/** Hypha is let in where the work is, what was decided weeks ago is written down, and people go on. */
async function somethingHappens(url: string): Promise<void> {
  const slack = slackAt(url);
  const [sam, lena, jonas, nadia] = [
    slack.person('sam'),
    slack.person('lena'),
    slack.person('jonas'),
    slack.person('nadia'),
  ];
  await lena.types('/decide The Board says "out of range", never "excursion"', { in: 'general' });
  await jonas.types('/decide One on-call phone a week, handed over on Mondays', { in: 'general' });
  const reads = async () => (await sam.sees('engineering')).some(({ text }) => text.startsWith('Hypha reads'));
  if (!(await reads())) {
    await sam.types('/invite @hypha', { in: 'engineering' });
    await sam.types('/hypha join', { in: 'engineering' });
    await eventually(reads, { within: 30_000 });
  }
  await nadia.says('App 4.2 wants the new firmware everywhere. Do we send 1.9.1 to all of them on Wednesday?', {
    in: 'engineering',
  });
  await jonas.says(
    'We said something about that after the Rosehaul night. I cannot find it, it was in a thread in October',
    { in: 'engineering' },
  );
  await sam.types(`/decide ${DECIDED}`, { in: 'engineering' });
  await eventually(
    async () => (await sam.sees('engineering')).some(({ text }) => text.includes('noted: Every release')),
    {
      within: 30_000,
    },
  );
  const thanks = await nadia.says('Then it is 5 % on Wednesday and the rest on Friday. Thank you', {
    in: 'engineering',
  });
  await jonas.reacts(thanks, '+1');
}

interface Look {
  name: string;
  at: string;
  dark?: boolean;
  narrow?: boolean;
  /** What is done there before the picture is taken. */
  act(page: Page): Promise<void>;
}

const looks: Look[] = [
  {
    name: 'channel',
    at: 'sam/engineering',
    act: (page) => page.locator('.message', { hasText: DECIDED }).last().waitFor(),
  },
  { name: 'channel-dark', at: 'sam/pip-2', dark: true, act: openThread },
  {
    name: 'home',
    at: 'sam/~app/home',
    act: (page) => page.locator('.home', { hasText: DECIDED.slice(0, 40) }).waitFor(),
  },
  { name: 'modal', at: 'sam/engineering', act: fillForm },
  { name: 'narrow', at: 'rui/engineering', narrow: true, act: (page) => types(page, '/decisions', '3 decisions') },
];

async function openThread(page: Page): Promise<void> {
  await page.locator('.replies').last().click();
  await page.locator('.thread .message').last().waitFor();
}

async function fillForm(page: Page): Promise<void> {
  await types(page, '/decide', 'Record');
  const form = page.getByRole('dialog');
  await form.getByRole('textbox').first().fill('Alerts go out only after two readings in a row');
}

async function types(page: Page, words: string, shows: string): Promise<void> {
  const field = page.locator('.room .composer textarea');
  await field.fill(`${words} `);
  await field.press('Enter');
  await page.locator('.message, dialog').filter({ hasText: shows }).last().waitFor();
}

async function takeAll(url: string, opened: Browser): Promise<void> {
  for (const look of looks) {
    const context = await opened.newContext({
      viewport: look.narrow ? { width: 390, height: 760 } : { width: 1200, height: 720 },
      colorScheme: look.dark ? 'dark' : 'light',
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    await page.goto(`${url}/#/${look.at}`);
    await page.getByRole('button', { name: 'Close the tour' }).click();
    await page.getByRole('button', { name: 'Close this notice' }).click();
    await look.act(page);
    await take(page, look.name);
    await context.close();
  }
}

async function take(page: Page, name: string): Promise<void> {
  const path = join(folder, `${name}.png`);
  await page.mouse.move(0, 0);
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path, animations: 'disabled', caret: 'hide' });
  const { length } = await readFile(path);
  process.stdout.write(`docs/pictures/${name}.png  ${Math.round(length / 1000)} kB\n`);
  if (length > MOST_BYTES) throw new Error(`${name}.png is too large to be looked at: ${length} bytes.`);
}

if (chromiumPath === undefined) {
  process.stderr.write('No Chromium is installed (on Debian: apt-get install chromium).\n');
  process.exit(1);
}

const home = await mkdtemp(join(tmpdir(), 'hypha-pictures-'));
await chmod(home, 0o755);
const hypha = spawn(process.execPath, ['src/main.ts'], {
  env: { PATH: process.env.PATH, HOME: process.env.HOME, HYPHA_HOME: home, PORT: '0', SANDBOX_PORT: '0' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox', '--disable-gpu'] });
try {
  const url = await addressOf(hypha);
  await somethingHappens(url);
  await mkdir(folder, { recursive: true });
  await takeAll(url, browser);
} finally {
  await browser.close();
  hypha.kill('SIGTERM');
  await once(hypha, 'exit');
  await removeCluster(join(home, 'sandbox', 'postgres'));
  await rm(home, { recursive: true, force: true });
}
