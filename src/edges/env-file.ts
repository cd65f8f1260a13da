import { open, readFile, realpath, rename, rm } from 'node:fs/promises';
import { type Changes, withSettings } from '../connect/rules.ts';

/**
 * Changes settings in a file that holds secrets: whole or not at all, and readable by nobody else at any moment. What a
 * link points to is changed, not the link.
 */
export async function changeSettings(path: string, changes: Changes): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const before = await readFile(target, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  });
  const beside = `${target}.${process.pid}.new`;
  await rm(beside, { force: true });
  try {
    await write(beside, withSettings(before, changes));
    await rename(beside, target);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

async function write(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.chmod(0o600);
    await file.sync();
  } finally {
    await file.close();
  }
}
