import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Draft } from '../src/actions/rules.ts';
import { hour } from '../src/edges/clock.ts';
import { teamNow } from '../src/edges/workspace.ts';
import { draftFor, write } from './support/drafts.ts';
import { channelId, type Hypha, id, openHypha } from './support/hypha.ts';
import { eventually } from './support/slack.ts';

let hypha: Hypha;
beforeAll(async () => {
  hypha = await openHypha({ haste: 200 });
  await hypha.asks('maya', 'channel.join', { channel: channelId('eng') });
  await hypha.settled();
});
afterAll(() => hypha.close());
beforeEach(async () => {
  await hypha.slack.heal();
  await hypha.app.db.pool.query("update action set state = 'expired' where state != 'sent'");
});

const person = (name: string) => hypha.slack.person(name);

/** Actions on their way, each a minute after the one before, the first in an hour. */
async function plan(texts: readonly string[], more: Partial<Draft> = {}): Promise<string[]> {
  const { app } = hypha;
  const now = await teamNow(app.db.read, app.workspace.ws);
  const dueAt = (n: number) => new Date(now.getTime() + hour + n * 60_000);
  return write(
    app,
    texts.map((text, n) => draftFor(channelId('eng'), text, { dueAt: dueAt(n), ...more })),
  );
}

const action = (which: string) =>
  hypha.app.db.write.selectFrom('action').selectAll().where('id', '=', which).executeTakeFirstOrThrow();
const stateOf = async (which: string) => (await action(which)).state;
const lastOperation = async (which: string) =>
  (
    await hypha.app.db.pool.query('select operation, person from ledger where subject = $1 order by id desc limit 1', [
      which,
    ])
  ).rows[0];

const Shown = z.looseObject({ ts: z.string(), text: z.string(), blocks: z.array(z.looseObject({ type: z.string() })) });

/** The message that only this person sees, as it stands now. */
async function shown(name: string, ts: string) {
  return Shown.parse((await person(name).sees('eng')).find((message) => message.ts === ts));
}

async function types(name: string, text: string) {
  const answer = await person(name).types(text, { in: 'eng' });
  return Shown.parse(answer.messages[0]);
}

const blockOf = ({ blocks }: z.infer<typeof Shown>, which: string) =>
  z.string().parse(blocks.find(({ block_id }) => String(block_id).includes(which))?.block_id);

/** Picks from the ⋯ beside one action of a list. */
async function picks(name: string, choice: string, list: z.infer<typeof Shown>, which: string) {
  const at = { channel: 'eng', ts: list.ts };
  await person(name).picks(choice, { from: 'choose', block: blockOf(list, which), at });
}

const wordsOf = (card: { blocks: unknown[] }) => JSON.stringify(card.blocks);

describe('the list of what is planned', () => {
  test('is one screen with five blocks and no more than three buttons, and pages', async () => {
    await plan(['one', 'two', 'three', 'four', 'five', 'six', 'seven']);
    const list = await types('maya', "/hypha what's planned");
    expect(list.text).toBe('7 on the way · page 1 of 3');
    expect(list.blocks).toHaveLength(5);
    expect(wordsOf(list)).toMatch(/one.*two.*three/s);
    await person('maya').clicks('Later', { channel: 'eng', ts: list.ts });
    const second = await eventually(async () => {
      const now = await shown('maya', list.ts);
      return now.text === '7 on the way · page 2 of 3' && now;
    });
    expect(second.blocks).toHaveLength(5);
    expect(wordsOf(second)).toMatch(/four.*five.*six/s);
    expect(wordsOf(second).match(/"type":"button"/g)).toHaveLength(2);
  });

  test('shows a page that there is, whichever is asked for', async () => {
    await plan(['only one']);
    expect(await hypha.asks('maya', 'action.list', { page: 9 })).toMatchObject({
      value: { total: 1, page: 1, pages: 1, actions: [{ text: 'only one' }] },
    });
  });

  test('offers choices to those who decide, and shows it to the others', async () => {
    await plan(['for all to see']);
    expect(wordsOf(await types('maya', '/hypha planned'))).toContain('overflow');
    const theirs = await types('ben', '/hypha planned');
    expect(wordsOf(theirs)).toContain('for all to see');
    expect(wordsOf(theirs)).not.toContain('overflow');
  });
});

