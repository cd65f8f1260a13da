import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

type Role = 'web' | 'worker';

/** One process of Hypha. Whoever is killed is started again at once, as a supervisor would. */
interface Member {
  role: Role;
  /** It has said that it is at work, and nobody holds it. */
  ready(): boolean;
  kill(): void;
  freeze(ms: number): Promise<void>;
}

export interface Crew {
  members: readonly Member[];
  /** Processes that ended although nobody here ended them. */
  deaths: readonly string[];
  starts(): number;
  close(): Promise<void>;
}

interface Settings {
  folder: string;
  env: Record<string, string>;
  webPorts: readonly number[];
  workers: number;
  /** A process that is started while the database is away gives up, and is started again. */
  databaseWasAwaySince(at: number): boolean;
}

export function openCrew({ folder, env, webPorts, workers, databaseWasAwaySince }: Settings): Crew {
  const running = new Set<ChildProcess>();
  const deaths: string[] = [];
  let starts = 0;
  let closing = false;

  const enlist = (name: string, role: Role, port = 0): Member => {
    let child: ChildProcess;
    let state: 'starting' | 'ready' | 'frozen' | 'killed';
    let startedAt = 0;
    const start = () => {
      starts++;
      state = 'starting';
      startedAt = performance.now();
      child = launch(role, { ...env, PORT: `${port}` }, join(folder, `${name}.log`));
      running.add(child);
      child.stdout?.on('data', (said) => {
        if (state === 'starting' && String(said).includes('at work')) state = 'ready';
      });
      child.once('exit', (code, signal) => ended(child, `${name} (${state}) ended with ${signal ?? code}`));
    };
    const ended = (gone: ChildProcess, how: string) => {
      running.delete(gone);
      if (closing) return;
      if (state !== 'killed' && !(state === 'starting' && databaseWasAwaySince(startedAt))) deaths.push(how);
      const pauseMs = state === 'killed' ? 0 : 300;
      void setTimeout(pauseMs).then(() => closing || start());
    };
    start();
    return {
      role,
      ready: () => state === 'ready',
      kill() {
        state = 'killed';
        child.kill('SIGKILL');
      },
      async freeze(ms) {
        state = 'frozen';
        const victim = child;
        victim.kill('SIGSTOP');
        await setTimeout(ms);
        victim.kill('SIGCONT');
        if (state === 'frozen') state = 'ready';
      },
    };
  };

  const endAll = () => {
    closing = true;
    for (const child of running) child.kill('SIGKILL');
  };
  process.once('exit', endAll);
  const webs = webPorts.map((port, index) => enlist(`web-${index + 1}`, 'web', port));
  const others = Array.from({ length: workers }, (_, index) => enlist(`worker-${index + 1}`, 'worker'));
  return {
    members: [...webs, ...others],
    deaths,
    starts: () => starts,
    async close() {
      process.off('exit', endAll);
      endAll();
      while (running.size > 0) await setTimeout(10);
    },
  };
}

const root = fileURLToPath(new URL('../..', import.meta.url));

function launch(role: Role, env: Record<string, string>, log: string): ChildProcess {
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
