import type { App } from './app.ts';
import type { Look, Part } from './context.ts';
import { within } from './edges/clock.ts';

const patienceMs = 3_000;

/** What an `ask` may ask of the outside. Each question has a time limit, and no answer is an answer. */
export const lookFor = (app: App): Look => ({
  parts: () => Promise.all([database(app), queue(app), slack(app)]),
});

async function database({ db, config }: App): Promise<Part> {
  const works = await answers(db.pool.query('select 1'));
  const used = config.databaseUrl ? 'PostgreSQL at DATABASE_URL' : `embedded PostgreSQL in ${config.home}`;
  return { name: 'Database', used, works, remedy: 'Look whether PostgreSQL runs and whether DATABASE_URL is right.' };
}

async function queue({ queue, config }: App): Promise<Part> {
  const used = config.redisUrl ? 'Redis at REDIS_URL' : 'in the database';
  return {
    name: 'Queue',
    used,
    works: await queue.works(),
    remedy: 'Look whether Redis runs. Until it does, Hypha scans instead: slower, nothing lost.',
  };
}

async function slack({ slack, mode, workspace }: App): Promise<Part> {
  const used = mode === 'sandbox' ? `the sandbox, ${workspace.name}` : workspace.name;
  return {
    name: 'Slack',
    used,
    works: await answers(slack.me()),
    remedy: 'Look at status.slack.com, and whether the tokens in .env are those of your app.',
  };
}

const answers = (question: Promise<unknown>): Promise<boolean> =>
  within(patienceMs, question).then(
    () => true,
    () => false,
  );
