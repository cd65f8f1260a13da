import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { keyForSandbox } from '../src/clock/sandbox-key.ts';
import { day, later } from '../src/edges/clock.ts';
import { teamNow } from '../src/edges/workspace.ts';
import { unaskedFor, write } from './support/drafts.ts';
import { whereItStands } from './support/everywhere.ts';
import { channelId, type Hypha, id, openHypha } from './support/hypha.ts';
import { eventually } from './support/slack.ts';

/** What comes to people unasked: digests at their times, recaps where a channel wants them, and nothing at other times. */

let hypha: Hypha;
const person = (who: string) => hypha.slack.person(who);
const now = () => teamNow(hypha.app.db.read, hypha.app.workspace.ws);
const walkTo = (to: Date) => hypha.slack.control('walk', { to: to.toISOString(), wait: true }, z.looseObject({}));
const [kolkata, newYork, stockholm] = ['Asia/Kolkata', 'America/New_York', 'Europe/Stockholm'] as const;
/** The next time that clocks there show so, on a day of the week from 1, Monday. */
async function walkUntil(weekday: number, time: string, zone: string = kolkata): Promise<void> {
  const here = Temporal.Instant.fromEpochMilliseconds((await now()).getTime()).toZonedDateTimeISO(zone);
  const wanted = here.withPlainTime(time).add({ days: (weekday - here.dayOfWeek + 7) % 7 });
  const at = Temporal.ZonedDateTime.compare(wanted, here) > 0 ? wanted : wanted.add({ days: 7 });
  await walkTo(new Date(at.epochMilliseconds));
  await hypha.settled();
}

/** What Hypha said to somebody alone, oldest first, as it stands in Slack. */
async function heard(who: string): Promise<string[]> {
  const { rows } = await hypha.app.db.pool.query(
    "select sent_channel, sent_ts from action where dest = $1 and kind = 'post' and state = 'sent' order by seq",
    [id(who)],
  );
  const said = z.array(z.object({ sent_channel: z.string(), sent_ts: z.string() })).parse(rows);
  const { channels } = await hypha.slack.dump();
  return said.map(({ sent_channel, sent_ts }) =>
    JSON.stringify(channels.find(({ id }) => id === sent_channel)?.messages.find(({ ts }) => ts === sent_ts)),
  );
}
const digestsOf = async (who: string) => (await heard(who)).filter((text) => text.includes('Your digest'));
const log: Hypha['logs'] = (...said) => hypha.logs(...said);

/** Said and logged by a reaction. */
async function memo(text: string) {
  const said = await person('maya').says(text, { in: 'eng' });
  await hypha.settled();
  await person('maya').reacts(said, 'memo');
  await hypha.settled();
  return said;
}
const inSlack = async (words: string) => JSON.stringify((await hypha.slack.dump()).channels).includes(words);

beforeAll(async () => {
  hypha = await openHypha({ haste: 25 });
  const token = await keyForSandbox(hypha.app);
  await hypha.slack.control('product', { url: hypha.url, token }, z.looseObject({}));
  await hypha.slack.control('pause', {}, z.looseObject({}));
  await walkUntil(1, '08:00');
  await hypha.asks('maya', 'channel.join', { channel: channelId('eng') });
  await hypha.settled();
});
afterAll(() => hypha.close());

