import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { fold } from '../src/decisions/changes/rules.ts';
import { changesOf } from '../src/decisions/changes/store.ts';
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
const shown = (card: unknown) => JSON.stringify(card);

const Logged = z.object({ ok: z.literal(true), value: z.looseObject({ number: z.number(), version: z.number() }) });
const log = async (by: string, statement: string, more: Record<string, string> = {}) => {
  const answer = await hypha.asks(by, 'decision.log', { statement, channel: '#eng', ...more });
  return Logged.parse(answer).value.number;
};
const does = (by: string, step: string, number: number, more: Record<string, unknown> = {}) =>
  hypha.asks(by, `decision.${step}`, { decision: `D-${number}`, ...more });
const show = (by: string, number: number) => does(by, 'show', number);
const later = (ms: number) => ({ at: new Date(Date.now() + ms) });

describe('a decision says more than its statement', () => {
  test('all of it is kept, shown, and told apart from what was not said', async () => {
    const number = await log('maya', 'Use Kafka for events', {
      why: 'Replays',
      alternatives: '- Redis streams\n- SQS',
      assumptions: 'We stay on AWS',
      reopen: 'Cost doubles',
      topic: 'events',
      type: 'policy',
      owner: '@ravi',
      agreed: 'ravi, @ana',
      again: '2027-05-12',
      when: '2026-11-12',
    });
    expect(await show('ben', number)).toMatchObject({
      ok: true,
      value: {
        alternatives: ['Redis streams', 'SQS'],
        assumptions: 'We stay on AWS',
        reopenIf: 'Cost doubles',
        owner: { name: 'ravi' },
        agreed: [{ name: 'ravi' }, { name: 'ana' }],
        deciders: [{ name: 'maya' }],
        type: 'policy',
        decidedAt: expect.stringMatching(/^2026-11-1[12]T/),
        lookAgainAt: expect.stringMatching(/^2027-05-1[12]T/),
      },
    });
    const card = shown((await person('ben').types(`/decisions D-${number}`, { in: 'eng' })).ack);
    expect(card).toMatch(/by maya, with ravi, ana.*\*Why:\* Replays.*\*Instead of:\* Redis streams · SQS/s);
    expect(card).toMatch(
      /\*Assuming:\* We stay on AWS.*\*Reopen if:\* Cost doubles.*ravi owns it · events · look again/s,
    );
  });

  test.each([
    ['somebody nobody knows', { owner: 'nobody' }, /knows nobody here called nobody/],
    ['no day', { again: 'soon' }, /Give the day as/],
    ['no kind', { type: 'whim' }, /type/],
  ])('%s is refused, and nothing is written', async (_, more, sentence) => {
    const before = await hypha.app.db.pool.query('select count(*) from decision');
    const answer = await hypha.asks('maya', 'decision.log', { statement: 'Half of it', channel: '#eng', ...more });
    expect(answer).toMatchObject({ ok: false, sentence: expect.stringMatching(sentence) });
    expect((await hypha.app.db.pool.query('select count(*) from decision')).rows).toEqual(before.rows);
  });
});

