import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { settings } from '../src/config.ts';

test('every setting is explained in the README and in .env.example, with the same words', () => {
  const readme = readFileSync('README.md', 'utf8');
  const example = readFileSync('.env.example', 'utf8');
  for (const { name, why } of settings) {
    expect(why).not.toBe('');
    expect(readme).toContain(`\`${name}\``);
    if (!testOnly.has(name)) expect(example).toContain(`#${name}=`);
  }
});
const testOnly = new Set(['SLACK_API_URL', 'HYPHA_HASTE', 'NO_COLOR']);
