import { spawn } from 'node:child_process';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { eventually } from '../../support/slack.ts';

/** A process of its own, and what it said so far. */
function run(...args: string[]) {
  const child = spawn(process.execPath, args, { stdio: 'pipe' });
  onTestFinished(() => void child.kill('SIGKILL'));
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk) => (said.out += chunk));
  child.stderr.on('data', (chunk) => (said.err += chunk));
  return { said, over: new Promise((resolve) => child.on('close', resolve)), stop: () => child.kill('SIGTERM') };
}

test('whoever starts a sandbox and opens its page is shown no warning', async () => {
  const sandbox = run('src/sandbox/main.ts');
  const line = await eventually(() => (sandbox.said.out.endsWith('\n') ? sandbox.said.out : false));
  const { url } = z.object({ url: z.url() }).parse(JSON.parse(line));
  const page = await (await fetch(url, { headers: { accept: 'text/html' } })).text();
  expect(page).toContain('/client/main.ts');
  expect((await fetch(`${url}/client/main.ts`)).ok).toBe(true);
  sandbox.stop();
  await sandbox.over;
  expect(sandbox.said.err).toBe('');
});

test('other warnings are still shown', async () => {
  const tried = run(
    '--input-type=module',
    '--eval',
    "import { withoutTypes } from './src/sandbox/window/strip.ts'; console.log(withoutTypes('let a: 1'));" +
      "process.emitWarning('mind the step', 'ExperimentalWarning');",
  );
  await tried.over;
  expect(tried.said.out.trim()).toMatch(/^let a\s*$/);
  expect(tried.said.err).toContain('mind the step');
  expect(tried.said.err).not.toContain('stripTypeScriptTypes');
});
