import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { channelId, type Hypha, id, openHypha } from './support/hypha.ts';
import { eventually } from './support/slack.ts';

let hypha: Hypha;
beforeAll(async () => {
  hypha = await openHypha();
  await person('maya').opensHome();
  await eventually(async () => (await person('maya').home()) ?? false);
});
afterAll(() => hypha.close());
beforeEach(() => hypha.slack.heal());

const person = (name: string) => hypha.slack.person(name);
const slowMs = 3_500;
const slowly = () => hypha.slack.fault({ on: 'api', method: 'views.open', lands: 'now', ms: slowMs });
const never = () =>
  hypha.slack.fault({ on: 'api', method: 'views.open', lands: 'never', answer: 'expired_trigger_id' });

const Delivery = z.looseObject({ what: z.string(), ms: z.number(), outcome: z.string() });
const lastAnswer = async () =>
  Delivery.parse((await hypha.slack.deliveries()).findLast(({ what }) => what !== 'event'));
const openings = async () => (await hypha.slack.calls('views.open')).length;

/** Each opens a window, in its own way. */
const ways: [string, () => Promise<unknown>][] = [
  ['a command without words', () => person('maya').types('/decide', { in: 'eng', wait: 0 })],
  ['a button for a form', () => person('maya').clicks('form:decision.log', 'home')],
  ['a button for an answer', () => person('maya').clicks('action.list', 'home')],
  ['a shortcut', () => person('maya').runs('decision.log#new')],
];

describe('while Slack is slow to open a window', () => {
  test.each(ways)('%s is acknowledged at once, and the window is asked for at once', async (_, act) => {
    await slowly();
    const before = await openings();
    await act();
    const { ms, outcome } = await lastAnswer();
    expect(outcome).toBe('heard');
    expect(ms).toBeLessThan(1_000);
    await eventually(async () => expect(await openings()).toBe(before + 1), { within: 1_000 });
    expect(await person('maya').modal()).not.toBeNull();
  });
});

describe('a window that answers', () => {
  test('opens while the click still counts, however long the answer takes, and is filled then', async () => {
    const lock = await hypha.app.db.pool.connect();
    await lock.query('begin; lock table action in access exclusive mode');
    await person('maya').clicks('action.list', 'home');
    await eventually(async () => expect(JSON.stringify(await person('maya').modal())).toContain('One moment.'));
    await lock.query('rollback');
    lock.release();
    await eventually(async () => expect(JSON.stringify(await person('maya').modal())).toContain('about to happen'));
  });

  test('that Slack does not open is not simply missing, where there is a way to say so', async () => {
    await never();
    await person('maya').types('/decide', { in: 'eng' });
    await eventually(async () =>
      expect((await person('maya').sees('eng')).at(-1)?.text).toBe('Slack did not open the form. Try it once more.'),
    );
  });
});

