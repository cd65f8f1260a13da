import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';

/**
 * The sandbox asks for no password, so no page of another site may reach it through somebody's browser: not by a name that
 * was pointed at this machine, and not by a form that posts here.
 */
export function isForeign(boxUrl: string, { host, origin }: IncomingHttpHeaders): boolean {
  const own = host !== undefined && isOwnHost(host, boxUrl);
  return !own || (origin !== undefined && origin !== `http://${host}`);
}

/** An address in numbers cannot be re-pointed; a name can. It counts only where the box was told to listen beyond this machine. */
function isOwnHost(host: string, boxUrl: string): boolean {
  const { hostname, port } = new URL(boxUrl);
  const asked = URL.parse(`http://${host}`);
  if (!asked || (asked.port || '80') !== (port || '80')) return false;
  if (['127.0.0.1', 'localhost', hostname].includes(asked.hostname)) return true;
  return isBeyond(boxUrl) && isIP(asked.hostname.replace(/^\[|\]$/g, '')) !== 0;
}

/** Whether others than this machine reach it. */
export function isBeyond(boxUrl: string): boolean {
  return !['127.0.0.1', 'localhost', '[::1]'].includes(new URL(boxUrl).hostname);
}
