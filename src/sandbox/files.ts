import type { Box } from './box.ts';
import { secondsOf } from './clock.ts';
import type { File } from './facts.ts';
import { roomsWith } from './file-shapes.ts';
import { opened, type Workspace } from './workspace.ts';

/** What a file is, judged by its name. */

const KINDS: Readonly<Record<string, string>> = {
  txt: 'text/plain',
  md: 'text/markdown',
  csv: 'text/csv',
  json: 'application/json',
  html: 'text/html',
  pdf: 'application/pdf',
  png: 'image/png',
  jpg: 'image/jpeg',
  gif: 'image/gif',
};

interface Brought {
  id: string;
  name: string;
  title?: string | undefined;
  user: string;
  alt?: string | undefined;
  content: Buffer;
}

export function newFile(box: Box, { id, name, title = name, user, alt, content }: Brought): File {
  const ending = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  const filetype = ending === 'jpeg' ? 'jpg' : ending === 'txt' || ending === '' ? 'text' : ending;
  const mimetype = KINDS[filetype === 'text' ? 'txt' : filetype] ?? 'application/octet-stream';
  const words = alt === undefined ? {} : { alt };
  const created = secondsOf(box.clock);
  return { id, name, title, mimetype, filetype, user, created, ...words, content: content.toString('base64') };
}

/** The app may see its own files and those in conversations it is in or that are open to all. */
export function mayAppSee(workspace: Workspace, { id, user }: { id: string; user: string }): boolean {
  const { botUserId } = opened(workspace).app;
  return (
    user === botUserId ||
    roomsWith(workspace, id).some(({ channel, members }) => channel.kind === 'public' || members.has(botUserId))
  );
}