describe('a digest', () => {
  test('comes to whoever uses Hypha at a quarter past nine, with what others decided where they are', async () => {
    await person('ravi').opensHome();
    await hypha.settled();
    const number = await log('maya', 'Use Postgres for the job queue', { owner: '@ben' });
    expect(await digestsOf('ravi')).toEqual([]);
    await walkUntil(1, '09:14');
    expect(await digestsOf('ravi')).toEqual([]);
    await walkUntil(1, '09:16');
    const [first] = await digestsOf('ravi');
    expect(first).toContain('Your digest: 1 decided');
    expect(first).toContain(`*D-${number}* Use Postgres for the job queue`);
    expect(first).toContain('you are in there');
    // Maya decided it herself, and Ben never used Hypha.
    expect(await digestsOf('maya')).toEqual([]);
    expect(await digestsOf('ben')).toEqual([]);
  });

  test('is not sent where nothing is new, and tells nothing twice', async () => {
    const before = await digestsOf('ravi');
    await walkUntil(2, '12:00');
    expect(await digestsOf('ravi')).toEqual(before);
    const number = await log('maya', 'Deploy on Tuesdays');
    await walkUntil(3, '12:00');
    const [, second, third] = await digestsOf('ravi');
    expect(second).toContain(`*D-${number}*`);
    expect(second).not.toContain('job queue');
    expect(third).toBeUndefined();
  });

  test('follows what it quotes: removed at its source, it is gone from the digest too', async () => {
    const said = await memo('We will name it Bluebird, that is settled');
    await walkUntil(4, '12:00');
    expect((await digestsOf('ravi')).at(-1)).toContain('Bluebird');
    await person('maya').deletes(said);
    await hypha.settled();
    expect((await digestsOf('ravi')).at(-1)).toContain('its words were removed where they stood');
    expect([await whereItStands(hypha.app, 'bluebird'), await inSlack('Bluebird')]).toEqual([[], false]);
  });

  test('that is still on its way does not say what is gone by then', async () => {
    const [kept, gone] = [await memo('Albatross stays'), await memo('Cormorant goes')];
    await walkUntil(5, '09:14');
    await hypha.slack.control('dnd', { person: 'ravi', minutes: 60 }, z.looseObject({}));
    const before = await digestsOf('ravi');
    await walkUntil(5, '10:00');
    const waiting = await hypha.app.db.pool.query("select body::text from action where drawn and state = 'planned'");
    expect(waiting.rows).toMatchObject([{ body: expect.stringContaining('Your digest: ') }]);
    expect(JSON.stringify(waiting.rows)).not.toContain('Cormorant');
    await person('maya').deletes(gone);
    await person('maya').edits(kept, 'Albatros stays');
    await hypha.settled();
    expect(await digestsOf('ravi')).toEqual(before);
    await walkUntil(5, '10:20');
    expect((await digestsOf('ravi')).length).toBe(before.length + 1);
    for (const words of ['Cormorant', 'Albatross'])
      expect([await whereItStands(hypha.app, words.toLowerCase()), await inSlack(words)]).toEqual([[], false]);
  });
});

