import { Client } from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cutDatabase } from './support/cut.ts';
import { type Door, doorOf } from './support/door.ts';
import { type Hypha, openHypha } from './support/hypha.ts';
import { commandFields, envelopeOf, type Scene, saidEvent } from './support/payloads.ts';
import { eventually } from './support/slack.ts';

let hypha: Hypha;
let door: Door;
let scene: Scene;

beforeEach(async () => {
  hypha = await openHypha();
  door = doorOf(hypha);
  scene = { ws: hypha.app.workspace.ws, channel: 'C0ENG0000', person: 'U0MAYA000' };
});
afterEach(async () => {
  door.close();
  await hypha.close();
});

const letter = () => envelopeOf(scene, saidEvent(scene));
const knows = async ({ event_id }: { event_id: string }) =>
  (await hypha.app.db.pool.query('select 1 from inbox where event_id = $1', [event_id])).rowCount === 1;

/** Knocks several times at once, as Slack would. */
async function knock() {
  const started = performance.now();
  const letters = Array.from({ length: 20 }, letter);
  const answers = await Promise.all(letters.map((body) => door.event(body)));
  return { letters, statuses: new Set(answers.map(({ status }) => status)), ms: performance.now() - started };
}

test('while the database is gone Slack is told to come again, at once, and afterwards everything works', async () => {
  const { restore } = await cutDatabase(hypha.app.db.url);
  const { letters, statuses, ms } = await knock();
  expect(statuses).toEqual(new Set([503]));
  expect(ms).toBeLessThan(2_500);
  const rateLimited = await door.event({ type: 'app_rate_limited', team_id: scene.ws });
  expect(rateLimited.status).toBe(503);
  const question = await door.event({ type: 'url_verification', challenge: 'abc' });
  expect(question.status).toBe(200);
  const command = await door.command(commandFields(scene, 'Use Postgres', '/decide'));
  expect(command.body).toContain('Nothing was changed');
  await restore();
  await eventually(async () => (await door.event(letters[0])).status === 200);
  expect((await knock()).statuses).toEqual(new Set([200]));
  await hypha.settled();
});

test('when the database hangs Slack is told to come again within its three seconds', async () => {
  const holder = new Client({ connectionString: hypha.app.db.url });
  await holder.connect();
  await holder.query('begin; lock table inbox in access exclusive mode');
  const { letters, statuses, ms } = await knock();
  expect(statuses).toEqual(new Set([503]));
  expect(ms).toBeLessThan(2_500);
  await holder.end();
  const again = await Promise.all(letters.map((body) => door.event(body)));
  expect(again.map(({ status }) => status)).toEqual(letters.map(() => 200));
  for (const body of letters) expect(await knows(body)).toBe(true);
  await hypha.settled();
});
