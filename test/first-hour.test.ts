import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { channelId, type Hypha, openHypha } from './support/hypha.ts';
import { eventually as soon } from './support/slack.ts';

/** The first hour with Hypha: what to do next, what helps where something cannot be done, and when people work. */

// Whoever is in a test is in no other, and so is every channel: none of them rests on what another did.
const member = (name: string) => ({ name, real_name: name, tz: 'Europe/Lisbon' });
const inside = (...members: string[]) => ({ members: [...members, 'hypha'] });
const seed = {
  people: [
    { ...member('fern'), role: 'owner' as const },
    { ...member('adam'), role: 'admin' as const },
    ...['mel', 'pat', 'rob', 'hal', 'fay', 'lea', 'ben', 'sue', 'ida', 'tim', 'kim'].map(member),
    { ...member('gus'), role: 'guest' as const },
    { ...member('olga'), company: 'Harbor' },
  ],
  channels: [
    { name: 'lobby', members: ['hal', 'ben', 'gus'] },
    { name: 'adams', private: true, ...inside('adam') },
    { name: 'mels', private: true, ...inside('mel') },
    { name: 'kims', private: true, ...inside('kim') },
    { name: 'open', ...inside('pat') },
    ...['one', 'two', 'three'].map((name) => ({ name, private: true, ...inside('rob') })),
    { name: 'leas', private: true, ...inside('lea', 'fern') },
    { name: 'visited', ...inside('gus', 'olga'), shared: 'Harbor' },
    { name: 'elsewhere', ...inside('fern') },
    { name: 'shared', ...inside('sue', 'ida'), shared: 'Harbor' },
    { name: 'visitors', members: ['fern', 'gus'] },
    { name: 'old', ...inside('tim') },
  ],
};

let hypha: Hypha;
beforeAll(async () => {
  // Machines are slow at times: with less haste, what is sent is not taken for late.
  hypha = await openHypha({ slack: { seed }, haste: 25 });
});
afterAll(() => hypha.close());

/** A Home is shown again by whoever gets to it, and machines are slow at times. */
const eventually = (attempt: () => Promise<void>) => soon(attempt, { within: 12_000 });

const person = (name: string) => hypha.slack.person(name);
const home = async (name: string) => JSON.stringify((await person(name).home())?.blocks ?? []);
const modal = async (name: string) => JSON.stringify((await person(name).modal())?.blocks ?? []);
/** Opened anew: what was shown before says nothing. */
const opensHome = async (name: string) => {
  await person(name).opensHome();
  await hypha.settled();
  return home(name);
};
const asks = (name: string, operation: string, input: object = {}) => hypha.asks(name, operation, input);
/** What the answer says where it is no. */
const no = async (name: string, operation: string, input: object) => {
  const result = await asks(name, operation, input);
  return result.ok ? '' : result.sentence;
};

/** The one decision that they see. */
async function only(name: string): Promise<string> {
  const list = z.object({ value: z.object({ only: z.object({ number: z.number() }) }) });
  return `D-${list.parse(await asks(name, 'decision.list')).value.only.number}`;
}

