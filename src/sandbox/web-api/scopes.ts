import type { Box } from '../box.ts';
import type { Json } from '../shapes.ts';
import { findRoom } from '../workspace.ts';
import type { Method } from './method.ts';

const FAMILY = { public: 'channels', private: 'groups', im: 'im', mpim: 'mpim' } as const;

/** Everything Hypha could ever be granted; tests take some away. */
export const allScopes: readonly string[] = [
  'app_mentions:read assistant:write bookmarks:write canvases:write channels:history channels:join channels:manage channels:read',
  'chat:write commands dnd:read files:read files:write groups:history groups:read groups:write im:history im:read im:write',
  'metadata.message:read mpim:history mpim:read mpim:write pins:read pins:write reactions:read reactions:write team:read',
  'usergroups:read users:read users:read.email',
].flatMap((line) => line.split(' '));

/** For a conversation the scope of its kind counts; elsewhere any one of the method's scopes will do. */
export function scopeProblem(
  box: Box,
  granted: ReadonlySet<string>,
  name: string,
  method: Method,
  args: Json,
): Json | undefined {
  if (method.scopes.length === 0) return undefined;
  const wanted = name.startsWith('conversations.') ? ofKind(box, method.scopes, args) : method.scopes;
  if (wanted.some((scope) => granted.has(scope))) return undefined;
  return { needed: wanted.join(','), provided: [...granted].join(',') };
}

function ofKind(box: Box, scopes: readonly string[], args: Json): readonly string[] {
  const room = typeof args.channel === 'string' ? findRoom(box.workspace, args.channel) : undefined;
  const family = room && FAMILY[room.channel.kind];
  const narrowed = scopes.filter((scope) => scope.startsWith(`${family}:`));
  return narrowed.length > 0 ? narrowed : scopes;
}
