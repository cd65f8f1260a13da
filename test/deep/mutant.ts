import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const parts = ['src', 'jobs', 'migrations', 'test', 'package.json'];

/** A change to one file: the text as it stands there, and what stands there instead. */
export interface Change {
  file: string;
  from: string;
  to: string;
}

/** Runs the torture on a copy of the tree in which a guard is missing. The guards have no switches, so they are cut out. */
export async function torture(changes: readonly Change[], flags: Record<string, number>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'hypha-mutant-'));
  try {
    for (const part of parts) await cp(join(root, part), join(folder, part), { recursive: true });
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
    for (const change of changes) await apply(folder, change);
    return await run(
      folder,
      Object.entries(flags).flatMap(([name, value]) => [`--${name}`, `${value}`]),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function apply(folder: string, { file, from, to }: Change): Promise<void> {
  const path = join(folder, file);
  const text = await readFile(path, 'utf8');
  if (text.split(from).length !== 2) throw new Error(`${file} does not hold this exactly once any more: ${from}`);
  await writeFile(
    path,
    text.replace(from, () => to),
  );
}

async function run(folder: string, flags: string[]): Promise<string> {
  const child = spawn(process.execPath, [join(folder, 'test/faults/torture.ts'), '--queue', 'postgres', ...flags], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const end = () => void child.kill('SIGTERM');
  process.once('exit', end);
  let said = '';
  child.stdout.on('data', (chunk) => (said += chunk));
  child.stderr.on('data', (chunk) => (said += chunk));
  await new Promise((resolve) => child.once('close', resolve));
  process.off('exit', end);
  return said;
}
