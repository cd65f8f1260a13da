import { chromiumPath } from './chromium.ts';

/** Says once why nothing here is tried, where it cannot be. */
export default function setup(): void {
  if (chromiumPath === undefined)
    process.stdout.write(
      'Browser tests are skipped: no Chromium is installed (on Debian: apt-get install chromium).\n',
    );
}
