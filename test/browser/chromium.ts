import { existsSync } from 'node:fs';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/snap/bin/chromium'];

/** The browser of this machine; the tests bring none of their own. */
export const chromiumPath = PLACES.find((path) => existsSync(path));
