import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { z } from 'zod';

/** A request URL that writes down what Slack sends and answers as told: what an app looks like from outside. */

const body = z.looseObject({
  type: z.string(),
  event_id: z.string().default(''),
  event: z.looseObject({ type: z.string(), subtype: z.string().optional() }).default({ type: '' }),
});

interface Delivered {
  headers: IncomingHttpHeaders;
  raw: string;
  body: z.infer<typeof body>;
}

interface Answer {
  status?: number;
  headers?: Record<string, string>;
  /** Never answers. */
  hang?: boolean;
}

export interface Receiver {
  url: string;
  heard: Delivered[];
  /** Slash commands. */
  forms: Record<string, string>[];
  events(type?: string): Delivered['body']['event'][];
  /** Answers for the next requests, in turn; then 200. */
  answers: Answer[];
  close(): Promise<void>;
}

export async function openReceiver(): Promise<Receiver> {
  const heard: Delivered[] = [];
  const answers: Answer[] = [];
  const forms: Receiver['forms'] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const raw = Buffer.concat(chunks).toString('utf8');
      const form = isForm(request.headers) ? Object.fromEntries(new URLSearchParams(raw)) : undefined;
      if (form?.command) {
        forms.push(form);
        return response.end();
      }
      const parsed: unknown = JSON.parse(form?.payload ?? raw);
      const challenge = z.object({ type: z.literal('url_verification'), challenge: z.string() }).safeParse(parsed);
      if (challenge.success) return response.end(JSON.stringify({ challenge: challenge.data.challenge }));
      heard.push({ headers: request.headers, raw, body: body.parse(parsed) });
      const { status = 200, headers = {}, hang = false } = answers.shift() ?? {};
      if (!hang) response.writeHead(status, headers).end();
    });
  });
  return {
    url: `http://127.0.0.1:${await listen(server)}/slack/events`,
    heard,
    answers,
    forms,
    events: (type) => heard.map((one) => one.body.event).filter((event) => type === undefined || event.type === type),
    close: () => close(server),
  };
}

function isForm(headers: IncomingHttpHeaders): boolean {
  return headers['content-type'] === 'application/x-www-form-urlencoded';
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
