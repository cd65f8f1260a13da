import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { inject } from 'vitest';
import { createDatabase } from './postgres.ts';

export interface Stores {
  databaseUrl: string;
  redisUrl: string | undefined;
  /** Names the queue, so that test files that share a Redis do not meet. */
  queueName: string;
  drop(): Promise<void>;
}

/** A database of its own, copied from the migrated one; and where tests run on a Redis, a key prefix of its own. */
export async function openStores(): Promise<Stores> {
  const database = await createDatabase(inject('server'), { template: inject('template') });
  const redisUrl = inject('redis');
  const queueName = `hypha-test-${randomUUID().slice(0, 8)}`;
  const drop = async () => {
    await database.drop();
    if (redisUrl) await clearRedis(redisUrl, queueName);
  };
  return { databaseUrl: database.url, redisUrl, queueName, drop };
}

async function clearRedis(url: string, prefix: string): Promise<void> {
  const redis = new Redis(url);
  const keys = await redis.keys(`${prefix}:*`);
  if (keys.length > 0) await redis.del(...keys);
  redis.disconnect();
}
