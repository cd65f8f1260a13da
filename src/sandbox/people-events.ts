import { isObject } from './body.ts';
import type { InnerEvent } from './envelope.ts';
import type { Fact, Person, UserGroup } from './facts.ts';
import { groupShape, toldPerson } from './people-shapes.ts';
import { quietOf } from './quiet.ts';
import { isOutsider, opened, type Workspace } from './workspace.ts';

/** What the app is told of people and their groups. That somebody is away it is not told: it can only ask. */

type FactOf<K extends Fact['kind']> = Extract<Fact, { kind: K }>;
type Field = keyof Person;

const PROFILE: readonly Field[] = ['name', 'real_name', 'display_name', 'title', 'email', 'manager', 'hours', 'status'];
const ACCOUNT: readonly Field[] = ['role', 'tz', 'deleted', 'team_id'];

export function personEvents(
  workspace: Workspace,
  { person, at }: FactOf<'person'>,
  was: Person | undefined,
  now: number,
): InnerEvent[] {
  const about = (type: string): InnerEvent => ({
    type,
    user: toldPerson(workspace, person, now),
    cache_ts: person.updated,
    event_ts: at,
  });
  if (!was) return isOutsider(workspace, person) ? [] : [about('team_join')];
  const changed = (fields: readonly Field[]) => fields.some((one) => !isSame(was[one], person[one]));
  return [
    ...(changed([...PROFILE, ...ACCOUNT]) ? [about('user_change')] : []),
    ...(changed(PROFILE) ? [about('user_profile_changed')] : []),
    ...(changed(['status']) ? [withoutHuddle(about('user_status_changed'))] : []),
    ...(changed(['dnd', 'quiet'])
      ? [{ type: 'dnd_updated_user', user: person.id, dnd_status: quietOf(person, now), event_ts: at }]
      : []),
  ];
}

/** Of a status Slack tells nothing of huddles. */
function withoutHuddle({ user, ...event }: InnerEvent): InnerEvent {
  if (!isObject(user) || !isObject(user.profile)) return event;
  const { huddle_state: _, huddle_state_expiration_ts: __, ...profile } = user.profile;
  return { ...event, user: { ...user, profile } };
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

export function groupEvents(
  workspace: Workspace,
  { group, at }: FactOf<'group'>,
  was: UserGroup | undefined,
): InnerEvent[] {
  const about = (type: string): InnerEvent => ({ type, subteam: groupShape(workspace, group, true), event_ts: at });
  if (!was) return [about('subteam_created')];
  const added = group.users.filter((id) => !was.users.includes(id));
  const removed = was.users.filter((id) => !group.users.includes(id));
  if (added.length + removed.length === 0) return [about('subteam_updated')];
  const members = {
    type: 'subteam_members_changed',
    subteam_id: group.id,
    team_id: opened(workspace).team.id,
    date_previous_update: was.updated,
    date_update: group.updated,
    added_users: added,
    added_users_count: added.length,
    removed_users: removed,
    removed_users_count: removed.length,
    event_ts: at,
  };
  return [about('subteam_updated'), members];
}