describe('the Home says what to do next', () => {
  test.each([
    ['an admin', 'adam', 'adams'],
    ['a member', 'mel', 'mels'],
  ])('%s does each step there, and then none is left', async (_, name, channel) => {
    expect(await opensHome(name)).toMatch(/Next.*Let Hypha read a channel.*Log the first decision.*When do you work/s);

    await person(name).clicks(`Let it read #${channel}`, 'home');
    await eventually(async () => expect(await modal(name)).toContain('as soon as it has said so there'));
    await eventually(async () => expect(await home(name)).toContain('✓ Hypha reads a channel that you are in.'));
    await hypha.settled();

    await person(name).clicks('form:decision.log', 'home');
    await person(name).submits({ statement: 'Ship on Fridays', channel: channelId(channel) });
    await eventually(async () => expect(await home(name)).toContain('✓ Something is decided.'));

    await person(name).clicks('That is right', 'home');
    await eventually(async () => expect(await home(name)).not.toContain('Next'));
    expect(await opensHome(name)).not.toContain('Next');
  });

  test.each([
    ['a guest', 'gus'],
    ['somebody of another company', 'olga'],
  ])('%s is asked when they work, and nothing that is not theirs to decide', async (_, name) => {
    const shown = await opensHome(name);
    expect(shown).toMatch(/Next.*When do you work/s);
    expect(shown).not.toMatch(/Let Hypha read|Let it read|channel\.join|decision\.log/);
    await person(name).clicks('That is right', 'home');
    await eventually(async () => expect(await home(name)).not.toContain('Next'));
  });

  test('where every decision is over, nobody is told to log the first one', async () => {
    await asks('kim', 'channel.join', { channel: channelId('kims') });
    await asks('kim', 'decision.log', { statement: 'Ship on Mondays', channel: channelId('kims') });
    await asks('kim', 'decision.undo', { decision: await only('kim') });
    const shown = await opensHome('kim');
    expect(shown).toContain('✓ Something is decided.');
    expect(shown).toContain('Nothing that stands now.');
    expect(shown).not.toContain('Log the first decision');
  });

  test('whoever is nowhere with Hypha is told how to invite it', async () => {
    expect(await opensHome('ben')).toContain('Type `/invite @Hypha` in a channel, then `/hypha join`.');
  });

  test('a public channel that Hypha was invited to before it ran is offered too', async () => {
    await eventually(async () => expect(await opensHome('pat')).toContain('Let it read #open'));
  });

  test('where there are many channels, the others are in a form', async () => {
    expect(await opensHome('rob')).toMatch(/Let it read #one.*Let it read #three.*Another channel/s);
    await person('rob').clicks('Another channel', 'home');
    expect(await person('rob').submits({ channel: channelId('two') })).toMatchObject({ submitted: true });
    await eventually(async () => expect(await home('rob')).toContain('✓ Hypha reads a channel that you are in.'));
  });

  test('whoever left a private channel is not shown its name any more', async () => {
    await asks('fern', 'channel.join', { channel: channelId('leas') });
    await hypha.settled();
    expect(await opensHome('lea')).toContain('#leas');
    await person('lea').leaves('leas');
    expect(await opensHome('lea')).not.toContain('#leas');
  });
});

describe('working hours', () => {
  test('are asked for once: whoever says so is not asked again, and changes them there or by command', async () => {
    expect(await opensHome('hal')).toContain('Until you say otherwise: 09:00-17:30 Mon-Fri, Europe/Lisbon time.');
    await person('hal').clicks('That is right', 'home');
    await eventually(async () => expect(await home('hal')).not.toContain('When do you work'));
    expect(await opensHome('hal')).toContain('You work 09:00-17:30 Mon-Fri, Europe/Lisbon time.');

    expect((await person('hal').types('/hypha hours 8-16 Mon-Thu', { in: 'lobby' })).text).toContain(
      '✓ You work 08:00-16:00 Mon-Thu, Europe/Lisbon time.',
    );
    expect(await opensHome('hal')).toContain('You work 08:00-16:00 Mon-Thu, Europe/Lisbon time.');

    await person('hal').clicks('Change your hours', 'home');
    expect(await modal('hal')).toContain('"initial_value":"08:00-16:00 Mon-Thu"');
    await person('hal').submits({ hours: '10 to 18 weekdays' });
    await eventually(async () => expect(await home('hal')).toContain('You work 10:00-18:00 Mon-Fri'));
  });

  test('can be given otherwise the first time, and what is not understood is said beside the field', async () => {
    await opensHome('fay');
    await person('fay').clicks('Change it', 'home');
    expect(await modal('fay')).toContain('"initial_value":"09:00-17:30 Mon-Fri"');
    const said = 'Say your hours as 9:00-17:30 Mon-Fri, within one day.';
    expect(await person('fay').submits({ hours: 'late' })).toMatchObject({ errors: { hours: said } });
    expect(await no('fay', 'person.hours', { hours: '22-6' })).toBe(said);
    await person('fay').submits({ hours: '10-18' });
    await eventually(async () =>
      expect(await home('fay')).toContain('You work 10:00-18:00 Mon-Fri, Europe/Lisbon time.'),
    );
  });
});

describe('what keeps Hypha out of a channel is said in a sentence that helps', () => {
  const hypha_is_not_in = 'Hypha is not in #lobby yet: /invite @Hypha there, then try again.';
  const ask_a_member =
    'Guests and people of other companies can read here, not change: ask a full member of this workspace.';
  const no_such = 'There is no such channel that both you and Hypha can see. Private: first /invite @Hypha there.';

  test.each([
    ['one that Hypha is not in', 'ben', 'lobby', hypha_is_not_in],
    ['one that they are not in', 'ben', 'elsewhere', 'Join #elsewhere yourself first: only its members let Hypha in.'],
    ['a guest', 'gus', 'visited', ask_a_member],
    ['somebody of another company', 'olga', 'visited', ask_a_member],
    ['a private one that they are not in', 'ben', 'mels', no_such],
  ])('%s', async (_, name, channel, sentence) => {
    expect(await no(name, 'channel.join', { channel: channelId(channel) })).toBe(sentence);
  });

  test('a private one that Hypha was not invited to', async () => {
    const channel = await person('ben').createsChannel('secret', { private: true });
    expect(await no('ben', 'channel.join', { channel })).toBe(no_such);
  });

  test('an archived one, whether Hypha is in it or not', async () => {
    const channel = await person('tim').createsChannel('over');
    for (const name of ['over', 'old']) await person('tim').changesChannel(name, 'archive');
    await hypha.slack.settled();
    for (const [name, which] of [
      ['over', channel],
      ['old', channelId('old')],
    ])
      expect(await no('tim', 'channel.join', { channel: which })).toBe(
        `#${name} is archived: nothing is said there until somebody unarchives it.`,
      );
  });

  test('a direct message, by its id or from within', async () => {
    expect(await no('ben', 'channel.join', { channel: 'D012AB3CD' })).toBe(
      'Direct messages are not read. Name a channel, as #name.',
    );
    const direct = await hypha.slack.control(
      'dm',
      { person: 'ben', with: ['fern'] },
      z.object({ channel: z.string() }),
    );
    const { modal } = await person('ben').types('/hypha join', { in: direct.channel });
    expect(JSON.stringify(modal?.blocks)).toContain('conversations_select');
  });

  test('the same is said before anybody tries', async () => {
    expect(await asks('ben', 'channel.show', { channel: channelId('lobby') })).toMatchObject({
      value: { reading: false, hint: hypha_is_not_in },
    });
  });

  test('one shared with another company is read, and both sides are told who is read too', async () => {
    const answer = await person('sue').types('/hypha join', { in: 'shared' });
    expect(JSON.stringify(answer.messages)).toContain('shared with another company');
    await hypha.settled();
    expect(JSON.stringify(await person('ida').sees('shared'))).toContain(
      'people of the other company here are read too',
    );
  });

  test('a guest who invites Hypha is told who can let it in', async () => {
    await person('gus').invites('hypha', { to: 'visitors' });
    await hypha.settled();
    const seen = JSON.stringify(await person('gus').sees('visitors'));
    expect(seen).toContain('A full member of #visitors can let it, with `/hypha join` there.');
    expect(seen).not.toContain('Let it read');
  });
});