describe('a Home', () => {
  const shown = async (name: string) => JSON.stringify((await person(name).home())?.blocks ?? []);
  const asked = 'When do you work?';
  const pages = async (name: string) => {
    const rows = hypha.app.db.read.selectFrom('action').select(['state', 'attempts', 'problem']);
    return rows.where('kind', '=', 'home').where('dest', '=', id(name)).orderBy('seq').execute();
  };
  const nobodyKnowsWhere = () =>
    hypha.slack.fault({ on: 'api', method: 'users.conversations', lands: 'never', answer: '503', times: 1_000 });

  /** Slack asks to come again later, each time. */
  const notYet = () =>
    hypha.slack.fault({
      ...{ on: 'api', method: 'views.publish', lands: 'never' },
      ...{ answer: '429', retryAfter: 1, times: 1_000 },
    });

  test('is shown also while everything is stopped, and says so', async () => {
    await hypha.asks('maya', 'sending.stop');
    await person('june').opensHome();
    await eventually(async () => expect(await shown('june')).toContain('Everything is stopped, by maya.'));
    await hypha.asks('maya', 'sending.go');
    await person('june').opensHome();
    await eventually(async () => expect(await shown('june')).not.toContain('stopped'));
  });

  test('that has to be shown again never covers a newer one', async () => {
    await hypha.slack.fault({ on: 'api', method: 'views.publish', lands: 'now', answer: 'reset' });
    await person('ravi').opensHome();
    await eventually(async () => expect(await shown('ravi')).toContain(asked));
    await person('ravi').clicks('That is right', 'home');
    await eventually(async () => expect(await shown('ravi')).not.toContain(asked));
    await hypha.settled();
    expect(await shown('ravi')).not.toContain(asked);
    expect(await shown('ravi')).toContain('You work');
  });

  test('shows what is true when it is sent, however long it had to wait', async () => {
    await hypha.asks('ana', 'home.show');
    await hypha.app.db.pool.query('update person set rights_at = null where id = $1', [id('ana')]);
    await nobodyKnowsWhere();
    await person('ana').opensHome();
    await eventually(async () => expect(await pages('ana')).toMatchObject([{ state: 'due' }]));
    expect(await hypha.asks('ana', 'person.hours', { hours: '8-16 Mon-Thu' })).toMatchObject({ ok: true });
    await hypha.slack.heal();
    await eventually(async () => expect(await shown('ana')).toContain('You work 08:00-16:00 Mon-Thu'));
  });

  test('that waits is replaced by a newer one', async () => {
    const before = (await pages('maya')).length;
    const since = async () => (await pages('maya')).slice(before).map(({ state }) => state);
    await notYet();
    for (const count of [1, 2, 3]) {
      await person('maya').opensHome();
      await eventually(async () => expect(await since()).toHaveLength(count));
    }
    await eventually(async () => expect((await since()).slice(0, 2)).toEqual(['cancelled', 'cancelled']));
    await hypha.slack.heal();
    await hypha.settled();
    expect(await since()).toEqual(['cancelled', 'cancelled', 'sent']);
  });

  test('that does not get through gives way to a newer one that was asked for meanwhile', async () => {
    const before = (await pages('maya')).length;
    const since = async () => (await pages('maya')).slice(before).map(({ state }) => state);
    await hypha.slack.fault({ on: 'api', method: 'views.publish', lands: 'never', answer: 'reset' });
    const lock = await hypha.app.db.pool.connect();
    await lock.query('begin; lock table decision in access exclusive mode');
    await person('maya').opensHome();
    await eventually(async () => expect(await since()).toEqual(['sending']));
    await person('maya').opensHome();
    await eventually(async () => expect(await since()).toEqual(['sending', 'due']));
    await lock.query('rollback');
    lock.release();
    await eventually(async () => expect(await since()).toEqual(['cancelled', 'sent']));
  });

  test.each([
    ['somebody new', 'ben'],
    ['somebody it knows', 'ana'],
  ])('of %s is shown as soon as Slack says where they are, and left out of it is nothing', async (_, name) => {
    await hypha.app.db.pool.query('update person set rights_at = null where id = $1', [id(name)]);
    await nobodyKnowsWhere();
    await person(name).opensHome();
    const newest = async () => (await pages(name)).at(-1);
    const problem = 'Slack does not say what they may see.';
    await eventually(async () => expect(await newest()).toMatchObject({ state: 'due', problem }));
    await hypha.slack.heal();
    await eventually(async () => expect(await newest()).toMatchObject({ state: 'sent', problem: null }));
    expect(await shown(name)).toContain('Decided lately');
  });

  test('that Slack is slow about keeps nothing else waiting', async () => {
    await hypha.asks('maya', 'channel.join', { channel: channelId('eng') });
    await hypha.settled();
    await hypha.app.db.pool.query('update person set rights_at = null where id = $1', [id('ben')]);
    await hypha.slack.fault({ on: 'api', method: 'users.conversations', lands: 'now', ms: slowMs });
    const before = (await hypha.slack.calls('users.conversations')).length;
    await person('ben').opensHome();
    await eventually(async () => expect((await hypha.slack.calls('users.conversations')).length).toBe(before + 1));
    const { ts } = await person('maya').says('Shall we ship?', { in: 'eng' });
    const read = () => hypha.app.db.read.selectFrom('message').select('ts').where('ts', '=', ts).execute();
    await eventually(async () => expect(await read()).toHaveLength(1), { within: 1_500 });
    await hypha.settled();
  });
});