describe('what becomes of it', () => {
  test('is told in steps, each by somebody, and everywhere at once', async () => {
    const number = await log('maya', 'Move to the new office');
    expect(await does('ravi', 'start', number)).toMatchObject({
      ok: true,
      value: { state: 'in progress', by: 'ravi' },
    });
    expect(await does('ana', 'finish', number)).toMatchObject({ ok: true, value: { state: 'done', did: 'finish' } });
    expect(await does('ana', 'finish', number)).toMatchObject({
      ok: false,
      code: 'conflict',
      sentence: `D-${number} is done, so it cannot be marked as done.`,
    });
    await hypha.settled();
    await eventually(async () =>
      expect((await person('ben').sees('eng')).map(({ text }) => text)).toContain(
        `✓ D-${number} done: Move to the new office`,
      ),
    );
    expect(await does('ben', 'history', number)).toMatchObject({
      value: {
        lines: [
          { kind: 'log', by: 'maya' },
          { kind: 'start', by: 'ravi' },
          { kind: 'finish', by: 'ana' },
        ],
      },
    });
  });

  test('needs a reason where it ends, and the reason is shown', async () => {
    const number = await log('maya', 'Open on Sundays');
    expect(await does('ravi', 'drop', number)).toMatchObject({ ok: false, field: 'reason' });
    await does('ravi', 'drop', number, { reason: 'Nobody came' });
    expect(await show('maya', number)).toMatchObject({
      value: { state: 'dropped', closed: { by: 'ravi', reason: 'Nobody came' } },
    });
    expect(shown(await hypha.asks('maya', 'decision.list', { about: 'Sundays' }))).not.toContain(`D-${number}`);
    expect(shown(await hypha.asks('maya', 'decision.list', { about: 'Sundays', state: 'all' }))).toContain(
      'Open on Sundays',
    );
    expect(await does('maya', 'restore', number)).toMatchObject({ ok: true, value: { state: 'decided' } });
  });

  test('a newer one stands in its place: never both ways round, and never itself', async () => {
    const [old, newer, newest] = [
      await log('maya', 'Ship in red'),
      await log('ravi', 'Ship in blue'),
      await log('ana', 'Ship in green'),
    ];
    expect(await does('ravi', 'replace', old, { by: `D-${newer}` })).toMatchObject({
      ok: true,
      value: { state: 'superseded', replacedBy: { number: newer } },
    });
    expect(await does('ravi', 'replace', newer, { by: `D-${old}` })).toMatchObject({ ok: false, code: 'conflict' });
    expect(await does('ravi', 'replace', newer, { by: `D-${newer}` })).toMatchObject({ ok: false, code: 'invalid' });
    await does('ana', 'replace', newer, { by: `D-${newest}` });
    expect(await show('ben', newest)).toMatchObject({ value: { replaces: [{ number: newer }], state: 'decided' } });
    expect(await hypha.asks('ben', 'decision.list', { about: 'Ship in' })).toMatchObject({
      value: { decisions: [{ number: newest }], total: 1 },
    });
  });

  test('two who say opposite things at once: one is right, and the other is told', async () => {
    const [one, two] = [await log('maya', 'Left is right'), await log('ravi', 'Right is right')];
    const both = await Promise.all([
      does('maya', 'replace', one, { by: `D-${two}` }),
      does('ravi', 'replace', two, { by: `D-${one}` }),
    ]);
    expect(both.map(({ ok }) => ok).toSorted()).toEqual([false, true]);
  });

  test('who may not see the newer one is not told of it', async () => {
    const open = await log('maya', 'Prices stay');
    const secret = await log('maya', 'Prices rise', { channel: '#leads' });
    await does('maya', 'replace', open, { by: `D-${secret}` });
    expect(await show('maya', open)).toMatchObject({ value: { replacedBy: { number: secret } } });
    expect(await show('ben', open)).toMatchObject({ value: { state: 'superseded', replacedBy: null } });
    expect(shown([await show('ben', open), await does('ben', 'history', open)])).not.toMatch(
      new RegExp(`\\b${secret}\\b`),
    );
    await hypha.settled();
    expect(shown(await person('ben').sees('eng'))).not.toMatch(new RegExp(`\\b${secret}\\b`));
  });
});

