import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { forget } from '../jobs/forget.ts';
import { repairGaps } from '../jobs/repair-gaps.ts';
import { whereItStands } from './support/everywhere.ts';
import { channelId, type Hypha, id, openHypha } from './support/hypha.ts';
import { eventually, type Said } from './support/slack.ts';

/** Why somebody did what they did, said to Hypha by its name in a thread, is said in a message: it goes with that. */

const eng = channelId('eng');
let hypha: Hypha;
let thread: Said;
beforeAll(async () => {
  hypha = await openHypha();
  await hypha.asks('maya', 'channel.join', { channel: eng });
  await hypha.settled();
  thread = await person('maya').says('About what we decided', { in: 'eng' });
});
afterAll(() => hypha.close());

const person = (name: string) => hypha.slack.person(name);
const whereIs = (words: string) => whereItStands(hypha.app, words);
const logged = async (statement: string) => `D-${await hypha.logs('maya', statement)}`;
const shown = (decision: string) => hypha.asks('maya', 'decision.show', { decision });
const closed = (reason: string | null, removed = reason === null) => ({ value: { closed: { reason, removed } } });

async function tells(words: string, by = 'ravi'): Promise<Said> {
  const said = await person(by).replies(thread, `@hypha ${words}`);
  await hypha.settled();
  return { channel: thread.channel, ts: said.ts };
}

describe('the reason that somebody gave in a thread', () => {
  test('goes when its message is deleted, and its place says so', async () => {
    const decision = await logged('Keep the boiler');
    const said = await tells(`drop ${decision} because the zebrafish need it`);
    expect(await shown(decision)).toMatchObject(closed('the zebrafish need it'));
    await person('ravi').deletes(said);
    await hypha.settled();
    expect(await whereIs('zebrafish')).toEqual([]);
    const after = await shown(decision);
    expect(after).toMatchObject({ value: { state: 'dropped', ...closed(null).value } });
    expect(JSON.stringify(after)).toContain('the reason was removed where it stood');
    expect(JSON.stringify(await hypha.asks('maya', 'decision.history', { decision }))).toContain('reason: _removed_');
  });

  test('goes also where it is one word', async () => {
    const decision = await logged('Keep the other boiler');
    const said = await tells(`drop ${decision} because walrus`);
    expect(await shown(decision)).toMatchObject(closed('walrus'));
    await person('ravi').deletes(said);
    await hypha.settled();
    expect(await whereIs('walrus')).toEqual([]);
  });

  test('follows its message where that is corrected', async () => {
    const decision = await logged('Keep the attic');
    const said = await tells(`reverse ${decision} because the dugong sleeps there`);
    await person('ravi').edits(said, `@hypha reverse ${decision} because the manatee sleeps there`);
    await hypha.settled();
    expect(await whereIs('dugong')).toEqual([]);
    expect(await shown(decision)).toMatchObject(closed('the manatee sleeps there'));
  });

  test('goes when its message says something else', async () => {
    const decision = await logged('Keep the cellar');
    const said = await tells(`${decision} is done, the lamprey moved out`);
    expect(await shown(decision)).toMatchObject(closed('the lamprey moved out'));
    await person('ravi').edits(said, 'Never mind');
    await hypha.settled();
    expect(await whereIs('lamprey')).toEqual([]);
    expect(await shown(decision)).toMatchObject({ value: { state: 'done', ...closed(null).value } });
  });

  test('stays while its message says so still, however else that is edited', async () => {
    const decision = await logged('Keep the roof');
    const said = await tells(`drop ${decision} because of the rain & the #eng`);
    await person('ravi').edits(said, `@hypha drop ${decision}: because of the rain & the #eng`);
    await hypha.settled();
    expect(await shown(decision)).toMatchObject(closed('of the rain & the #eng'));
  });

  test('is not taken for one that the same person gave elsewhere', async () => {
    const decision = await logged('Keep the stairs');
    const said = await tells(`${decision} is in progress`);
    await hypha.asks('ravi', 'decision.drop', { decision, reason: 'the axolotl said no' });
    await person('ravi').deletes(said);
    await hypha.settled();
    expect(await shown(decision)).toMatchObject(closed('the axolotl said no'));
  });

  test('goes after months too', async () => {
    const decision = await logged('Keep the shed');
    const said = await tells(`drop ${decision} because the capybara left`);
    await hypha.app.db.pool.query(`update capture set created_at = created_at - interval '100 days'`);
    await forget(hypha.app, { ws: hypha.app.workspace.ws });
    await person('ravi').deletes(said);
    await hypha.settled();
    expect(await whereIs('capybara')).toEqual([]);
  });

  test('goes when history shows its message no more', async () => {
    const decision = await logged('Keep the fence');
    const said = await tells(`drop ${decision} because the opossum climbs`);
    const { app, slack } = hypha;
    await slack.fault({ on: 'event', do: 'drop', probability: 1 });
    await person('ravi').deletes(said);
    await slack.settled();
    await slack.heal();
    await eventually(
      async () => {
        await app.db.pool.query('update channel set repair_at = clock_timestamp() where id = $1', [eng]);
        await app.db.pool.query(`delete from pace where bucket = 'history'`);
        await repairGaps(app, { ws: app.workspace.ws, channel: eng });
        expect(await whereIs('opossum')).toEqual([]);
      },
      { within: 30_000 },
    );
  });

  test('goes where its message went while that was being done', async () => {
    const decision = await logged('Keep the porch');
    const { app } = hypha;
    const { ws } = app.workspace;
    const said = await person('ravi').replies(thread, `drop ${decision} because the gnu left`);
    await hypha.settled();
    const holder = await app.db.pool.connect();
    try {
      await holder.query('begin');
      await holder.query('select from message where ts = $1 for update', [said.ts]);
      const what = `mention|${eng}|${said.ts}`;
      const call = { ws, id: randomUUID(), what, kind: 'mention' as const, channel: eng, ts: said.ts };
      const by = { thread_ts: thread.ts, person: id('ravi'), text: '' };
      await app.db.write
        .insertInto('capture')
        .values({ ...call, ...by })
        .execute();
      app.queue.wake({ job: 'capture', payload: { ws } });
      await eventually(async () => expect(await shown(decision)).toMatchObject(closed('the gnu left')));
      await holder.query(`update message set text = '', removed = true where ts = $1`, [said.ts]);
      await holder.query('commit');
    } finally {
      holder.release();
    }
    await hypha.settled();
    expect(await whereIs('the gnu left')).toEqual([]);
    expect(await shown(decision)).toMatchObject(closed(null));
  });

  test('goes when they opt out', async () => {
    const decision = await logged('Keep the gate');
    await tells(`drop ${decision} because the ocelot is out`, 'ben');
    expect(await shown(decision)).toMatchObject(closed('the ocelot is out'));
    await hypha.asks('ben', 'person.optout');
    await eventually(async () => expect(await whereIs('ocelot')).toEqual([]));
    expect(await shown(decision)).toMatchObject(closed(null));
  });

  test('is not kept of whoever opted out before; what they asked is done', async () => {
    const decision = await logged('Keep the bench');
    await tells(`drop ${decision} because the tapir sits there`, 'ben');
    expect(await shown(decision)).toMatchObject({ value: { state: 'dropped', ...closed(null).value } });
    expect(await whereIs('tapir')).toEqual([]);
  });
});
