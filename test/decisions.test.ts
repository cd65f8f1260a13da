import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { channelId, type Hypha, id, openHypha } from './support/hypha.ts';
import { eventually } from './support/slack.ts';

let hypha: Hypha;
beforeAll(async () => {
  hypha = await openHypha();
  for (const channel of ['eng', 'leads']) await hypha.asks('maya', 'channel.join', { channel: channelId(channel) });
  await hypha.settled();
});
afterAll(() => hypha.close());

const person = (name: string) => hypha.slack.person(name);
const count = async () => Number((await hypha.app.db.pool.query('select count(*) from decision')).rows[0].count);
const shown = (card: unknown) => JSON.stringify(card);

describe('one operation, whichever way it is called', () => {
  test('typed as /decide, it is answered to its author with a number and what it rests on', async () => {
    const answer = await person('maya').types('/decide Use Postgres for the job queue', { in: 'eng' });
    expect(answer.ack).toMatchObject({ response_type: 'ephemeral', text: 'D-1 · Use Postgres for the job queue' });
    expect(shown(answer.ack)).toMatch(/decided <!date\^\d+.*by maya.*> Use Postgres for the job queue/s);
  });

  test('typed without words, /decide opens a form, and the form records it', async () => {
    await person('ravi').types('/decide', { in: 'eng' });
    const form = await person('ravi').modal();
    expect(form).toMatchObject({ type: 'modal', callback_id: 'decision.log' });
    expect(await person('ravi').submits({ statement: 'x' })).toMatchObject({
      errors: { statement: expect.stringContaining('in one line') },
    });
    const done = await person('ravi').submits({
      statement: 'Exports run nightly',
      why: 'Customers read them at eight',
    });
    expect(shown(done.modal)).toMatch(/D-2 · Exports run nightly.*Customers read them at eight/s);
  });

  test('from a message it rests on that message, with its author, its words and its thread', async () => {
    const said = await person('ben').says('Let us ship on *Tuesday* <!channel>', { in: 'eng', raw: true });
    await hypha.settled();
    await person('ravi').runs('decision.log', said);
    await person('ravi').submits({ statement: 'Ship on Tuesday' });
    const listed = await hypha.asks('ravi', 'decision.show', { decision: 'D-3' });
    expect(listed).toMatchObject({
      ok: true,
      value: { decidedBy: 'ben', sources: [{ author: 'ben', channel: 'eng', removed: false }] },
    });
    await eventually(async () => {
      const [message] = (await person('maya').sees('eng')).filter(({ ts }) => ts === said.ts);
      expect(message?.replies.map(({ text }) => text)).toEqual(['✎ D-3 noted: Ship on Tuesday']);
    });
  });

  test('the button in a channel shows the decision to whoever presses it, and to nobody else', async () => {
    const note = await eventually(
      async () => (await person('ana').sees('eng')).find(({ text }) => text.includes('D-1 noted')) ?? false,
    );
    await person('ana').clicks('decision.show', { channel: note.channel, ts: note.ts });
    await eventually(async () => expect(shown(await person('ana').sees('eng'))).toContain('*D-1 · Use Postgres'));
    expect(shown(await person('ben').sees('eng'))).not.toContain('*D-1 · Use Postgres');
  });

  test('the confirmation becomes its source, once it is posted', async () => {
    await hypha.settled();
    const result = await hypha.asks('ravi', 'decision.show', { decision: '1' });
    expect(result).toMatchObject({
      ok: true,
      value: { sources: [{ link: expect.stringMatching(/\/archives\/C0ENG0000\/p\d{16}$/) }] },
    });
  });

  test('App Home shows what was decided lately, of what its reader may see', async () => {
    await person('ben').opensHome();
    const home = await eventually(async () => (await person('ben').home()) ?? false);
    expect(shown(home)).toMatch(/Ship on Tuesday.*Exports run nightly/s);
    expect(shown(home)).not.toContain('Raise prices');
  });
});

describe('what a person typed is shown as they typed it, and does nothing', () => {
  test.each([
    '<!channel> ring',
    '<@U0MAYA000> you',
    'a & b < c > d',
    '*bold* _it_ `code` ~no~',
    '<https://evil.example|good.example>',
    '‮gnp.exe',
    '👩‍👩‍👧‍👦 family',
  ])('%s', async (text) => {
    const logged = await hypha.asks('maya', 'decision.log', { statement: text, channel: '#eng' });
    expect(logged).toMatchObject({ ok: true, value: { statement: text.replace(/\s+/g, ' ') } });
    await hypha.settled();
    const note = (await person('ravi').sees('eng')).at(-1);
    expect(note?.text).not.toMatch(/<!channel|<@U|<https/);
    expect(note?.text).toContain('noted');
  });
});

