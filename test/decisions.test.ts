import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { decisionList } from '../src/decisions/blocks.ts';
import { drawNumber } from '../src/decisions/store.ts';
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
/** What the first decision is called. */
let first: string;

describe('one operation, whichever way it is called', () => {
  test('typed as /decide, it is answered to its author with a number and what it rests on', async () => {
    const answer = await person('maya').types('/decide Use Postgres for the job queue', { in: 'eng' });
    expect(answer.ack).toMatchObject({
      response_type: 'ephemeral',
      text: expect.stringMatching(/^D-\d{4} · Use Postgres for the job queue$/),
    });
    [first = ''] = /D-\d+/.exec(shown(answer.ack)) ?? [];
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
    expect(shown(done.modal)).toMatch(/D-\d+ · Exports run nightly.*Customers read them at eight/s);
  });

  test('from a message it rests on that message, with its author, its words and its thread', async () => {
    const said = await person('ben').says('Let us ship on *Tuesday* <!channel>', { in: 'eng', raw: true });
    await hypha.settled();
    await person('ravi').runs('decision.log', said);
    const done = await person('ravi').submits({ statement: 'Ship on Tuesday' });
    const [decision = ''] = /D-\d+/.exec(shown(done.modal)) ?? [];
    const listed = await hypha.asks('ravi', 'decision.show', { decision });
    expect(listed).toMatchObject({
      ok: true,
      value: { decidedBy: 'ben', sources: [{ author: 'ben', channel: 'eng', removed: false }] },
    });
    await eventually(async () => {
      const [message] = (await person('maya').sees('eng')).filter(({ ts }) => ts === said.ts);
      expect(message?.replies.map(({ text }) => text)).toEqual([`✎ ${decision} noted: Ship on Tuesday`]);
    });
  });

  test('the button in a channel shows the decision to whoever presses it, and to nobody else', async () => {
    const note = await eventually(
      async () => (await person('ana').sees('eng')).find(({ text }) => text.includes(`${first} noted`)) ?? false,
    );
    await person('ana').clicks('decision.show', { channel: note.channel, ts: note.ts });
    await eventually(async () => expect(shown(await person('ana').sees('eng'))).toContain(`*${first} · Use Postgres`));
    expect(shown(await person('ben').sees('eng'))).not.toContain(`*${first} · Use Postgres`);
  });

  test('the confirmation becomes its source, once it is posted', async () => {
    await hypha.settled();
    const result = await hypha.asks('ravi', 'decision.show', { decision: first.slice(2) });
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

describe('what was said in Slack is shown as people read it there, and kept exactly', () => {
  const text =
    '<@U0MAYA000>, <@U0NOBODY0>: see <https://x.example/a|the plan>, <https://x.example/b> &amp; <#C0ENG0000>, ' +
    'not <#C0LEADS00|leads> <!channel> <https://x.example/c|&lt;!here&gt;>';
  const words = '@maya, @someone: see the plan, https://x.example/b & #eng, not a private channel @channel <!here>';
  /** On what a person sees in a form, nobody waits for more than is known. */
  const Prefilled = z.looseObject({ element: z.looseObject({ initial_value: z.string().optional() }) });

  test('in the form, and under the decision', async () => {
    const said = await person('ravi').says(text, { in: 'eng', raw: true });
    await hypha.settled();
    await person('ben').runs('decision.log', said);
    const [statement] = (await person('ben').modal())?.blocks ?? [];
    expect(Prefilled.parse(statement).element.initial_value).toBe(words);

    const done = await person('ben').submits({ statement: 'Follow the plan' });
    const card = shown(done.modal);
    expect(card).toContain(`> ${words.replace('&', '&amp;').replace('<!here>', '&lt;!here&gt;')}`);
    expect(card).not.toMatch(/<@|<#|<!channel|<!here|<https/);
    const [decision = ''] = /D-\d+/.exec(card) ?? [];
    expect(await hypha.asks('ben', 'decision.show', { decision })).toMatchObject({
      value: { sources: [{ quote: text, words }] },
    });
    // Whoever is in the channel is told its name.
    expect(await hypha.asks('maya', 'decision.show', { decision })).toMatchObject({
      value: { sources: [{ words: words.replace('a private channel', '#leads') }] },
    });
  });

  test('typed in a command, a link and a channel are words too', async () => {
    const answer = await person('maya').types('/decide Read https://x.example/a in #eng first, says @ravi', {
      in: 'eng',
    });
    expect(answer.text).toMatch(/· Read https:\/\/x\.example\/a in #eng first, says @ravi$/);
  });

  test('the day of a source is each reader’s own, and leads to where it was said', async () => {
    const said = await person('ravi').says('Ship it', { in: 'eng' });
    await hypha.settled();
    const logged = await hypha.asks('maya', 'decision.log', {
      statement: 'Ship it',
      channel: '#eng',
      message: said.ts,
    });
    const link = `https://[^^|]+/archives/C0ENG0000/p${said.ts.replace('.', '')}[^^|]*`;
    const place = new RegExp(
      `ravi, <!date\\^${said.ts.split('.')[0]}\\^{date_short}, #eng\\^${link}\\|\\d+ \\w+, #eng>`,
    );
    expect(logged.ok && shown(logged.card)).toMatch(place);
  });
});

describe('what a newcomer looks for', () => {
  test('a decision that is looked for by its name is shown whole, with what it rests on', async () => {
    const { ack } = await person('ana').types(`/decisions ${first.toLowerCase()}`, { in: 'eng' });
    expect(shown(ack)).toMatch(/1 decision about .*decided <!date.*> Use Postgres for the job queue/s);
    const list = await person('ana').types('/decisions', { in: 'eng' });
    expect(shown(list.ack)).toMatch(/`\/decisions D-\d+` shows one whole/);
  });

  test('who wrote a decision of somebody else down is said beside who made it', async () => {
    const { ack } = await person('ana').types('/decisions ship on tuesday', { in: 'eng' });
    expect(shown(ack)).toMatch(/by ben, logged by ravi/);
    expect(shown((await person('ana').types(`/decisions ${first}`, { in: 'eng' })).ack)).not.toContain('logged by');
  });

  test('whoever logs one where Hypha does not read is told that nobody else is', async () => {
    const quiet = 'Hypha does not read #general, so it says nothing of this there.';
    const { ack } = await person('maya').types('/decide Water the plants on Fridays', { in: 'general' });
    expect(shown(ack)).toContain(quiet);
    expect(shown((await person('maya').types('/decide Tea at four', { in: 'eng' })).ack)).not.toContain(
      'does not read',
    );
  });

  test('a message from before Hypha was let in is refused with what helps, also once it is in', async () => {
    const said = await person('ben').says('Coffee is free from now on', { in: 'general' });
    const log = () => hypha.asks('ravi', 'decision.log', { ...said, statement: 'Free coffee', message: said.ts });
    expect(await log()).toMatchObject({ ok: false, sentence: expect.stringMatching(/join, and say it in your own/) });
    await person('maya').types('/invite @hypha', { in: 'general' });
    await hypha.settled();
    await hypha.asks('maya', 'channel.join', { channel: channelId('general') });
    await hypha.settled();
    expect(await log()).toMatchObject({
      ok: false,
      sentence: expect.stringMatching(/^That message is older.*: say it/),
    });
  });
});

describe('turning the pages of a list', () => {
  const line = {
    number: 4217,
    statement: 'x',
    state: 'decided' as const,
    decidedAt: '2026-11-20T10:00:00Z',
    decidedBy: 'maya',
    owner: null,
  };
  const Value = z.string().transform((text) => z.record(z.string(), z.string()).parse(JSON.parse(text)));
  const Pager = z.object({ elements: z.array(z.looseObject({ value: Value })) });

  test('asks for the same again, also for what no card was written for', () => {
    const asked = { about: 'x', shade: 'blue' };
    const { blocks, text } = decisionList({
      decisions: [line],
      total: 30,
      andMore: false,
      mayLog: true,
      people: {},
      page: 2,
      pages: 3,
      asked,
      only: null,
    });
    expect(Pager.parse(blocks.at(-1)).elements.map(({ value }) => value)).toEqual([
      { ...asked, page: '1' },
      { ...asked, page: '3' },
    ]);
    expect(text).toContain('30 decisions about *x* · shade: blue');
  });

  test('keeps the channel and the words that were asked for', async () => {
    await hypha.asks('maya', 'decision.log', { statement: 'Only in leads', channel: channelId('leads') });
    const list = await hypha.asks('maya', 'decision.list', { about: 'in leads', channel: '#leads', page: '1' });
    expect(list).toMatchObject({ value: { total: 1, asked: { about: 'in leads', channel: channelId('leads') } } });
    expect(list.ok && list.card.text).toBe('1 decision about *in leads* in #leads');
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

const Shown = z.object({ number: z.number() });

describe('a request that comes twice', () => {
  test('does its work once and is answered the same', async () => {
    const before = await count();
    const ask = () => hypha.asks('maya', 'decision.log', { statement: 'Only once', channel: '#eng' }, { key: 'k1' });
    const answers = await Promise.all([ask(), ask(), ask()]);
    // Its source is the confirmation, once that is posted: in between, or before, or after.
    const same = answers.map((answer) => answer.ok && [answer.card.text, Shown.parse(answer.value).number]);
    expect(same).toEqual([same[0], same[0], same[0]]);
    expect(same[0]).toEqual([expect.stringContaining('Only once'), expect.any(Number)]);
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

  test('a command keeps the signs that people type, also those that mean something to Slack', async () => {
    await person('maya').types('/decide Latency < 5 ms and size > 10, see <b>x</b>', { in: 'eng' });
    const list = await hypha.asks('maya', 'decision.list', { about: 'latency' });
    expect(JSON.stringify(list)).toContain('Latency < 5 ms and size > 10, see <b>x</b>');
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
  const logAtOnce = (count: number) =>
    Promise.all(
      Array.from({ length: count }, (_, n) =>
        hypha.asks('maya', 'decision.log', { statement: `At once ${n}`, channel: '#eng' }),
      ),
    );
  const Logged = z.object({ value: z.object({ number: z.number() }) });

  test('have no doubles, however many people decide at once', async () => {
    const results = await logAtOnce(20);
    expect(new Set(results.map((result) => Logged.parse(result).value.number)).size).toBe(20);
  });

  test('say nothing of those between them: a later one is as often smaller as greater', async () => {
    const { db, workspace } = hypha.app;
    const numbers: number[] = [];
    await db.write.transaction().execute(async (trx) => {
      while (numbers.length < 300) numbers.push(await drawNumber(trx, workspace.ws));
    });
    const rises = numbers.filter((number, at) => number > (numbers[at - 1] ?? number)).length;
    expect(rises).toBeGreaterThan(115);
    expect(rises).toBeLessThan(185);
    for (const number of numbers) expect(String(number)).toMatch(/^\d{4}$/);
  });

  test('grow by a digit only once there are hardly any left', async () => {
    await hypha.app.db.pool.query(
      `insert into decision (ws, number, statement, state, decided_at, deciders, logged_by, via)
       select $1, number, 'One of very many', 'decided', now(), '{U}', 'U', 'cli' from generate_series(1000, 9999) as number
       on conflict do nothing`,
      [hypha.app.workspace.ws],
    );
    const [result] = await logAtOnce(1);
    expect(String(Logged.parse(result).value.number)).toMatch(/^\d{5}$/);
  });
});
