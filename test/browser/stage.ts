import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest';
import { z } from 'zod';
import { keyForSandbox } from '../../src/clock/sandbox-key.ts';
import type { SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { type BoltApp, newApp, startApp } from '../sandbox/bolt.ts';
import { type Hypha, openHypha } from '../support/hypha.ts';
import { openSlack, type Slack } from '../support/slack.ts';
import { chromiumPath } from './chromium.ts';
import { gardener } from './gardener.ts';

/** A sandbox, a real Bolt app in it or Hypha itself, and people at their windows in a real browser. */
export interface Stage {
  slack: Slack;
  /** Where it is Hypha itself: that, and its clock goes with the one that people move. */
  hypha: Hypha;
  /** A window of this person, at a place like `eng`. */
  opens(person: string, place?: string, options?: WindowOptions): Promise<Window>;
}

interface WindowOptions {
  width?: number;
  height?: number;
  dark?: boolean;
}

export interface Window {
  page: Page;
  /** A message by what it says. */
  message(words: string | RegExp): Locator;
  composer: Locator;
  says(words: string): Promise<void>;
  /** What the browser complained of: errors, and what the page was not allowed. */
  complaints: string[];
}

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
/** A browser and its windows keep a small machine busy; what waits for an app here is not about how long. */
const PATIENT = { triggerMs: 30_000, ackTimeoutMs: 20_000 };
const manifest = new URL('app.yml', import.meta.url).pathname;

/** Describes what people see, with a stage of its own; nothing is tried where there is no browser. */
export function onStage(
  about: string,
  { hypha: withHypha = false, haste = 100, ...options }: SandboxOptions & { hypha?: boolean; haste?: number },
  tell: (stage: Stage) => void,
): void {
  describe.skipIf(chromiumPath === undefined)(about, () => {
    const opened: { browser?: Browser; app?: BoltApp; hypha?: Hypha; slack?: Slack } = {};
    const windows: Window[] = [];
    const stage: Stage = {
      get slack() {
        if (!opened.slack) throw new Error('The stage is not open yet.');
        return opened.slack;
      },
      get hypha() {
        if (!opened.hypha) throw new Error('Hypha is not on this stage.');
        return opened.hypha;
      },
      async opens(person, place = 'eng', how = {}) {
        if (!opened.browser) throw new Error('The browser is not open yet.');
        const window = await openWindow(opened.browser, stage.slack.url, `${person}/${place}`, how);
        windows.push(window);
        return window;
      },
    };
    beforeAll(async () => {
      if (withHypha) {
        opened.hypha = await openHypha({ haste, slack: { timing: PATIENT, ...options } });
        opened.slack = opened.hypha.slack;
        await joinClocks(opened.hypha);
      } else {
        opened.slack = await openSlack({ manifest, timing: PATIENT, ...options });
        // Over HTTP: a socket that hears nothing for seconds is given up, and browsers keep a small machine busy for longer.
        opened.app = newApp(opened.slack, 'http');
        gardener(opened.app);
        await startApp(opened.slack, opened.app, 'http');
      }
      opened.browser = await chromium.launch({ executablePath: chromiumPath ?? '', args: FLAGS });
    });
    afterEach(async () => {
      const open = windows.splice(0);
      await Promise.all(open.map(({ page }) => page.context().close()));
      expect(open.flatMap(({ complaints }) => complaints)).toEqual([]);
    });
    afterAll(async () => {
      await opened.browser?.close();
      await opened.app?.stop();
      if (opened.hypha) await opened.hypha.close();
      else await opened.slack?.close();
      if (options.journal !== undefined) rmSync(dirname(options.journal), { recursive: true, force: true });
    });
    tell(stage);
  });
}

async function joinClocks({ app, slack, url }: Hypha): Promise<void> {
  await slack.control('product', { url, token: await keyForSandbox(app) }, z.looseObject({}));
}

async function openWindow(browser: Browser, url: string, place: string, how: WindowOptions): Promise<Window> {
  const { width = 1280, height = 800, dark = false } = how;
  const context: BrowserContext = await browser.newContext({
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(8_000);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (line) => {
    // That the app refused something is said by the page; that something was refused is not a complaint.
    if (line.type() === 'error' && !/status of 400/.test(line.text())) complaints.push(line.text());
  });
  await page.goto(`${url}/#/${place}`);
  await page.locator('.message, .home, .beginning, .empty, .channel-list').first().waitFor();
  const composer = page.locator('.room .composer textarea');
  return {
    page,
    complaints,
    composer,
    message: (words) => page.locator('.main .message').filter({ hasText: words }).last(),
    async says(words) {
      await composer.fill(words);
      await composer.press('Enter');
    },
  };
}
