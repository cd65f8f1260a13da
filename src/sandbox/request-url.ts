import { createHmac } from 'node:crypto';
import { Agent, type IncomingMessage, request } from 'node:http';

interface SignedPost {
  url: string;
  secret: string;
  body: string;
  contentType: string;
  /** Machine time in seconds: signatures are checked against real clocks. */
  at: number;
  timeoutMs: number;
  headers?: Record<string, string>;
  redirects?: number;
}

type PostFailure = 'http_timeout' | 'too_many_redirects' | 'connection_failed' | 'http_error';
export type Posted =
  | { heard: true; body: string; contentType: string }
  | { heard: false; why: PostFailure; refused?: boolean; noRetry?: boolean; status?: number };

const agent = new Agent({ keepAlive: true, maxSockets: 64 });
const MAX_REDIRECTS = 2;

function signature(secret: string, at: number, body: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${at}:${body}`).digest('hex')}`;
}

export function postSigned(post: SignedPost): Promise<Posted> {
  return new Promise((resolve) => {
    const outgoing = request(post.url, { method: 'POST', agent, headers: headersOf(post) });
    let timedOut = false;
    const clock = setTimeout(() => {
      timedOut = true;
      resolve({ heard: false, why: 'http_timeout' });
      outgoing.destroy();
    }, post.timeoutMs);
    const finish = (posted: Posted | Promise<Posted>) => {
      clearTimeout(clock);
      resolve(posted);
    };
    outgoing.on('response', (incoming) => {
      void read(incoming).then(
        (body) => finish(judge(post, incoming, body)),
        () => finish(broken()),
      );
    });
    outgoing.on('error', (error) => {
      if (!timedOut) finish(outgoing.reusedSocket && wasStale(error) ? postSigned(post) : broken(error));
    });
    outgoing.end(post.body);
  });
}

function headersOf({ secret, at, body, contentType, headers }: SignedPost): Record<string, string | number> {
  return {
    'content-type': contentType,
    'content-length': Buffer.byteLength(body),
    'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
    'x-slack-request-timestamp': String(at),
    'x-slack-signature': signature(secret, at, body),
    ...headers,
  };
}

function judge(post: SignedPost, incoming: IncomingMessage, body: string): Posted | Promise<Posted> {
  const status = incoming.statusCode ?? 0;
  if (status >= 200 && status < 300) return { heard: true, body, contentType: incoming.headers['content-type'] ?? '' };
  const location = incoming.headers.location;
  if (status >= 300 && status < 400 && location !== undefined) return follow(post, location);
  return { heard: false, why: 'http_error', status, noRetry: incoming.headers['x-slack-no-retry'] === '1' };
}

function follow(post: SignedPost, location: string): Posted | Promise<Posted> {
  const redirects = (post.redirects ?? 0) + 1;
  if (redirects > MAX_REDIRECTS) return { heard: false, why: 'too_many_redirects' };
  return postSigned({ ...post, url: new URL(location, post.url).href, redirects });
}

async function read(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

function broken(error?: NodeJS.ErrnoException): Posted {
  return { heard: false, why: 'connection_failed', refused: error?.code === 'ECONNREFUSED' };
}

/** The app closed an idle connection just as it was used again: nothing was read, so a new connection is not a second delivery. */
function wasStale(error: NodeJS.ErrnoException): boolean {
  return error.code === 'ECONNRESET' || error.code === 'EPIPE';
}