describe('what became of it', () => {
  const step = async (by: string, name: string, number: number, more: Record<string, string> = {}) => {
    expect(await hypha.asks(by, `decision.${name}`, { decision: `D-${number}`, ...more })).toMatchObject({ ok: true });
    await hypha.settled();
  };
  const told = async (until: number) => {
    const before = (await digestsOf('ravi')).length;
    await walkUntil(until, '12:00');
    return (await digestsOf('ravi')).slice(before).join();
  };

  test('is told to everybody there when it no longer holds, whatever was corrected after that', async () => {
    const number = await log('maya', 'Lunch is at noon');
    await walkUntil(1, '12:00');
    await step('maya', 'reverse', number, { reason: 'Nobody comes' });
    await step('maya', 'change', number, { why: 'It was too early' });
    expect(await told(2)).toContain(`*D-${number}* Lunch is at noon · ↺ reversed · `);
  });

  test('is not told to whoever did it, nor where it came and went', async () => {
    const [theirs, back] = [await log('maya', 'Meetings end early'), await log('maya', 'Doors stay open')];
    await walkUntil(3, '12:00');
    await step('ravi', 'reverse', theirs, { reason: 'They do not' });
    await step('maya', 'reverse', back, { reason: 'It is cold' });
    await step('maya', 'restore', back);
    expect(await told(4)).toBe('');
  });

  test('while a digest waits comes with that digest, which is put together anew', async () => {
    const number = await log('maya', 'Trains, not planes');
    const other = await log('maya', 'Bicycles, not cars');
    await walkUntil(5, '09:14');
    await hypha.slack.control('dnd', { person: 'ravi', minutes: 60 }, z.looseObject({}));
    await walkUntil(5, '09:40');
    await step('maya', 'reverse', number, { reason: 'Too slow' });
    const said = await told(5);
    expect(said).toContain('Your digest: 1 decided');
    expect(said).toContain(`*D-${other}*`);
    expect(said).not.toContain('Trains');
    expect(await told(1)).toBe('');
  });

  test('its corrected words stand in every digest that told of it, and nowhere the old ones', async () => {
    const number = await log('maya', 'The lobby gets a Gingko');
    expect(await told(2)).toContain('Gingko');
    await step('maya', 'change', number, { statement: 'The lobby gets a Ginkgo' });
    expect((await digestsOf('ravi')).at(-1)).toContain('Ginkgo');
    expect(await inSlack('Gingko')).toBe(false);
  });

  test('is left out of a digest that is mended after its reader left the channel', async () => {
    await person('maya').createsChannel('annex', { private: true });
    for (const who of ['ravi', 'hypha']) await person('maya').invites(who, { to: 'annex' });
    await hypha.settled();
    expect(await hypha.asks('maya', 'channel.join', { channel: '#annex' })).toMatchObject({ ok: true });
    await log('maya', 'The annex stays shut', { channel: '#annex' });
    const number = await log('maya', 'The yard gets a Maple');
    expect(await told(3)).toMatch(/Maple.*annex stays shut|annex stays shut.*Maple/);
    await person('ravi').leaves('annex');
    await hypha.settled();
    await step('maya', 'change', number, { statement: 'The yard gets a Rowan' });
    const mended = (await digestsOf('ravi')).at(-1);
    expect(mended).toContain('Rowan');
    expect(mended).toContain('Something that you do not see now.');
    expect(mended).not.toContain('annex');
  });

  test('and is no longer seen before a digest is said is not in it', async () => {
    await log('maya', 'The attic stays shut');
    await walkUntil(4, '09:14');
    await hypha.slack.control('dnd', { person: 'ravi', minutes: 60 }, z.looseObject({}));
    await person('maya').invites('ravi', { to: 'annex' });
    await hypha.settled();
    await log('maya', 'The cellar stays shut', { channel: '#annex' });
    await walkUntil(4, '09:40');
    await person('ravi').leaves('annex');
    await hypha.settled();
    const said = await told(4);
    expect(said).toContain('Your digest: 1 decided');
    expect(said).toContain('attic');
    expect(said).not.toContain('cellar');
  });

  test('is not said to whoever was left out altogether while it waited', async () => {
    await person('ana').opensHome();
    await hypha.settled();
    await log('maya', 'The roof gets a garden');
    await walkUntil(4, '09:14', 'Europe/Lisbon');
    await hypha.slack.control('dnd', { person: 'ana', minutes: 60 }, z.looseObject({}));
    await walkUntil(4, '09:40', 'Europe/Lisbon');
    expect(await hypha.asks('ana', 'person.optout')).toMatchObject({ ok: true });
    await walkUntil(4, '12:00', 'Europe/Lisbon');
    expect(await digestsOf('ana')).toEqual([]);
    const { rows } = await hypha.app.db.pool.query("select problem from action where dest = $1 and sort = 'digest'", [
      id('ana'),
    ]);
    expect(rows).toEqual([{ problem: 'Nobody here may look at it.' }]);
  });

  describe('while it waits to be said', () => {
    /** Put together at a quarter past nine, and kept by a pause until a quarter past ten. */
    async function waits(...statements: string[]): Promise<number[]> {
      const numbers: number[] = [];
      for (const statement of statements) numbers.push(await log('maya', statement));
      const here = Temporal.Instant.fromEpochMilliseconds((await now()).getTime()).toZonedDateTimeISO(kolkata);
      const weekday = here.dayOfWeek < 5 ? here.dayOfWeek + 1 : 1;
      await walkUntil(weekday, '09:14');
      await hypha.slack.control('dnd', { person: 'ravi', minutes: 60 }, z.looseObject({}));
      await walkUntil(weekday, '09:40');
      return numbers;
    }
    const waiting = async () => {
      const { rows } = await hypha.app.db.pool.query(
        "select id from action where dest = $1 and sort = 'digest' and state in ('planned', 'held')",
        [id('ravi')],
      );
      return z.array(z.object({ id: z.string() })).parse(rows)[0]?.id ?? '';
    };
    const later30 = async (minutes: number) => {
      const before = (await digestsOf('ravi')).length;
      await walkTo(later(await now(), minutes * 60_000));
      await hypha.settled();
      return (await digestsOf('ravi')).slice(before).join();
    };

    test('what is muted by then is not in it, however it came to be let out', async () => {
      const [number = 0] = await waits('The fountain runs at night', 'The gate shuts at ten');
      const held = await waiting();
      expect(await hypha.asks('ravi', 'action.hold', { action: held })).toMatchObject({ ok: true });
      expect(await hypha.asks('ravi', 'person.mute', { what: `D-${number}` })).toMatchObject({ ok: true });
      expect(await hypha.asks('ravi', 'action.release', { action: held })).toMatchObject({ ok: true });
      const said = await later30(60);
      expect(said).toContain('The gate shuts');
      expect(said).not.toContain('fountain');
      await hypha.asks('ravi', 'person.unmute', { what: `D-${number}` });
    });

    test('cancelled and taken up again, it does not tell once more what the next one told', async () => {
      await waits('The bridge is closed');
      const first = await waiting();
      expect(await hypha.asks('ravi', 'action.cancel', { action: first })).toMatchObject({ ok: true });
      await hypha.asks('ravi', 'person.digests', { times: '9:15, 11:00' });
      expect(await later30(100)).toContain('The bridge is closed');
      expect(await hypha.asks('ravi', 'action.restore', { action: first })).toMatchObject({ ok: true });
      expect(await later30(60)).toBe('');
      await hypha.asks('ravi', 'person.digests', { times: '9:15' });
    });

    test('and words in it are being removed at that moment, it waits for what comes of that', async () => {
      const [number = 0] = await waits('The cormorant sails at dawn');
      const client = await hypha.app.db.pool.connect();
      await client.query('begin');
      await client.query("update decision set statement = 'The ferry sails at dawn' where number = $1", [number]);
      const walked = later30(60);
      await eventually(async () => {
        const { rows } = await hypha.app.db.pool.query("select 1 from action where dest = $1 and state = 'sending'", [
          id('ravi'),
        ]);
        expect(rows).toHaveLength(1);
      });
      await client.query('commit');
      client.release();
      expect(await walked).toContain('The ferry sails at dawn');
    });
  });
});

