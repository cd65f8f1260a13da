import { readdir, readFile } from 'node:fs/promises';

/** Seconds of processor that processes have used, by what Linux keeps of them; elsewhere nothing is known. */
export async function secondsUsed(pids: readonly number[]): Promise<number | undefined> {
  const stats = await Promise.all(pids.map(statOf));
  return stats.includes(undefined) ? undefined : stats.reduce((sum, stat) => sum + (stat?.seconds ?? 0), 0);
}

export async function childrenOf(parent: number): Promise<number[]> {
  const pids = (await readdir('/proc').catch(() => [])).map(Number).filter(Boolean);
  const stats = await Promise.all(pids.map(async (pid) => ({ pid, parent: (await statOf(pid))?.parent })));
  return stats.filter((one) => one.parent === parent).map(({ pid }) => pid);
}

const ticksPerSecond = 100;

/** The name of a program may hold anything, so the fields are counted from where it ends. */
async function statOf(pid: number): Promise<{ parent: number; seconds: number } | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields.length < 20) return undefined;
  return { parent: Number(fields[1]), seconds: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond };
}
