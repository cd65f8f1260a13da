import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { Redis } from 'ioredis';
import { eventually } from '../support/slack.ts';
import { freePort } from './ports.ts';

const program = 'redis-server';

export const redisIsHere = (): boolean => spawnSync(program, ['--version']).status === 0;

/** A Redis that keeps nothing: the queue may lose everything at any time. */
export async function startRedis(): Promise<{ url: string; wipe(): Promise<void>; close(): Promise<void> }> {
  const port = await freePort();
  const child = spawn(program, ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'], {
    stdio: 'ignore',
  });
  const ended = once(child, 'exit');
  const url = `redis://127.0.0.1:${port}`;
  const client = new Redis(url, { maxRetriesPerRequest: null });
  client.on('error', () => {});
  const end = () => void child.kill('SIGKILL');
  process.once('exit', end);
  await eventually(() => client.ping());
  return {
    url,
    wipe: async () => void (await client.flushall()),
    async close() {
      process.off('exit', end);
      client.disconnect();
      end();
      await ended;
    },
  };
}
