import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** One process of Hypha. Whoever is killed is started again at once, as a supervisor would. */
export interface Member {
  name: string;
  role: 'web' | 'worker';
  /** It has said that it is at work, and nobody holds it. */
  ready(): boolean;
  kill(): void;
  freeze(ms: number): Promise<void>;
}

export interface Crew {
  members: readonly Member[];
  /** What happened to processes that nobody here killed. */
  deaths: readonly string[];
  starts: number;
  close(): Promise<void>;
}

interface Settings {
  folder: string;
  env: Record<string, string>;
  webPorts: readonly number[];
  workers: number;
  /** A process that is started while the database is away gives up, and is started again. */
  databaseIsAway(): boolean;
}

export function openCrew({ folder, env, webPorts, workers, databaseIsAway }: Settings): Crew {
  const children = new Set<ChildProcess>();
  const crew = { members: [] as Member[], deaths: [] as string[], starts: 0 };
  let closing = false;

  const join = (name: string, role: Member['role'], port: number): Member => {
    let child: ChildProcess;
    let state: 'starting' | 'ready' | 'frozen' | 'killed' = 'starting';
    const start = () => {
      crew.starts++;
      state = 'starting';
      child = launch(role, { ...env, PORT: `${port}` }, join2(folder, `${name}.log`));
      children.add(child);
      const own = child;
      child.stdout?.on('data', (chunk) => {
        if (child === own && state === 'starting' && String(chunk).includes('at work')) state = 'ready';
      });
      child.once('exit', (code, signal) => {
        children.delete(own);
        if (closing) return;
        const excused = state === 'killed' || (state === 'starting' && databaseIsAway());
        if (!excused) crew.deaths.push(`${name} (${state}) ended with ${signal ?? code}`);
        if (state === 'killed') return start();
        void setTimeout(300).then(() => closing || start());
      });
    };
    start();
    return {
      name,
      role,
      ready: () => state === 'ready',
      kill() {
        state = 'killed';
        child.kill('SIGKILL');
      },
      async freeze(ms) {
        const own = child;
        state = 'frozen';
        own.kill('SIGSTOP');
        await setTimeout(ms);
        own.kill('SIGCONT');
        if (child === own && state === 'frozen') state = 'ready';
      },
    };
  };

  const endAll = () => {
    closing = true;
    for (const child of children) child.kill('SIGKILL');
  };
  process.once('exit', endAll);
  for (const [index, port] of webPorts.entries()) crew.members.push(join(`web-${index + 1}`, 'web', port));
  for (let n = 1; n <= workers; n++) crew.members.push(join(`worker-${n}`, 'worker', 0));
  return Object.assign(crew, {
    async close() {
      process.off('exit', endAll);
      endAll();
      while (children.size > 0) await setTimeout(10);
    },
  });
}

const join2 = join;

function launch(role: Member['role'], env: Record<string, string>, log: string): ChildProcess {
  const child = spawn(process.execPath, [join(root, 'src/main.ts'), '--role', role], {
    env: { PATH: process.env.PATH ?? '', ...env },
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const file = createWriteStream(log, { flags: 'a' });
  child.stdout?.on('data', (chunk) => file.write(chunk));
  child.stderr?.on('data', (chunk) => file.write(chunk));
  child.once('close', () => file.end());
  return child;
}
