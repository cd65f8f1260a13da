import type { Group } from '../client/wire.ts';
import type { Workspace } from '../workspace.ts';

/** The user groups of the workspace. */
export function groupsOf({ groups }: Workspace): Group[] {
  return [...groups.values()]
    .filter(({ deleted }) => !deleted)
    .map(({ id, handle, name, users }) => ({ id, handle, name, members: users }));
}