describe('taking back what one just did', () => {
  test('a decision that was never meant is dropped, and what it had replaced stands again', async () => {
    const [old, newer] = [await log('maya', 'Tea at four'), await log('maya', 'Tea at five')];
    await does('maya', 'replace', old, { by: `D-${newer}` });
    expect(await does('ravi', 'undo', newer)).toMatchObject({ ok: false, code: 'conflict' });
    expect(await does('maya', 'undo', newer)).toMatchObject({ ok: true, value: { state: 'dropped', undo: false } });
    expect(await show('ben', old)).toMatchObject({ value: { state: 'decided', replacedBy: null } });
  });

  test('a hidden one that is taken back is named nowhere to those who may not see it', async () => {
    const open = await log('maya', 'Parking stays free');
    const secret = await log('maya', 'Parking costs money', { channel: '#leads' });
    await does('maya', 'replace', open, { by: `D-${secret}` });
    await does('maya', 'undo', secret);
    expect(await show('ben', open)).toMatchObject({ value: { state: 'decided' } });
    expect(shown([await show('ben', open), await does('ben', 'history', open)])).not.toMatch(
      new RegExp(`\\b${secret}\\b`),
    );
  });

  test('never leads back behind one that is over, nor round in a circle', async () => {
    const [one, two] = [await log('maya', 'Lamps go left'), await log('maya', 'Lamps go right')];
    await does('maya', 'replace', one, { by: `D-${two}` });
    await does('maya', 'restore', one);
    await does('maya', 'replace', two, { by: `D-${one}` });
    expect(await does('maya', 'undo', one)).toMatchObject({ ok: false, code: 'conflict' });
    expect(await show('ben', one)).toMatchObject({ value: { state: 'decided' } });
  });

  test('an old button takes back nothing that came after what it was for', async () => {
    const number = await log('maya', 'Chairs are blue');
    await does('maya', 'start', number);
    expect(await does('maya', 'undo', number, { seen: 1 })).toMatchObject({ ok: false, code: 'conflict' });
    expect(await show('ben', number)).toMatchObject({ value: { state: 'in progress' } });
  });

  test('a step or a correction is put back as it was', async () => {
    const number = await log('maya', 'Paint the door', { why: 'It is old' });
    await does('ravi', 'change', number, { statement: 'Paint the door green', why: '' });
    expect(await show('maya', number)).toMatchObject({ value: { statement: 'Paint the door green', why: null } });
    await does('ravi', 'undo', number);
    expect(await show('maya', number)).toMatchObject({ value: { statement: 'Paint the door', why: 'It is old' } });
    await does('ravi', 'finish', number);
    expect(await does('ravi', 'undo', number)).toMatchObject({ value: { state: 'decided' } });
  });

  test('ends after ten minutes', async () => {
    const number = await log('maya', 'Close the window');
    const undo = () => hypha.asks('maya', 'decision.undo', { decision: `D-${number}` }, later(11 * 60_000));
    expect(await undo()).toMatchObject({ ok: false, sentence: expect.stringContaining('ten minutes') });
  });
});

describe('two people who change the same one', () => {
  test('the second is told by whom, sees it as it is now, and keeps what they wrote', async () => {
    const number = await log('maya', 'Deploy on Mondays');
    await hypha.settled();
    await person('ravi').types(`/decisions D-${number}`, { in: 'eng' });
    const post = await eventually(
      async () => (await person('ravi').sees('eng')).find(({ text }) => text.includes(`D-${number} noted`)) ?? false,
    );
    await person('ravi').clicks('form:decision.change', { channel: post.channel, ts: post.ts });
    await eventually(async () => expect(await person('ravi').modal()).not.toBeNull());
    await does('ana', 'change', number, { statement: 'Deploy on Tuesdays' });
    const again = await person('ravi').submits({ statement: 'Deploy on Fridays', why: 'Calm' });
    expect(shown(again.modal)).toMatch(
      /was changed meanwhile by ana.*statement, now:\* Deploy on Tuesdays.*Deploy on Fridays/s,
    );
    expect(await show('maya', number)).toMatchObject({ value: { statement: 'Deploy on Tuesdays' } });
    await person('ravi').submits();
    expect(await show('maya', number)).toMatchObject({ value: { statement: 'Deploy on Fridays', why: 'Calm' } });
    expect(await does('maya', 'history', number)).toMatchObject({
      value: { lines: [{ by: 'maya' }, { by: 'ana' }, { by: 'ravi' }] },
    });
  });
});

