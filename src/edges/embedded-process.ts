import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** Nothing of the caller's environment (PGOPTIONS, locales, …) may change how the server behaves. */
export const ENVIRONMENT = { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/local/bin:/usr/bin:/bin' };

/** What PostgreSQL complained about, a line each, without time and pid. */
export function complaintsIn(log: string): string {
  const complaints = log.split('\n').filter((line) => /\b(error|fatal|panic)\b/i.test(line));
  return complaints.map((line) => line.replace(/^[\d: .-]+UTC \[\d+\] /, '').trim()).join('\n');
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Empty for a process that is not there, or has ended and was not yet collected by its parent. */
export async function commandOf(pid: number): Promise<string> {
  if (process.platform === 'linux') return readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  const ps = promisify(execFile)('ps', ['-ww', '-o', 'command=', '-p', String(pid)]);
  return ps.then(({ stdout }) => stdout).catch(() => '');
}
