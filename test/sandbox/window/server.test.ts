import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { isOwnCommand } from '../../../src/sandbox/control/own-commands.ts';
import { ownCommands } from '../../../src/sandbox/window/app-face.ts';
import { isForeign } from '../../../src/sandbox/window/guard.ts';
import { openSlack, type Slack } from '../../support/slack.ts';

/** What the server tells a window, and what it keeps to itself. */

let slack: Slack;
beforeAll(async () => {
  slack = await openSlack({ manifest: new URL('../../../manifest.yml', import.meta.url).pathname });
});
afterAll(() => slack.close());

interface Got {
  status: number;
  headers: Record<string, unknown>;
  text: string;
}

/** With headers that no browser and no fetch would let one set. */
function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Got> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(slack.url);
    const asked = request({ hostname, port, path, method, headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
    });
    asked.on('error', reject).end();
  });
}

const page = { accept: 'text/html' };
const rooms = z.looseObject({
  rooms: z.array(z.looseObject({ id: z.string(), name: z.string(), unread: z.number(), mentions: z.number() })),
});
const start = async (person: string) => rooms.parse(JSON.parse((await get(`/window/start?as=${person}`)).text));
const roomOf = async (person: string, name: string) => (await start(person)).rooms.find((room) => room.name === name);

describe('The page', () => {
  test('comes to browsers, and may load nothing that this server did not send', async () => {
    const { status, headers, text } = await get('/', page);
    expect(status).toBe(200);
    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
    );
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(text).not.toMatch(/<script(?![^>]* src=)|<style|style=| on\w+=/);
    expect(JSON.parse((await get('/')).text)).toMatchObject({ ok: true });
  });

  test('is whole: every part that one part names is served, as JavaScript without types', async () => {
    const { text } = await get('/', page);
    const parts = [...text.matchAll(/(?:href|src)="(\/client\/[^"]+)"/g)].map((match) => match[1] ?? '');
    expect(parts.length).toBeGreaterThan(40);
    for (const part of parts) {
      const { status, headers, text: body } = await get(part);
      expect({ part, status }).toEqual({ part, status: 200 });
      expect(headers['x-content-type-options']).toBe('nosniff');
      for (const [, from = ''] of body.matchAll(/^import[^'"]*['"]([^'"]+)['"]/gm))
        expect(from).toMatch(/^(\.{1,2}\/|\/client\/vendor\/)/);
    }
  });

  test('is all that is served: no path leads out of its folder', async () => {
    for (const path of [
      '/client/../facts.ts',
      '/client/%2e%2e/facts.ts',
      '/client/..%2ffacts.ts',
      '/client/tsconfig.json',
      '/client//etc/passwd',
      '/client/vendor/../main.ts',
    ])
      expect({ path, status: (await get(path)).status }).toEqual({ path, status: 404 });
  });
});

describe('Who may ask', () => {
  test('is this machine’s own pages: no other name for it, and no page of another site', async () => {
    const port = new URL(slack.url).port;
    for (const path of ['/window/start', '/', '/client/main.ts', '/window/live?as=maya']) {
      expect((await get(path, { ...page, host: `evil.example:${port}` })).status).toBe(403);
      expect((await get(path, { ...page, origin: 'http://evil.example' })).status).toBe(403);
      expect((await get(path, { ...page, origin: 'null' })).status).toBe(403);
    }
    expect((await get('/window/mark?as=maya&channel=eng&ts=9', { origin: 'http://evil.example' }, 'POST')).status).toBe(
      403,
    );
    expect((await get('/window/start', { host: `localhost:${port}`, origin: `http://localhost:${port}` })).status).toBe(
      200,
    );
  });

  test('a sandbox that was told to listen further answers at addresses, still at no name', () => {
    const further = 'http://192.168.1.5:4000';
    expect(isForeign(further, { host: '192.168.1.5:4000' })).toBe(false);
    expect(isForeign(further, { host: '10.0.0.7:4000' })).toBe(false);
    expect(isForeign(further, { host: 'rebound.example:4000' })).toBe(true);
    expect(isForeign(further, { host: '192.168.1.5:4001' })).toBe(true);
    expect(isForeign('http://127.0.0.1:4000', { host: '10.0.0.7:4000' })).toBe(true);
    expect(isForeign('http://127.0.0.1:4000', {})).toBe(true);
  });
});

describe('What a window is told', () => {
  test('are the rooms its person may see, and how much is unread in each', async () => {
    await slack.person('maya').says('<!channel> all of you', { in: 'eng', raw: true });
    await slack.person('maya').says('and a word', { in: 'eng' });
    expect(await roomOf('ravi', 'eng')).toMatchObject({ unread: 2, mentions: 1 });
    expect(await roomOf('maya', 'eng')).toMatchObject({ unread: 0 });
    expect(await roomOf('june', 'leads')).toBeUndefined();
    const said = await slack.person('ana').says('one more', { in: 'eng' });
    expect((await get(`/window/mark?as=ravi&channel=eng&ts=${said.ts}`, {}, 'POST')).status).toBe(200);
    expect(await roomOf('ravi', 'eng')).toMatchObject({ unread: 0, mentions: 0 });
  });

  test('has nothing of rooms one is not in, whichever way one asks', async () => {
    const secret = await slack.person('maya').says('the secret word is bracken', { in: 'leads' });
    for (const path of [
      'room?as=june&channel=leads',
      `room?as=june&channel=${secret.channel}&around=${secret.ts}`,
      `thread?as=june&channel=${secret.channel}&ts=${secret.ts}`,
      'search?as=june&words=bracken&channel=leads',
      'search?as=june&words=bracken',
    ])
      expect((await get(`/window/${path}`)).text).not.toContain('the secret');
    expect((await get('/window/search?as=ana&words=bracken')).text).toContain('the secret word');
  });

  test('offers the commands and shortcuts of the manifest, and Slack’s own', async () => {
    const { text } = await get('/window/start?as=maya');
    expect(JSON.parse(text)).toMatchObject({
      app: {
        commands: expect.arrayContaining([expect.objectContaining({ command: '/decide' })]),
        shortcuts: expect.arrayContaining([expect.objectContaining({ type: 'message' })]),
      },
    });
    expect(ownCommands.filter(({ command }) => !isOwnCommand(command))).toEqual([]);
  });

  test('are the threads one is part of, and what is new in them', async () => {
    const threads = async (person: string) =>
      z
        .looseObject({ unreadThreads: z.array(z.string()) })
        .parse(JSON.parse((await get(`/window/start?as=${person}`)).text)).unreadThreads;
    const root = await slack.person('ben').says('a question', { in: 'eng' });
    const key = `${root.channel} ${root.ts}`;
    const reply = await slack.person('ana').replies(root, 'an answer for @ravi');
    expect(await threads('ben')).toEqual([key]);
    expect(await threads('ravi')).toEqual([key]);
    expect(await threads('ana')).toEqual([]);
    expect(await threads('maya')).toEqual([]);
    await get(`/window/mark?as=ben&channel=eng&thread=${root.ts}&ts=${reply.ts}`, {}, 'POST');
    expect(await threads('ben')).toEqual([]);
    await slack.person('ravi').replies(root, 'thanks');
    expect(await threads('ravi')).toEqual([]);
    expect(await threads('ben')).toEqual([key]);
    expect((await get('/window/threads?as=ravi')).text).toContain('an answer for');
    expect((await get('/window/threads?as=june')).text).not.toContain('an answer for');
    const secret = await slack.person('maya').says('a quiet question', { in: 'leads' });
    await slack.person('ana').replies(secret, 'a quiet answer');
    await slack.person('maya').removes('ana', { from: 'leads' });
    expect((await get('/window/threads?as=ana')).text).not.toContain('quiet');
    expect(await threads('ana')).not.toContain(`${secret.channel} ${secret.ts}`);
    await slack.person('maya').invites('ana', { to: 'leads' });
  });

  test('is a sentence where it cannot be done', async () => {
    expect(JSON.parse((await get('/window/start?as=nobody')).text)).toMatchObject({
      error: 'no_such_person',
      message: 'There is nobody called nobody here.',
    });
    expect((await get('/window/nonsense')).status).toBe(404);
    expect((await get('/window/room?as=maya')).status).toBe(400);
  });
});

/** Reads the stream until it has told this many times. */
async function stream(query: string, times: number): Promise<{ id: string; data: string }[]> {
  const stop = new AbortController();
  const answer = await fetch(`${slack.url}/window/live?${query}`, { signal: stop.signal });
  const told: { id: string; data: string }[] = [];
  let text = '';
  for await (const chunk of answer.body ?? []) {
    text += Buffer.from(chunk).toString('utf8');
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const [, id = '', data = ''] = /^id: (.*)\ndata: (.*)$/.exec(text.slice(0, end)) ?? [];
      if (id) told.push({ id, data });
      text = text.slice(end + 2);
    }
    if (told.length >= times) break;
  }
  stop.abort();
  return told;
}

