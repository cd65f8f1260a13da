import type { Person, UserGroup } from './facts.ts';
import type { Json } from './shapes.ts';
import { isGuest, isOutsider, opened, teamOf, type Workspace } from './workspace.ts';

/** How people and their groups look in Slack's JSON. */

export function userShape(workspace: Workspace, person: Person, now: number): Json {
  const isBot = person.role === 'bot';
  const outside = isOutsider(workspace, person);
  return {
    id: person.id,
    team_id: teamOf(workspace, person),
    name: person.name,
    deleted: person.deleted,
    color: '9f69e7',
    real_name: person.real_name,
    // Slack says no zone of who was deactivated.
    ...(person.deleted ? {} : zone(person, now)),
    profile: { ...profile(workspace, person), team: teamOf(workspace, person), ...botProfile(workspace, isBot) },
    is_admin: person.role === 'owner' || person.role === 'admin',
    is_owner: person.role === 'owner',
    is_primary_owner: person.role === 'owner',
    is_restricted: isGuest(person),
    is_ultra_restricted: person.role === 'single-channel guest',
    is_bot: isBot,
    is_app_user: false,
    ...(outside ? { is_stranger: isStranger(workspace, person) } : {}),
    updated: person.updated,
    is_email_confirmed: !isBot,
    who_can_share_contact_card: 'EVERYONE',
  };
}

function botProfile(workspace: Workspace, isBot: boolean): Json {
  const { app } = opened(workspace);
  return isBot ? { api_app_id: app.id, bot_id: app.botId, always_active: true } : {};
}

/** In no conversation that the app is in. */
function isStranger(workspace: Workspace, person: Person): boolean {
  const { botUserId } = opened(workspace).app;
  return ![...workspace.rooms.values()].some(({ members }) => members.has(person.id) && members.has(botUserId));
}

function profile(workspace: Workspace, person: Person): Json {
  const { real_name, status } = person;
  const display = person.role === 'bot' ? '' : (person.display_name ?? person.name);
  const [first = '', ...rest] = real_name.split(' ');
  return {
    title: person.title,
    phone: '',
    skype: '',
    real_name,
    real_name_normalized: real_name,
    display_name: display,
    display_name_normalized: display,
    first_name: first,
    last_name: rest.join(' '),
    status_text: status?.text ?? '',
    status_text_canonical: '',
    status_emoji: status?.emoji ?? '',
    status_emoji_display_info: [],
    status_expiration: status?.expires ?? 0,
    huddle_state: 'default_unset',
    huddle_state_expiration_ts: 0,
    avatar_hash: '',
    ...images(person.id),
    // Of outsiders an app learns no address.
    ...(person.email === undefined || isOutsider(workspace, person) ? {} : { email: person.email }),
  };
}

/** A place that does not exist: nothing of the box is on the network. */
function images(id: string): Json {
  return Object.fromEntries(
    [24, 32, 48, 72, 192, 512].map((size) => [`image_${size}`, `https://avatars.invalid/${id}-${size}.png`]),
  );
}

/** Fields that this company added to its profiles. */
const OWN_FIELDS = [
  { id: 'Xf0MANAGER', field: 'manager', label: 'Manager', hint: 'Who you report to', type: 'user' },
  { id: 'Xf0HOURS00', field: 'hours', label: 'Working hours', hint: 'When people can reach you', type: 'text' },
] as const;

/** The whole profile, as users.profile.get and events give it. */
export function wholeProfile(workspace: Workspace, person: Person, labels = false): Json {
  const fields = OWN_FIELDS.flatMap(({ id, field, label }) => {
    const value = person[field];
    return value === undefined ? [] : [[id, { value, alt: '', ...(labels ? { label } : {}) }]];
  });
  return { ...profile(workspace, person), fields: Object.fromEntries(fields) };
}

export function profileFields(): Json[] {
  return OWN_FIELDS.map(({ id, field, label, hint, type }, ordering) => ({
    id,
    ordering,
    field_name: field,
    label,
    hint,
    type,
    possible_values: [],
    options: { is_protected: false, is_scim: false },
    is_hidden: false,
    is_inverse: false,
    section_id: 'section-about-me',
  }));
}

/** A person as events tell of them: with language and every field. */
export function toldPerson(workspace: Workspace, person: Person, now: number): Json {
  const team = teamOf(workspace, person);
  const whole = { ...wholeProfile(workspace, person), team, ...botProfile(workspace, person.role === 'bot') };
  return { ...userShape(workspace, person, now), profile: whole, locale: 'en-GB' };
}

const OFFSETS = new Map<string, Intl.DateTimeFormat>();

function offsetSeconds(tz: string, at: number): number {
  const format = OFFSETS.get(tz) ?? new Intl.DateTimeFormat('en-US', { timeZone: tz, timeZoneName: 'longOffset' });
  OFFSETS.set(tz, format);
  const name = format.formatToParts(at).find((part) => part.type === 'timeZoneName')?.value ?? 'GMT';
  const [, sign = '+', hours = '0', minutes = '0'] = /GMT([+-])(\d+):(\d+)/.exec(name) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60);
}

function zone(person: Person, now: number): Json {
  return { tz: person.tz, tz_label: person.tz, tz_offset: offsetSeconds(person.tz, now) };
}

export function groupShape(workspace: Workspace, group: UserGroup, withUsers: boolean): Json {
  return {
    id: group.id,
    team_id: opened(workspace).team.id,
    is_usergroup: true,
    is_subteam: true,
    name: group.name,
    description: group.description,
    handle: group.handle,
    is_external: false,
    date_create: group.created,
    date_update: group.updated,
    date_delete: group.deleted ? group.updated : 0,
    auto_provision: false,
    enterprise_subteam_id: '',
    created_by: group.by,
    updated_by: group.by,
    prefs: { channels: [], groups: [] },
    user_count: group.users.length,
    channel_count: 0,
    ...(withUsers ? { users: group.users } : {}),
  };
}
