import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { emojiList } from './emoji.ts';
import { withoutTypes } from './strip.ts';

/** The page and its parts. TypeScript is served with its types taken out, so there is nothing to build. */

export interface Part {
  type: string;
  body: string;
}

const FOLDER = fileURLToPath(new URL('../client/', import.meta.url));
const TYPES: Record<string, string> = {
  ts: 'text/javascript',
  css: 'text/css',
  html: 'text/html',
  svg: 'image/svg+xml',
};
const resolve = createRequire(import.meta.url).resolve;
const VENDOR: Record<string, string> = { 'preact.mjs': resolve('preact'), 'hooks.mjs': resolve('preact/hooks') };

const served = new Map<string, { at: number; part: Part }>();

/** Only what lies in the folder by name can be asked for, so no path leads out of it. */
export function partNamed(name: string): Part | undefined {
  if (name === 'emoji.json') return { type: 'application/json', body: emojiList() };
  const vendor = name.startsWith('vendor/') ? VENDOR[name.slice('vendor/'.length)] : undefined;
  if (vendor !== undefined) return kept(vendor, (text) => ({ type: 'text/javascript', body: withPlaces(text) }));
  return files().includes(name) ? kept(join(FOLDER, name), (text) => partOf(name, text)) : undefined;
}

export function firstPage(): Part {
  const { type, body } = partOf('index.html', readFileSync(join(FOLDER, 'index.html'), 'utf8'));
  const modules = files().filter((name) => name.endsWith('.ts') && name !== 'wire.ts');
  const early = ['vendor/preact.mjs', 'vendor/hooks.mjs', ...modules].map(
    (name) => `<link rel="modulepreload" href="/client/${name}">`,
  );
  return { type, body: body.replace('</head>', `${early.join('\n')}\n</head>`) };
}

function files(): string[] {
  const names = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' });
  return names.map((name) => name.replaceAll('\\', '/')).filter((name) => /\.(ts|css|svg)$/.test(name));
}

/** Read again when the file has changed. */
function kept(path: string, make: (text: string) => Part): Part {
  const at = statSync(path).mtimeMs;
  const known = served.get(path);
  if (known?.at === at) return known.part;
  const part = make(readFileSync(path, 'utf8'));
  served.set(path, { at, part });
  return part;
}

function partOf(name: string, text: string): Part {
  const extension = name.slice(name.lastIndexOf('.') + 1);
  const body = extension === 'ts' ? withPlaces(withoutTypes(text)) : text;
  return { type: `${TYPES[extension] ?? 'text/plain'}; charset=utf-8`, body };
}

/** A browser finds a package only by its address. */
function withPlaces(text: string): string {
  return text.replace(/\bfrom\s*(["'])preact(\/hooks)?\1/g, (_, quote: string, hooks?: string) => {
    return `from ${quote}/client/vendor/${hooks ? 'hooks' : 'preact'}.mjs${quote}`;
  });
}