describe('The stream', () => {
  const cursor = async () =>
    z.looseObject({ cursor: z.string() }).parse(JSON.parse((await get('/window/start?as=june')).text)).cursor;

  test('goes on where it broke off, without a gap and without what is not for this person', async () => {
    const after = await cursor();
    await slack.person('maya').says('one', { in: 'general' });
    await slack.person('maya').says('not for June', { in: 'leads' });
    await slack.person('maya').says('two', { in: 'general' });
    const [first, second] = await stream(`as=june&after=${after}`, 2);
    expect(first?.data).toContain('"one"');
    expect(second?.data).toContain('"two"');
    const again = await stream(`as=june&after=${first?.id}`, 1);
    expect(again).toEqual([second]);
  });

  test('tells nothing of what was said before somebody was shown out', async () => {
    const after = await cursor();
    const channel = await slack.person('maya').createsChannel('short-lived', { private: true });
    await slack.person('maya').invites('june', { to: channel });
    await slack.person('maya').says('while June was in', { in: channel });
    await slack.person('maya').removes('june', { from: channel });
    await slack.person('maya').says('the end', { in: 'general' });
    const told: string[] = [];
    for (let times = 1; !told.at(-1)?.includes('the end'); times++)
      told.push((await stream(`as=june&after=${after}`, times)).at(-1)?.data ?? '');
    expect(told.join()).not.toContain('while June was in');
  });

  test('tells what is whispered to one, and shown to one, to nobody else', async () => {
    const after = await cursor();
    await slack.person('maya').types('/nothing-of-the-kind', { in: 'general' });
    const publish = await fetch(`${slack.apiUrl}views.publish`, {
      method: 'POST',
      headers: { authorization: `Bearer ${slack.credentials.botToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        user_id: 'U0MAYA000',
        view: { type: 'home', blocks: [{ type: 'header', text: { type: 'plain_text', text: 'for Maya alone' } }] },
      }),
    });
    expect(await publish.json()).toMatchObject({ ok: true });
    await slack.person('ana').says('for all', { in: 'general' });
    const [june] = await stream(`as=june&after=${after}`, 1);
    expect(june?.data).toContain('for all');
    const maya = (await stream(`as=maya&after=${after}`, 3)).map(({ data }) => data).join();
    expect(maya).toContain('is not a valid command');
    expect(maya).toContain('for Maya alone');
  });

  test('asks for everything anew where it cannot go on', async () => {
    for (const after of ['another-run-7', 'nonsense', ''])
      expect((await stream(`as=june&after=${after}`, 1))[0]?.data).toBe('[{"kind":"anew"}]');
  });
});