describe('at their own times', () => {
  test('a digest comes when they say, at most three times a day and in their hours, or never', async () => {
    expect(await hypha.asks('ravi', 'person.digests', { times: '7:00' })).toMatchObject({
      ok: false,
      sentence: expect.stringContaining('You work 09:00-17:30 Mon-Fri'),
    });
    expect(await hypha.asks('ravi', 'person.digests', { times: '9, 10, 11, 12' })).toMatchObject({ ok: false });
    expect(await hypha.asks('ravi', 'person.digests', { times: '16:30 and 13.00' })).toMatchObject({
      value: { times: '13:00, 16:30' },
    });
    await walkUntil(1, '12:59');
    const number = await log('maya', 'The freeze starts now');
    const before = (await digestsOf('ravi')).length;
    await walkUntil(1, '13:01');
    expect((await digestsOf('ravi')).slice(before).join()).toContain(`D-${number}`);
    await hypha.asks('ravi', 'person.digests', { times: 'off' });
    await log('maya', 'Nobody tells Ravi');
    await walkUntil(2, '18:00');
    expect(await digestsOf('ravi')).toHaveLength(before + 1);
    expect(JSON.stringify(await hypha.asks('ravi', 'digest.show'))).toContain('Nobody tells Ravi');
    await hypha.asks('ravi', 'person.digests', { times: '9:15' });
  });

  test('what is muted is told no more', async () => {
    const number = await log('maya', 'Paint the office green');
    expect(await hypha.asks('ravi', 'person.mute', { what: `d${number}` })).toMatchObject({
      value: { what: `D-${number}` },
    });
    await walkUntil(3, '12:00');
    expect((await digestsOf('ravi')).join()).not.toContain('Paint the office');
    await hypha.asks('ravi', 'person.mute', { what: '#eng' });
    await log('maya', 'Paint the office blue');
    await walkUntil(4, '12:00');
    expect((await digestsOf('ravi')).join()).not.toContain('Paint the office');
    await person('ravi').opensHome();
    await hypha.settled();
    expect(JSON.stringify((await person('ravi').home())?.blocks)).toContain(`Muted: D-${number}, #eng`);
    await hypha.asks('ravi', 'person.unmute', { what: '#eng' });
    await walkUntil(4, '12:00');
    expect((await digestsOf('ravi')).at(-1)).toContain('Paint the office blue');
  });
});

