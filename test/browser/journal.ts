import { appendFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSandbox } from '../../src/sandbox/sandbox.ts';

/** A sandbox's journal in which these messages were posted in #eng, whatever is in them: not even what its own checks would refuse is left out. */
export async function journalWith(messages: readonly Record<string, unknown>[]): Promise<string> {
  const journal = join(mkdtempSync(join(tmpdir(), 'hypha-window-')), 'slack.jsonl');
  await (await openSandbox({ journal })).close();
  const began = Math.floor(Date.now() / 1000) - messages.length - 1;
  const facts = messages.map((message, index) => ({
    kind: 'posted',
    message: { channel: 'C0ENG0000', user: 'U0RAVI000', ts: `${began + index}.000100`, text: '', ...message },
  }));
  appendFileSync(journal, facts.map((fact) => `${JSON.stringify(fact)}\n`).join(''));
  return journal;
}
