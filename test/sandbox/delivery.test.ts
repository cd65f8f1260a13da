import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually, openSlack, type Person, type Slack } from '../support/slack.ts';
import { openReceiver, type Receiver } from './receiver.ts';

let slack: Slack;
let app: Receiver;
let other: Receiver;
let maya: Person;

beforeEach(async () => {
  app = await openReceiver();
  other = await openReceiver();
  slack = await openSlack({ requestUrls: [app.url], timing: { retryMs: [0, 20, 40], ackTimeoutMs: 250 } });
  maya = slack.person('maya');
});
afterEach(async () => {
  await slack.close();
  await app.close();
  await other.close();
});

const retries = () => app.heard.map(({ headers }) => [headers['x-slack-retry-num'], headers['x-slack-retry-reason']]);
const texts = () => app.events('message').map(({ text }) => text);

describe('an event the app does not take', () => {
  it('is sent again with the number and the reason, under the same id', async () => {
    app.answers.push(
      { status: 500 },
      { hang: true },
      { status: 302, headers: { location: app.url } },
      { status: 302, headers: { location: app.url } },
      { status: 302, headers: { location: app.url } },
    );
    await maya.says('hello', { in: 'eng' });
    await slack.settled();
    expect(retries()).toMatchObject([
      [undefined, undefined],
      ['1', 'http_error'],
      ['2', 'http_timeout'],
      ['2', 'http_timeout'],
      ['2', 'http_timeout'],
      ['3', 'too_many_redirects'],
    ]);
    expect(new Set(app.heard.map(({ body }) => body.event_id)).size).toBe(1);
  });

  it('is given up after three retries', async () => {
    app.answers.push(...Array.from({ length: 10 }, () => ({ status: 503 })));
    await maya.says('hello', { in: 'eng' });
    await slack.settled();
    expect(app.heard.length).toBe(4);
  });

  it('is not sent again when the app says so', async () => {
    app.answers.push({ status: 500, headers: { 'x-slack-no-retry': '1' } });
    await maya.says('hello', { in: 'eng' });
    await slack.settled();
    expect(app.heard.length).toBe(1);
  });

  it('goes to the next process when one is gone', async () => {
    await slack.requestUrls([app.url, other.url]);
    await app.close();
    for (let n = 0; n < 4; n++) await maya.says(`hello ${n}`, { in: 'eng' });
    await slack.settled();
    expect(
      other
        .events()
        .map(({ text }) => text)
        .sort(),
    ).toEqual(['hello 0', 'hello 1', 'hello 2', 'hello 3']);
    expect(other.heard.some(({ headers }) => headers['x-slack-retry-reason'] === 'connection_failed')).toBe(true);
  });
});

describe('request URLs', () => {
  it('share the events in turn', async () => {
    await slack.requestUrls([app.url, other.url], true);
    for (let n = 0; n < 6; n++) await maya.says(`hello ${n}`, { in: 'eng' });
    await slack.settled();
    expect([app.heard.length, other.heard.length]).toEqual([3, 3]);
  });

  it('are refused when they do not answer the challenge', async () => {
    await expect(slack.requestUrls(['http://127.0.0.1:9/slack/events'], true)).rejects.toThrow('url_not_verified');
  });

  it('that nobody ever set leave nothing waiting', async () => {
    await slack.requestUrls([]);
    await maya.says('hello', { in: 'eng' });
    expect(await slack.outstanding()).toBe(0);
  });
});

describe('on demand, an event', () => {
  it('comes twice', async () => {
    await slack.fault({ on: 'event', type: 'message', do: 'duplicate' });
    await maya.says('twice', { in: 'eng' });
    await eventually(() => expect(texts()).toEqual(['twice', 'twice']));
    expect(retries()).toEqual([
      [undefined, undefined],
      [undefined, undefined],
    ]);
  });

  it('is overtaken by the next', async () => {
    await slack.fault({ on: 'event', do: 'reorder', ms: 5000 });
    await maya.says('first', { in: 'eng' });
    await maya.says('second', { in: 'eng' });
    await slack.settled();
    expect(texts()).toEqual(['second', 'first']);
  });

  it('comes late', async () => {
    await slack.fault({ on: 'event', do: 'late', ms: 60 });
    await maya.says('late', { in: 'eng' });
    await maya.says('later', { in: 'eng' });
    await slack.settled();
    expect(texts()).toEqual(['later', 'late']);
  });

  it('is sent again although the app took it', async () => {
    await slack.fault({ on: 'event', do: 'lose-ack' });
    await maya.says('again', { in: 'eng' });
    await slack.settled();
    expect(retries()).toEqual([
      [undefined, undefined],
      ['1', 'http_timeout'],
    ]);
  });

  it('never comes', async () => {
    await slack.fault({ on: 'event', do: 'drop', channel: 'C0ENG0000' });
    await maya.says('lost', { in: 'eng' });
    await maya.says('kept', { in: 'eng' });
    await slack.settled();
    expect(texts()).toEqual(['kept']);
  });

  it('goes wrong as often as asked, the same way for the same seed', async () => {
    const round = async () => {
      await slack.fault({ on: 'event', do: 'drop', probability: 0.5, seed: 7 });
      app.heard.length = 0;
      for (let n = 0; n < 20; n++) await maya.says(String(n), { in: 'eng' });
      await slack.settled();
      await slack.heal();
      return [...texts()].sort();
    };
    const first = await round();
    expect(first.length).toBeGreaterThan(3);
    expect(first.length).toBeLessThan(17);
    expect(await round()).toEqual(first);
  });
});
