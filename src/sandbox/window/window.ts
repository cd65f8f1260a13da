import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { readArgs } from '../body.ts';
import { type Desk, Impossible, personNamed, roomFor } from '../control/verb.ts';
import { lastRead } from '../marks.ts';
import { answer, answerJson } from './answer.ts';
import { calendarArgs, week } from './calendar.ts';
import { isForeign } from './guard.ts';
import { type Live, openLive } from './live.ts';
import { firstPage, partNamed } from './pages.ts';
import { page, pageArgs, search, searchArgs, thread, threadArgs } from './room.ts';
import { start } from './start.ts';
import { threadCards } from './threads.ts';

/** The browser's side of the box: the page, what it is told, and what is told to it live. Acting goes through /sandbox/<verb>. */
export interface Window {
  /** False when the request is not for the window. */
  answer(request: IncomingMessage, response: ServerResponse): boolean;
  close(): void;
}

const MAX_BYTES = 64 * 1024;
type Query = Record<string, unknown>;
type Ask = (desk: Desk, live: Live, query: Query) => unknown;

const as = z.object({ as: z.string() });
const who = ({ box }: Desk, query: Query) => personNamed(box, as.parse(query).as);

/** What a page asks for, `GET /window/<name>`. */
const asks: Readonly<Record<string, Ask>> = {
  start: (desk, live, query) => start(desk, as.partial().parse(query).as, live.cursor()),
  room: (desk, _, query) => page(desk.box, who(desk, query), pageArgs.parse(query)),
  thread: (desk, _, query) => thread(desk.box, who(desk, query), threadArgs.parse(query)),
  threads: (desk, _, query) => threadCards(desk.box, who(desk, query)),
  search: (desk, _, query) => search(desk.box, who(desk, query), searchArgs.parse(query)),
  calendar: (desk, _, query) => week(desk.box, who(desk, query), calendarArgs.parse(query)),
};

const markArgs = as.extend({ channel: z.string(), ts: z.string(), thread: z.string().optional() });

/** `POST /window/mark`: this far this person has read. */
function mark(desk: Desk, query: Query): object {
  const { channel, ts, thread: root } = markArgs.parse(query);
  const person = who(desk, query);
  const room = roomFor(desk.box, person, channel);
  const place = { user: person.id, channel: room.channel.id, ...(root === undefined ? {} : { thread: root }) };
  if (ts > lastRead(desk.box.workspace, room, person.id, root)) desk.box.commit({ kind: 'marked', ...place, ts });
  return {};
}

export function openWindow(desk: Desk): Window {
  const live = openLive(desk.box);
  return {
    answer(request, response) {
      const [, top = '', rest = ''] = /^\/([^/?]*)\/?([^?]*)/.exec(request.url ?? '') ?? [];
      if (top !== 'client' && top !== 'window' && !(top === '' && wantsPage(request))) return false;
      if (isForeign(desk.box.url, request.headers)) answerJson(response, 403, { ok: false, error: 'foreign_origin' });
      else if (top === 'window') void ask(desk, live, rest, request, response);
      else part(response, top === '' ? firstPage() : partNamed(rest));
      return true;
    },
    close: live.close,
  };
}

/** A program that asks at / is told what this is; a browser gets the page. */
function wantsPage({ method, headers }: IncomingMessage): boolean {
  return method === 'GET' && (headers.accept ?? '').includes('text/html');
}

function part(response: ServerResponse, found: ReturnType<typeof partNamed>): void {
  if (found) answer(response, 200, found.type, found.body);
  else answer(response, 404, 'text/plain', 'Not found.');
}

async function ask(
  desk: Desk,
  live: Live,
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const query = await readArgs(request, MAX_BYTES);
    const known = Object.hasOwn(asks, name) ? asks[name] : undefined;
    if (name === 'live') live.open(response, who(desk, query).id, cursorOf(request, query));
    else if (name === 'mark' && request.method === 'POST')
      answerJson(response, 200, { ok: true, ...mark(desk, query) });
    else if (known) answerJson(response, 200, known(desk, live, query));
    else answerJson(response, 404, { ok: false, error: 'not_found' });
  } catch (error) {
    trouble(response, error);
  }
}

/** A stream that broke tells where; a new one goes on from where the page was made. */
function cursorOf({ headers }: IncomingMessage, { after }: Query): string | undefined {
  const broken = headers['last-event-id'];
  if (typeof broken === 'string') return broken;
  return typeof after === 'string' ? after : undefined;
}

function trouble(response: ServerResponse, error: unknown): void {
  if (error instanceof Impossible) answerJson(response, 400, { ok: false, error: error.error, message: error.message });
  else if (error instanceof z.ZodError)
    answerJson(response, 400, { ok: false, error: 'invalid_arguments', message: z.prettifyError(error) });
  else answerJson(response, 500, { ok: false, error: 'fatal_error', message: 'Something went wrong in the sandbox.' });
}
