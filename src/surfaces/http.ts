import { Hono } from 'hono';
import type { App } from '../app.ts';
export function httpSurface(_app: App, ready: () => boolean): Hono {
  return new Hono().get('/health', (c) => c.json({ ok: ready() }));
}
