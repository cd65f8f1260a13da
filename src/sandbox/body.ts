import type { IncomingMessage } from 'node:http';

export class BodyTooLarge extends Error {}
export class BodyUnreadable extends Error {}

/** What came in, whichever way it was encoded: form, multipart, JSON or a query. */
export async function readArgs(request: IncomingMessage, maxBytes: number): Promise<Record<string, unknown>> {
  const query = Object.fromEntries(URL.parse(request.url ?? '/', 'http://box')?.searchParams ?? []);
  const raw = await readRaw(request, maxBytes);
  if (raw.length === 0) return query;
  const contentType = request.headers['content-type'] ?? '';
  if (contentType.includes('application/json')) return { ...query, ...parseObject(raw.toString('utf8')) };
  if (contentType.includes('multipart/form-data')) return { ...query, ...(await readMultipart(raw, contentType)) };
  return { ...query, ...Object.fromEntries(new URLSearchParams(raw.toString('utf8'))) };
}

export async function readRaw(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  // What is too much is read to its end and thrown away: a sender that is still sending would not hear the refusal.
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size <= maxBytes) chunks.push(bytes);
  }
  if (size > maxBytes) throw new BodyTooLarge();
  return Buffer.concat(chunks);
}

async function readMultipart(raw: Buffer, contentType: string): Promise<Record<string, unknown>> {
  const fields = new Response(new Uint8Array(raw), { headers: { 'content-type': contentType } }).formData();
  return Object.fromEntries(
    await fields.catch((cause: unknown) => {
      throw new BodyUnreadable('The multipart body is broken.', { cause });
    }),
  );
}

function parseObject(text: string): Record<string, unknown> {
  const value = parseJson(text);
  return isObject(value) ? value : {};
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