describe('a correction', () => {
  test('of one that was replaced leaves it replaced, by the same', async () => {
    const [old, newer] = [await log('maya', 'Floors are wood'), await log('maya', 'Floors are stone')];
    await does('maya', 'replace', old, { by: `D-${newer}` });
    await does('ravi', 'change', old, { why: 'It was warm' });
    expect(await show('ben', old)).toMatchObject({
      value: { state: 'superseded', why: 'It was warm', replacedBy: { number: newer }, closed: { by: 'maya' } },
    });
  });

  test('what somebody left as it was follows what the other made of it', async () => {
    const number = await log('maya', 'Heating is on at six', { why: 'Cold' });
    await hypha.settled();
    const post = await eventually(
      async () => (await person('ravi').sees('eng')).find(({ text }) => text.includes(`D-${number} noted`)) ?? false,
    );
    await person('ravi').clicks('form:decision.change', { channel: post.channel, ts: post.ts });
    await eventually(async () => expect(await person('ravi').modal()).not.toBeNull());
    await does('ana', 'change', number, { why: 'Cold in winter' });
    await person('ravi').submits({ statement: 'Heating is on at seven' });
    await person('ravi').submits();
    expect(await show('maya', number)).toMatchObject({
      value: { statement: 'Heating is on at seven', why: 'Cold in winter' },
    });
  });

  test('of the day it was decided is one, and no day to come', async () => {
    const number = await log('maya', 'Bins go out on Mondays');
    await does('maya', 'change', number, { when: '2026-01-05' });
    expect(await show('ben', number)).toMatchObject({ value: { decidedAt: expect.stringMatching(/^2026-01-0[45]/) } });
    expect(await does('maya', 'change', number, { when: '2099-01-05' })).toMatchObject({ ok: false, field: 'when' });
  });

  test('a chain of them names the one that stands', async () => {
    const [a, b, c] = [
      await log('maya', 'Walls are white'),
      await log('maya', 'Walls are grey'),
      await log('maya', 'Walls are green'),
    ];
    await does('maya', 'replace', a, { by: `D-${b}` });
    await does('maya', 'replace', b, { by: `D-${c}` });
    expect(await show('ben', a)).toMatchObject({ value: { replacedBy: { number: c } } });
    await does('maya', 'drop', c, { reason: 'Too dark' });
    expect(await show('ben', a)).toMatchObject({ value: { state: 'superseded', replacedBy: null } });
  });
});

describe('its history', () => {
  test('says how it stood at any moment, by what was known at any other', async () => {
    const number = await log('maya', 'Meet weekly');
    const asked = { decision: `D-${number}` };
    await hypha.asks('ravi', 'decision.change', { ...asked, statement: 'Meet monthly' }, later(60_000));
    await hypha.asks('ravi', 'decision.drop', { ...asked, reason: 'Too rare' }, later(120_000));
    const stood = async (at: number) =>
      hypha.asks('ben', 'decision.history', { ...asked, asof: later(at).at.toISOString() });
    expect(await stood(30_000)).toMatchObject({ value: { stood: { statement: 'Meet weekly', state: 'decided' } } });
    expect(await stood(90_000)).toMatchObject({ value: { stood: { statement: 'Meet monthly', state: 'decided' } } });
    expect(await stood(150_000)).toMatchObject({ value: { stood: { statement: 'Meet monthly', state: 'dropped' } } });
  });

  test('adds up to what stands in the row', async () => {
    const { ws } = hypha.app.workspace;
    const rows = await hypha.app.db.read.selectFrom('decision').selectAll().where('ws', '=', ws).execute();
    expect(rows.length).toBeGreaterThan(10);
    for (const row of rows) {
      const standing = fold(await changesOf(hypha.app.db.read, ws, row.number));
      expect(standing).toMatchObject({ state: row.state, version: row.version, replacedBy: row.replaced_by });
      expect(standing?.fields).toMatchObject({
        statement: row.statement,
        why: row.why,
        owner: row.owner,
        agreed: row.agreed,
      });
    }
  });
});