describe('a choice in the list', () => {
  test('changes that message in place, says what happened and by whom, and can be undone there', async () => {
    const ids = await plan(['one', 'two', 'three', 'four', 'five']);
    const [, , , fourth = ''] = ids;
    const list = await types('maya', '/hypha planned page=2');
    await picks('maya', 'Hold', list, fourth);
    const held = await eventually(async () => {
      const now = await shown('maya', list.ts);
      return now.text.startsWith('✓ Held by maya: #eng') && now;
    });
    expect(await stateOf(fourth)).toBe('held');
    expect(held.blocks.length).toBeLessThanOrEqual(5);
    expect(wordsOf(held)).toMatch(/Held by maya.*5 on the way · page 2 of 2.*Undo.*four.*five/s);
    expect(wordsOf(held)).not.toContain('three');

    await person('maya').clicks('Undo', { channel: 'eng', ts: list.ts });
    const undone = await eventually(async () => {
      const now = await shown('maya', list.ts);
      return now.text.startsWith('✓ Released by maya') && now;
    });
    expect(wordsOf(undone)).toMatch(/page 2 of 2.*four/s);
    expect(await stateOf(fourth)).toBe('planned');
  });

  test('that cancels is undone to what was planned, at its time', async () => {
    const [one = ''] = await plan(['to be cancelled', 'to stay']);
    const list = await types('maya', '/hypha planned');
    await picks('maya', 'Cancel', list, one);
    const cancelled = await eventually(async () => {
      const now = await shown('maya', list.ts);
      return now.text.startsWith('✓ Cancelled by maya') && now;
    });
    expect(await stateOf(one)).toBe('cancelled');
    expect(wordsOf(cancelled)).toMatch(/1 on the way.*to stay/s);
    expect(wordsOf(cancelled)).not.toContain('to be cancelled');
    const { due_at } = await action(one);
    await person('maya').clicks('Undo', { channel: 'eng', ts: list.ts });
    await eventually(async () => expect(await stateOf(one)).toBe('planned'));
    expect((await action(one)).due_at).toEqual(due_at);
    expect(await lastOperation(one)).toEqual({ operation: 'action.restore', person: id('maya') });
  });

  test('that comes too late is refused beside the list, which stays', async () => {
    const [one = ''] = await plan(['gone meanwhile']);
    const list = await types('maya', '/hypha planned');
    await hypha.asks('maya', 'action.cancel', { action: one });
    await picks('maya', 'Hold', list, one);
    await eventually(async () =>
      expect((await person('maya').sees('eng')).at(-1)?.text).toBe('It is cancelled by now, so it cannot be held.'),
    );
    expect((await shown('maya', list.ts)).text).toBe('1 on the way');
  });

  test('works in the window that App Home opens, and there too in place', async () => {
    const [one = ''] = await plan(['from home']);
    await person('maya').opensHome();
    await eventually(async () => (await person('maya').home()) ?? false);
    await person('maya').clicks("What's planned", 'home');
    const list = await eventually(async () => {
      const modal = await person('maya').modal();
      return modal !== null && wordsOf(modal).includes('from home') ? modal : false;
    });
    await person('maya').picks('Hold', { from: 'choose', at: 'modal' });
    await eventually(async () => expect(wordsOf({ blocks: [await person('maya').modal()] })).toContain('Held by maya'));
    expect(await person('maya').modal()).toMatchObject({ id: list.id });
    await hypha.asks('maya', 'action.cancel', { action: one });
    await person('maya').clicks('Undo');
    const refused = await eventually(async () => {
      const modal = await person('maya').modal();
      return modal !== null && wordsOf(modal).includes('so it cannot be released.') ? modal : false;
    });
    expect(wordsOf(refused)).toContain('from home');
  });
});

