import { writeFileSync } from 'node:fs';
import { coveragePage } from './page.ts';

/** `npm run docs` */
writeFileSync('docs/sandbox-coverage.md', coveragePage());
