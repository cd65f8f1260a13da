import { isObject, text } from './json.ts';
import type { Json } from './wire.ts';

/** The page's questions to its server, and what a person does. A refusal is a sentence. */

export class Refused extends Error {}

export async function ask<T>(name: string, query: Record<string, string>): Promise<T> {
  return answered<T>(await reach(`/window/${name}?${new URLSearchParams(query)}`));
}

export async function tell<T = Json>(path: string, body: unknown): Promise<T> {
  const headers = { 'content-type': 'application/json' };
  return answered<T>(await reach(path, { method: 'POST', headers, body: JSON.stringify(body) }));
}

async function reach(path: string, init?: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init);
  } catch {
    throw new Refused('The sandbox does not answer. Is it still running?');
  }
}

async function answered<T>(response: Response): Promise<T> {
  const body = await response.json();
  if (response.ok) return body;
  throw new Refused(sentence(body));
}

function sentence(body: unknown): string {
  const told = isObject(body) ? text(body.message) || text(body.error) : '';
  return told || 'That did not work.';
}