describe('what is said to somebody unasked', () => {
  /** What a later Hypha says by itself. */
  async function plans(text: string, more: Parameters<typeof unaskedFor>[2] = {}): Promise<string> {
    const [which = ''] = await write(hypha.app, [
      unaskedFor(id('june'), text, { sort: 'fast', audience: [], ...more }),
    ]);
    hypha.app.queue.wake({ job: 'deliver', payload: { ws: hypha.app.workspace.ws, dest: id('june') } });
    await hypha.settled();
    return which;
  }
  const why = async (action: string) =>
    z
      .object({ value: z.object({ state: z.string(), verdict: z.string().nullable() }) })
      .parse(await hypha.asks('june', 'action.why', { action })).value;

  test('goes out in working hours, twice a day; more waits for the digest, and says why', async () => {
    await walkUntil(5, '18:30', newYork);
    const evening = await plans('Late news', { goodForMs: 20 * day });
    expect(await why(evening)).toEqual({ state: 'planned', verdict: 'It is outside working hours. It waits.' });
    expect(JSON.stringify(await hypha.asks('june', 'action.why', { action: evening }))).toMatch(
      /It waits. Not before <!date\^\d+/,
    );
    await walkUntil(1, '09:30', newYork);
    expect((await why(evening)).state).toBe('sent');
    expect((await why(await plans('More news'))).state).toBe('sent');
    const third = await plans('Even more news');
    expect(await why(third)).toEqual({
      state: 'planned',
      verdict: 'There were 2 direct messages that day already. It comes with the next digest.',
    });
    await walkUntil(2, '09:30', newYork);
    expect((await digestsOf('june')).at(-1)).toContain('Even more news · _You are in a test._');
    expect((await heard('june')).filter((text) => text.includes('Even more news'))).toHaveLength(1);
    expect((await why(third)).state).toBe('cancelled');
  });

  test('waits while notifications are paused, which Slack is asked before it is said', async () => {
    await walkUntil(3, '10:00', newYork);
    await hypha.slack.control('dnd', { person: 'june', minutes: 60 }, z.looseObject({}));
    const paused = await plans('A quiet word', { goodForMs: day });
    expect(await why(paused)).toEqual({ state: 'planned', verdict: 'Notifications are paused. It waits.' });
    await walkTo(later(await now(), 59 * 60_000));
    expect((await why(paused)).state).toBe('planned');
    await walkTo(later(await now(), 2 * 60_000));
    expect((await why(paused)).state).toBe('sent');
  });

  test('is judged anew when its reader works at other times, or mutes it', async () => {
    await walkUntil(3, '20:00', newYork);
    const waiting = await plans('Night news', { goodForMs: 10 * day });
    const other = await plans('About the garden', { goodForMs: 10 * day, about: 'D-4711' });
    expect((await why(waiting)).state).toBe('planned');
    await hypha.asks('june', 'person.mute', { what: 'D-4711' });
    await hypha.settled();
    expect(await why(other)).toEqual({ state: 'refused', verdict: 'It was muted. So it is not said.' });
    await hypha.asks('june', 'person.hours', { hours: '9:00-23:00' });
    await hypha.settled();
    expect((await why(waiting)).state).toBe('sent');
    await hypha.asks('june', 'person.hours', { hours: '9:00-17:30' });
  });

  /** More than somebody is told alone in a day: the last is left to their digest. */
  async function oneTooMany(text: string): Promise<string> {
    for (const other of ['first', 'second']) await plans(`${text}, ${other}`, { goodForMs: day });
    const left = await plans(text, { goodForMs: day });
    expect(await why(left)).toMatchObject({ state: 'planned', verdict: expect.stringContaining('the next digest') });
    return left;
  }
  const pause = (minutes: number) => hypha.slack.control('dnd', { person: 'june', minutes }, z.looseObject({}));

  test('and left to a digest that is not sent, comes with the next one', async () => {
    await walkUntil(4, '10:00', newYork);
    const left = await oneTooMany('Beetles in the basement');
    await walkUntil(5, '09:14', newYork);
    await pause(600);
    await walkUntil(5, '12:00', newYork);
    expect((await digestsOf('june')).join()).not.toContain('Beetles');
    expect((await why(left)).state).toBe('planned');
    await walkUntil(1, '12:00', newYork);
    expect((await digestsOf('june')).at(-1)).toContain('Beetles in the basement');
    expect((await why(left)).state).toBe('cancelled');
  });

  test('nor comes with one where its reader no longer sees what it rests on', async () => {
    await walkUntil(2, '10:00', newYork);
    for (const other of ['first', 'second']) await plans(`Wasps, ${other}`, { goodForMs: day });
    const left = await plans('Wasps in the wall', { goodForMs: day, audience: [channelId('product')] });
    await person('maya').createsChannel('cellar', { private: true });
    await person('maya').invites('june', { to: 'cellar' });
    await hypha.settled();
    await hypha.app.db.pool.query('update action set audience = $2 where id = $1', [left, [channelId('cellar')]]);
    await person('june').leaves('cellar');
    await hypha.settled();
    await walkUntil(3, '12:00', newYork);
    expect((await digestsOf('june')).join()).not.toContain('Wasps in the wall');
    const { rows } = await hypha.app.db.pool.query('select state from action where id = $1', [left]);
    expect(rows).toEqual([{ state: 'planned' }]);
  });

  test('is not said any more where its reader wants no digests since', async () => {
    await walkUntil(2, '10:00', newYork);
    const left = await oneTooMany('Moths in the attic');
    await walkUntil(3, '09:14', newYork);
    await pause(60);
    await walkUntil(3, '09:30', newYork);
    expect((await why(left)).state).toBe('cancelled');
    await hypha.asks('june', 'person.digests', { times: 'off' });
    await hypha.settled();
    expect(await why(left)).toEqual({
      state: 'refused',
      verdict: 'It comes only with a digest, and there is none. So it is not said.',
    });
    await hypha.asks('june', 'person.digests', { times: '9:15' });
  });

  test('nor where the next digest comes when it is old news', async () => {
    await walkUntil(4, '10:00', newYork);
    const left = await oneTooMany('Ants in the kitchen');
    expect(await hypha.asks('june', 'person.hours', { hours: '9:00-17:30 Wed' })).toMatchObject({ ok: true });
    await log('maya', 'The kitchen is closed', { channel: '#product' });
    await walkUntil(3, '12:00', newYork);
    expect((await digestsOf('june')).join()).not.toContain('Ants');
    expect((await why(left)).state).toBe('expired');
    await hypha.asks('june', 'person.hours', { hours: '9:00-17:30' });
  });

  test('is explained to its reader alone, and without an id the last one is', async () => {
    await walkUntil(4, '10:00', newYork);
    await plans('Only by day', { goodForMs: day });
    const mine = await hypha.asks('june', 'action.why');
    expect(mine).toMatchObject({ value: { reason: 'You are in a test.', sort: 'fast' } });
    expect(JSON.stringify(mine)).toContain('at most 2 direct messages a day, only in working hours.');
    expect(await hypha.asks('ben', 'action.why')).toMatchObject({ ok: false, code: 'not_found' });
    const last = await plans('Only for June');
    expect(await hypha.asks('ben', 'action.why', { action: last })).toMatchObject({ ok: false, code: 'not_found' });
  });
});