describe('taking back', () => {
  test('a cancellation is possible until its time is over, and no longer', async () => {
    const [one = ''] = await plan(['soon over']);
    expect(await hypha.asks('maya', 'action.cancel', { action: one })).toMatchObject({ value: { undo: 'restore' } });
    await hypha.app.db.pool.query("update action set expires_at = now() - interval '1 minute' where id = $1", [one]);
    expect(await hypha.asks('maya', 'action.restore', { action: one })).toMatchObject({
      ok: false,
      code: 'conflict',
      sentence: expect.stringContaining('time in which it made sense is over'),
    });
    expect(await stateOf(one)).toBe('cancelled');
    const [late = ''] = await plan(['late']);
    await hypha.app.db.pool.query("update action set expires_at = now() - interval '1 minute' where id = $1", [late]);
    expect(await hypha.asks('maya', 'action.cancel', { action: late })).toMatchObject({ value: { undo: null } });
  });

  test('a cancellation of what was tried asks a person first: it may have arrived', async () => {
    const [one = ''] = await plan(['tried before']);
    await hypha.app.db.pool.query("update action set state = 'needs a person', attempts = 1 where id = $1", [one]);
    await hypha.asks('maya', 'action.cancel', { action: one });
    expect(await hypha.asks('maya', 'action.restore', { action: one })).toMatchObject({
      value: { state: 'needs a person', problem: expect.stringContaining('look whether it is there') },
    });
  });

  test('is for those who decide about it', async () => {
    const [one = ''] = await plan(['not yours']);
    await hypha.asks('maya', 'action.cancel', { action: one });
    for (const move of ['action.restore', 'action.arrived'])
      expect(await hypha.asks('ben', move, { action: one })).toMatchObject({ ok: false, code: 'forbidden' });
  });
});

describe('what may have arrived or not', () => {
  test('is sent once somebody says that it arrived, and the ledger has who said so', async () => {
    await hypha.slack.fault({ on: 'api', method: 'chat.postEphemeral', lands: 'now', answer: 'reset' });
    const [one = ''] = await plan(['perhaps there'], {
      kind: 'ephemeral',
      reader: id('maya'),
      dueAt: await teamNow(hypha.app.db.read, hypha.app.workspace.ws),
    });
    await hypha.app.queue.wake({ job: 'deliver', payload: { ws: hypha.app.workspace.ws, dest: channelId('eng') } });
    await eventually(async () =>
      expect((await action(one)).problem).toMatch(/^Slack did not answer\. .* ask a person\.$/),
    );
    await eventually(async () => expect(await stateOf(one)).toBe('needs a person'), { within: 8_000 });
    expect((await action(one)).problem).toContain('Look there, then say which');
    const list = await types('maya', '/hypha planned');
    await picks('maya', 'It arrived', list, one);
    await eventually(async () => expect(await stateOf(one)).toBe('sent'));
    expect(await action(one)).toMatchObject({ problem: null, sent_at: expect.any(Date) });
    expect(await lastOperation(one)).toEqual({ operation: 'action.arrived', person: id('maya') });
    expect(await hypha.asks('maya', 'action.arrived', { action: one })).toMatchObject({ ok: false, code: 'conflict' });
  });

  test('when its sender died, it is said what that means', async () => {
    const [one = ''] = await plan(['halfway'], { dueAt: await teamNow(hypha.app.db.read, hypha.app.workspace.ws) });
    await hypha.app.db.pool.query("update action set state = 'sending', attempts = 1 where id = $1", [one]);
    await hypha.app.queue.wake({ job: 'deliver', payload: { ws: hypha.app.workspace.ws, dest: channelId('eng') } });
    await eventually(async () =>
      expect((await action(one)).problem).toBe(
        'Hypha was stopped while it sent this. Hypha looks whether it arrived and sends it again only if it did not: nothing to do for you.',
      ),
    );
  });
});

describe('somebody whose name Slack has not told', () => {
  test('is not said to have left', async () => {
    const ts = '1700000000.000100';
    await hypha.app.db.pool.query(
      `insert into message (ws, channel, ts, author, text, version) values ($1, $2, $3, 'U0STRANGE', 'So be it', $3)`,
      [hypha.app.workspace.ws, channelId('eng'), ts],
    );
    const logged = await hypha.asks('maya', 'decision.log', { statement: 'So be it', channel: '#eng', message: ts });
    const unmet = 'someone Hypha has not met yet';
    expect(logged).toMatchObject({ ok: true, value: { decidedBy: unmet, sources: [{ author: unmet }] } });
  });
});
