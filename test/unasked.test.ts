import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { unaskedFor, write } from './support/drafts.ts';
import { channelId, type Hypha, id, openHypha } from './support/hypha.ts';

/** Whoever left a channel may still ask about what was said to them, and take back what they muted. */

let hypha: Hypha;
const person = (who: string) => hypha.slack.person(who);
/** A private channel of Maya's that Ravi is in. */
let secret: string;

beforeAll(async () => {
  hypha = await openHypha();
  secret = await person('maya').createsChannel('secret', { private: true });
  for (const who of ['ravi', 'hypha']) await person('maya').invites(who, { to: 'secret' });
  await hypha.settled();
  for (const who of ['ravi', 'june']) await hypha.asks(who, 'person.hours', { hours: '0:00-24:00 Mon-Sun' });
  await hypha.settled();
});
afterAll(() => hypha.close());

/** What a later Hypha says by itself. Gives its id. */
async function plans(who: string, text: string, more: Parameters<typeof unaskedFor>[2] = {}): Promise<string> {
  const draft = unaskedFor(id(who), text, { sort: 'fast', about: 'D-7', audience: [], ...more });
  const [which = ''] = await write(hypha.app, [draft]);
  hypha.app.queue.wake({ job: 'deliver', payload: { ws: hypha.app.workspace.ws, dest: id(who) } });
  await hypha.settled();
  return which;
}
const Why = z.object({ value: z.looseObject({ text: z.string(), state: z.string(), verdict: z.string().nullable() }) });
const why = async (who: string, input: { action?: string } = {}) =>
  Why.parse(await hypha.asks(who, 'action.why', input)).value;

describe('why', () => {
  test('is told of the last that was said, put off to a digest, or not said at all', async () => {
    const first = await plans('june', 'First news');
    expect(await why('june')).toMatchObject({ id: first, state: 'sent', text: 'First news', withheld: false });
    await plans('june', 'Second news');
    const third = await plans('june', 'Third news');
    expect(await why('june')).toMatchObject({
      ...{ id: third, state: 'planned' },
      verdict: 'There were 2 direct messages that day already. It comes with the next digest.',
    });
    await hypha.asks('june', 'person.mute', { what: 'D-8' });
    const muted = await plans('june', 'Of the garden', { about: 'D-8' });
    expect(await why('june')).toMatchObject({ id: muted, verdict: 'It was muted. So it is not said.' });
    const waiting = await plans('june', 'Tomorrow', { sort: 'briefing', dueAt: tomorrow() });
    expect(await why('june')).not.toMatchObject({ id: waiting });
  });

  test('is told of what somebody saw said, also once they left the channel it rests on: without its words', async () => {
    const told = await plans('ravi', 'Words of the secret', { audience: [secret] });
    expect(await why('ravi', { action: told })).toMatchObject({ text: 'Words of the secret', withheld: false });
    const unsaid = await plans('ravi', 'Never said', { audience: [secret], about: 'D-9', dueAt: tomorrow() });
    await person('ravi').leaves('secret');
    await hypha.settled();
    const after = await hypha.asks('ravi', 'action.why', { action: told });
    expect(after).toMatchObject({
      ...{ ok: true },
      value: { text: '', withheld: true, sort: 'fast', why: 'a test', reason: 'You are in a test.', state: 'sent' },
    });
    expect(JSON.stringify(after)).toContain('What it said rests on something that you do not see now.');
    expect(JSON.stringify(after)).not.toContain('Words of the secret');
    expect(await why('ravi')).toMatchObject({ id: told, withheld: true });
    // Nor does anybody else hear of it, nor do they of what never reached them.
    expect(await hypha.asks('maya', 'action.why', { action: told })).toMatchObject({ ok: false, code: 'not_found' });
    expect(await hypha.asks('ravi', 'action.why', { action: unsaid })).toMatchObject({ ok: false, code: 'not_found' });
  });
});

const tomorrow = () => new Date(Date.now() + 86_400_000);

describe('what was muted', () => {
  test('can be heard of again from the Home, also a channel that its reader does not see any more', async () => {
    await person('maya').invites('ravi', { to: 'secret' });
    await hypha.settled();
    expect(await hypha.asks('ravi', 'person.mute', { what: '#secret' })).toMatchObject({
      value: { what: '#secret', kept: secret, already: false },
    });
    await hypha.asks('ravi', 'person.mute', { what: channelId('eng') });
    await person('ravi').leaves('secret');
    await hypha.settled();
    await person('ravi').opensHome();
    await hypha.settled();
    expect(JSON.stringify((await person('ravi').home())?.blocks)).toContain(
      'Muted: a channel that you do not see now, #eng',
    );
    await person('ravi').clicks('Hear of a channel that you do not see now again', 'home');
    await hypha.settled();
    await person('ravi').opensHome();
    await hypha.settled();
    expect(JSON.stringify((await person('ravi').home())?.blocks)).toContain('Muted: #eng');
  });

  test('can be taken back by what is kept of it, and nobody mutes what they do not see', async () => {
    await hypha.asks('june', 'person.mute', { what: 'direct messages' });
    expect(await hypha.asks('june', 'person.unmute', { what: 'fast' })).toMatchObject({
      value: { what: 'direct messages', kept: 'fast', already: false },
    });
    for (const operation of ['person.mute', 'person.unmute'])
      expect(await hypha.asks('june', operation, { what: secret })).toMatchObject({ ok: false, code: 'not_found' });
  });
});
