import { describe, type QueueKind, readFlags } from './plan.ts';
import { redisIsHere } from './redis.ts';
import { tryOut, type Verdict } from './trial.ts';

/**
 * npm run torture: everything at once, with everything going wrong, and then the question whether anything was lost, said
 * twice or said in the wrong order. It owns its servers and needs none.
 */
const say = (line: string) => process.stdout.write(`${line}\n`);

const interrupted = new Promise<never>((_, reject) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => reject(new Error(`ended by ${signal}`)));
});
interrupted.catch(() => {});

const { plan, queues } = readFlags(process.argv.slice(2));
say(describe(plan));
const passed = await tortureAll().catch((error) => {
  say(`\n${error instanceof Error ? error.stack : error}`);
  return false;
});
say(passed ? 'PASS' : 'FAIL');
process.exit(passed ? 0 : 1);

async function tortureAll(): Promise<boolean> {
  let passed = true;
  for (const queue of queues) {
    if (queue === 'redis' && !redisIsHere()) say('No redis-server here: the run on Redis is skipped.');
    else passed = report(queue, await tryOut(plan, queue, (line) => say(`[${queue}] ${line}`), interrupted)) && passed;
  }
  return passed;
}

function report(queue: QueueKind, { passed, invariants, story }: Verdict): boolean {
  say(`\nQueue on ${queue}:`);
  for (const line of story) say(`  ${line}`);
  say('');
  for (const { holds, checked, broken } of invariants) {
    say(
      `  ${broken.length === 0 ? 'ok  ' : 'FAIL'} ${holds.padEnd(52)} ${String(checked).padStart(6)} checked, ${broken.length} broken`,
    );
    for (const line of broken.slice(0, 10)) say(`         ${line}`);
  }
  say('');
  return passed;
}