describe('only those who could read what it rests on', () => {
  test('a decision of a private channel is there for its members, and for nobody else even a hint', async () => {
    const before = await hypha.asks('ben', 'decision.list');
    const logged = await hypha.asks('ana', 'decision.log', {
      statement: 'Raise prices in May',
      channel: channelId('leads'),
    });
    const number = logged.ok ? (logged.value as { number: number }).number : 0;
    expect(await hypha.asks('maya', 'decision.show', { decision: `D-${number}` })).toMatchObject({ ok: true });
    expect(await hypha.asks('ben', 'decision.list')).toEqual(before);
    expect(await hypha.asks('ben', 'decision.list', { about: 'prices' })).toMatchObject({
      ok: true,
      value: { total: 0 },
    });
    const hidden = await hypha.asks('ben', 'decision.show', { decision: `D-${number}` });
    const absent = await hypha.asks('ben', 'decision.show', { decision: 'D-99999' });
    expect(hidden).toMatchObject({ ok: false, code: 'not_found' });
    expect(shown(hidden).replace(`D-${number}`, '')).toBe(shown(absent).replace('D-99999', ''));
    expect(await hypha.asks('ben', 'decision.list', { channel: '#leads' })).toMatchObject({
      ok: false,
      code: 'not_found',
    });
  });

  test('somebody who leaves the channel no longer sees it', async () => {
    expect(await hypha.asks('ana', 'decision.list', { about: 'prices' })).toMatchObject({
      ok: true,
      value: { total: 1 },
    });
    await person('ana').leaves('leads');
    await hypha.settled();
    expect(await hypha.asks('ana', 'decision.list', { about: 'prices' })).toMatchObject({
      ok: true,
      value: { total: 0 },
    });
  });

  test('when Slack cannot say who is in it, nobody sees it', async () => {
    await hypha.app.db.pool.query(`update person set rights_at = null where id = $1`, [id('maya')]);
    await hypha.slack.fault({
      on: 'api',
      method: 'users.conversations',
      lands: 'never',
      answer: '500',
      probability: 1,
    });
    expect(await hypha.asks('maya', 'decision.list', { about: 'prices' })).toMatchObject({
      ok: true,
      value: { total: 0 },
    });
    await hypha.slack.heal();
    expect(await hypha.asks('maya', 'decision.list', { about: 'prices' })).toMatchObject({
      ok: true,
      value: { total: 1 },
    });
  });

  test('a channel that Hypha is not in cannot be decided about, in words that help', async () => {
    const room = await person('june').createsChannel('salaries', { private: true });
    const refused = await hypha.asks('june', 'decision.log', { statement: 'Everyone gets ten percent', channel: room });
    expect(refused).toMatchObject({
      ok: false,
      code: 'not_found',
      field: 'channel',
      sentence: expect.stringContaining('/invite @Hypha'),
    });
  });
});

describe('a request that comes twice', () => {
  test('does its work once and is answered the same', async () => {
    const before = await count();
    const ask = () => hypha.asks('maya', 'decision.log', { statement: 'Only once', channel: '#eng' }, { key: 'k1' });
    const answers = await Promise.all([ask(), ask(), ask()]);
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(await count()).toBe(before + 1);
  });

  test('with other content is refused, and changes nothing', async () => {
    const before = await count();
    const other = await hypha.asks(
      'maya',
      'decision.log',
      { statement: 'Something else', channel: '#eng' },
      { key: 'k1' },
    );
    expect(other).toMatchObject({ ok: false, code: 'conflict' });
    expect(await count()).toBe(before);
  });

  test('a command that Slack delivers twice is one decision', async () => {
    const before = await count();
    await hypha.slack.fault({ on: 'interaction', do: 'duplicate' });
    await person('maya').types('/decide Delivered twice', { in: 'eng' });
    await hypha.settled();
    expect(await count()).toBe(before + 1);
  });
});

describe('the ledger', () => {
  test('has a line for each change: who, what, through which door, to what', async () => {
    await person('ravi').types('/decide Write it down', { in: 'eng' });
    const { rows } = await hypha.app.db.pool.query(
      `select actor_kind, person, via, operation, subject from ledger order by id desc limit 1`,
    );
    expect(rows[0]).toMatchObject({
      actor_kind: 'person',
      person: id('ravi'),
      via: 'slack',
      operation: 'decision.log',
      subject: expect.stringMatching(/^D-\d+$/),
    });
  });

  test('cannot be rewritten', async () => {
    await expect(hypha.app.db.pool.query(`update ledger set operation = 'x'`)).rejects.toThrow('append-only');
    await expect(hypha.app.db.pool.query(`delete from ledger`)).rejects.toThrow('append-only');
  });
});

describe('numbers', () => {
  test('have no gaps and no doubles, however many people decide at once', async () => {
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        hypha.asks('maya', 'decision.log', { statement: `At once ${n}`, channel: '#eng' }),
      ),
    );
    expect(results.every(({ ok }) => ok)).toBe(true);
    const { rows } = await hypha.app.db.pool.query('select number from decision order by number');
    expect(rows.map(({ number }) => number)).toEqual(rows.map((_, n) => n + 1));
  });
});
