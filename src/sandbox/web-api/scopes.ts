import type { Box } from '../box.ts';
import type { Json } from '../shapes.ts';
import { findRoom } from '../workspace.ts';
import type { Method } from './method.ts';

const FAMILY = { public: 'channels', private: 'groups', im: 'im', mpim: 'mpim' } as const;
const FAMILY_OF_TYPE = new Map([
  ['public_channel', 'channels'],
  ['private_channel', 'groups'],
  ['im', 'im'],
  ['mpim', 'mpim'],
]);

/** Everything Hypha could ever be granted; tests take some away. */
export const allScopes: readonly string[] = [
  'app_mentions:read assistant:write bookmarks:read bookmarks:write canvases:read canvases:write channels:history channels:join',
  'channels:manage channels:read chat:write commands dnd:read emoji:read files:read files:write groups:history groups:read',
  'groups:write im:history im:read im:write links:read metadata.message:read mpim:history mpim:read mpim:write pins:read',
  'pins:write reactions:read reactions:write team:read usergroups:read users.profile:read users:read users:read.email',
].flatMap((line) => line.split(' '));

/** What is missing, in Slack's words; of several things that are missing the first. */
export function scopeProblem(
  box: Box,
  granted: ReadonlySet<string>,
  name: string,
  method: Method,
  args: Json,
): Json | undefined {
  const missing = wantedBy(box, name, method.scopes, args).find((ways) => !ways.some((scope) => granted.has(scope)));
  return missing && { needed: missing.join(','), provided: [...granted].join(',') };
}

/** Each of these has to be held, in any one of its ways. For a conversation the scope of its kind counts. */
function wantedBy(box: Box, name: string, scopes: readonly string[], args: Json): (readonly string[])[] {
  if (scopes.length === 0) return [];
  switch (name) {
    case 'conversations.list':
    case 'users.conversations':
      return familiesOfTypes(args).map((family) => ofFamily(scopes, family));
    case 'conversations.open':
      return [ofFamily(scopes, familyOfRoom(box, args) ?? (String(args.users).includes(',') ? 'mpim' : 'im'))];
    case 'conversations.create':
      return [ofFamily(scopes, String(args.is_private) === 'true' ? 'groups' : 'channels')];
    default:
      return [name.startsWith('conversations.') ? ofFamily(scopes, familyOfRoom(box, args)) : scopes];
  }
}

function familiesOfTypes({ types = 'public_channel' }: Json): string[] {
  const families = String(types)
    .split(',')
    .map((type) => FAMILY_OF_TYPE.get(type.trim()));
  return families.filter((family) => family !== undefined);
}

function familyOfRoom(box: Box, { channel }: Json): string | undefined {
  const room = typeof channel === 'string' ? findRoom(box.workspace, channel) : undefined;
  return room && FAMILY[room.channel.kind];
}

function ofFamily(scopes: readonly string[], family: string | undefined): readonly string[] {
  const narrowed = scopes.filter((scope) => scope.startsWith(`${family}:`));
  return narrowed.length > 0 ? narrowed : scopes;
}