describe('a channel that wants it', () => {
  const inChannel = async () => JSON.stringify(await person('june').sees('eng'));

  test('is told once a week what was decided there, also while Hypha only listens otherwise', async () => {
    expect(await hypha.asks('june', 'channel.recap', { channel: '#eng', every: 'weekly' })).toMatchObject({
      ok: false,
    });
    expect(await hypha.asks('maya', 'channel.recap', { channel: '#eng', every: 'weekly' })).toMatchObject({ ok: true });
    const first = await log('maya', 'Plant a tree');
    const second = await log('ravi', 'Cut the tree');
    await hypha.asks('ravi', 'decision.replace', { decision: `D-${first}`, by: `D-${second}` });
    await walkUntil(4, '18:00', stockholm);
    expect(await inChannel()).not.toContain('Decided here');
    await walkUntil(5, '18:00', stockholm);
    expect(await inChannel()).toContain('Decided here: ');
    const recap = (await person('june').sees('eng')).find(({ text }) => text.includes('Decided here'));
    expect(JSON.stringify(recap)).toContain('Cut the tree');
    expect(JSON.stringify(recap)).not.toContain('Plant a tree');
  });

  test('is told nothing where nothing was decided, and no more once it does not want it', async () => {
    await walkUntil(5, '18:00', stockholm);
    expect((await inChannel()).match(/Decided here/g)).toHaveLength(2);
    await hypha.asks('maya', 'channel.recap', { channel: '#eng', every: 'off' });
    await log('maya', 'Say nothing of this');
    await walkUntil(5, '18:30', stockholm);
    expect((await inChannel()).match(/Decided here/g)).toHaveLength(2);
  });
});