describe('when the words it was made of go', () => {
  const said = async (text: string) => {
    const message = await person('ben').says(text, { in: 'eng' });
    await hypha.settled();
    return message;
  };
  const logFrom = async (message: { channel: string; ts: string }, statement: string) =>
    log('ravi', statement, { channel: message.channel, message: message.ts });
  /** Wherever a row holds them, and in Slack where all see it. */
  const found = async (words: string): Promise<string[]> => {
    const { rows: tables } = await hypha.app.db.pool.query<{ name: string }>(
      `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
    );
    const places: string[] = [];
    for (const { name } of tables) {
      const { rows } = await hypha.app.db.pool.query(`select count(*) as n from "${name}" t where t::text ilike $1`, [
        `%${words}%`,
      ]);
      if (Number(rows[0]?.n) > 0) places.push(name);
    }
    const { channels } = await hypha.slack.control(
      'dump',
      {},
      z.object({
        channels: z.array(z.object({ messages: z.array(z.looseObject({ is_ephemeral: z.boolean().optional() })) })),
      }),
    );
    const standing = channels.flatMap(({ messages }) => messages.filter(({ is_ephemeral }) => !is_ephemeral));
    return shown(standing).includes(words) ? [...places, 'Slack'] : places;
  };

  test('deleted there, they are gone here: row, history, search, what waits and what was posted', async () => {
    const message = await said('We will adopt the quokka protocol');
    const number = await logFrom(message, 'We will adopt the quokka protocol');
    await does('ravi', 'change', number, { why: 'the quokka protocol is fast' });
    await hypha.settled();
    expect((await found('quokka')).length).toBeGreaterThan(3);
    await person('ben').deletes(message);
    await hypha.settled();
    await eventually(async () => expect(await found('quokka')).toEqual([]));
    expect(await show('maya', number)).toMatchObject({
      value: { statement: '', removed: expect.arrayContaining(['statement', 'why']), sources: [{ removed: true }] },
    });
    expect(await hypha.asks('maya', 'decision.list', { about: 'quokka' })).toMatchObject({ value: { total: 0 } });
  });

  test('edited there, what it says no more is gone, and what somebody said in their own words stays', async () => {
    const message = await said('Take the wombat road at noon');
    const number = await logFrom(message, 'Lunch walks go west');
    const other = await logFrom(message, 'Take the wombat road');
    await hypha.settled();
    await person('ben').edits(message, 'Take the other way at noon');
    await hypha.settled();
    await eventually(async () => expect(await found('wombat')).toEqual([]));
    expect(await show('maya', number)).toMatchObject({ value: { statement: 'Lunch walks go west' } });
    expect(await show('maya', other)).toMatchObject({ value: { statement: '', removed: ['statement'] } });
  });

  test('corrected there, what was written down in the same words follows', async () => {
    const message = await said('Use Postgress for the echidna queue');
    const number = await logFrom(message, 'Use Postgress for the echidna queue');
    await hypha.settled();
    await person('ben').edits(message, 'Use Postgres for the echidna queue');
    await hypha.settled();
    await eventually(async () =>
      expect(await show('maya', number)).toMatchObject({
        value: { statement: 'Use Postgres for the echidna queue', removed: [] },
      }),
    );
    await eventually(async () => expect(await found('Postgress')).toEqual([]));
  });

  test('cancelled before it went out, what Hypha would have said holds them no longer either', async () => {
    const message = await said('Sell the cassowary at noon');
    await hypha.asks('maya', 'sending.stop');
    const number = await logFrom(message, 'Sell the cassowary at noon');
    const { rows } = await hypha.app.db.pool.query(`select id from action where key = $1`, [`noted:D-${number}`]);
    await hypha.asks('maya', 'action.cancel', { action: rows[0]?.id });
    await person('ben').deletes(message);
    await eventually(async () => expect(await found('cassowary')).toEqual([]));
    await hypha.asks('maya', 'sending.go');
    await hypha.settled();
  });

  test('who has not seen the edit yet cannot log what it said before', async () => {
    const message = await said('Feed the numbat on Sundays');
    await person('ravi').runs('decision.log', message);
    await person('ben').edits(message, 'Feed the cat on Sundays');
    await hypha.settled();
    const answer = await person('ravi').submits();
    expect(shown(answer)).toContain('was edited since you opened this');
    expect(await found('numbat')).toEqual([]);
  });

  test('opted out, somebody’s words and their yes are gone too', async () => {
    const message = await person('ana').says('Paint the bilby blue tomorrow', { in: 'eng' });
    await hypha.settled();
    await logFrom(message, 'Paint the bilby blue tomorrow');
    await hypha.settled();
    await hypha.asks('ana', 'person.optout');
    await eventually(async () => expect(await found('bilby')).toEqual(['Slack']), { within: 20_000 });
    // What ana said stands in Slack still, and is hers to delete; what Hypha said of it does not.
    const posts = (await person('ben').sees('eng')).filter(({ user }) => user !== id('ana'));
    expect(shown(posts)).not.toContain('bilby');
    await hypha.asks('ana', 'person.optin');
  });
});

describe('from a thread', () => {
  test('who agreed is filled in from replies and reactions, and can be corrected', async () => {
    const root = await person('maya').says('Let us freeze the schema on Friday', { in: 'eng' });
    await person('ravi').replies(root, '+1, works for me');
    await person('ana').replies(root, 'yes, but only if the tests pass');
    await person('ben').reacts(root, 'thumbsup');
    await hypha.settled();
    await person('ravi').runs('decision.log', root);
    const form = await person('ravi').modal();
    expect(shown(form)).toContain('Let us freeze the schema on Friday');
    expect(shown(form)).toContain(`"initial_users":["${id('ravi')}","${id('ben')}"]`);
    const done = await person('ravi').submits();
    expect(shown(done.modal)).toMatch(/by maya, with ravi, ben, logged by ravi/);
  });

  test('a yes that is taken back is none any more', async () => {
    const root = await person('maya').says('Rename the service to Heron', { in: 'eng' });
    const yes = await person('ravi').replies(root, 'agreed');
    await person('ben').reacts(root, '+1');
    await hypha.settled();
    const number = await log('maya', 'The service is called Heron', { message: root.ts });
    expect(await show('ana', number)).toMatchObject({ value: { agreed: [{ name: 'ravi' }, { name: 'ben' }] } });
    await person('ravi').deletes(yes);
    await person('ben').unreacts(root, '+1');
    await hypha.settled();
    await eventually(async () => expect(await show('ana', number)).toMatchObject({ value: { agreed: [] } }));
  });
});

describe('something close to what stands', () => {
  test('is asked about, once it is logged, and replaced only where somebody says so', async () => {
    const old = await log('maya', 'Store invoices in the accounting bucket');
    const answer = await person('ravi').types('/decide Store invoices in the archive bucket', { in: 'eng' });
    const card = shown(answer.ack);
    expect(card).toMatch(new RegExp(`Close to \\*D-${old}\\*.*Does this replace it`, 's'));
    expect(await show('ben', old)).toMatchObject({ value: { state: 'decided' } });
    expect(card).toContain(`It replaces D-${old}`);
  });

  test('what has little to do with it is not', async () => {
    const answer = await hypha.asks('ravi', 'decision.log', {
      statement: 'Walruses vote at midnight',
      channel: '#eng',
    });
    expect(answer).toMatchObject({ ok: true, value: { close: [] } });
  });
});
