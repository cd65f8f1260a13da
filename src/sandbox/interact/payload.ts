import type { Box } from '../box.ts';
import { VERIFICATION_TOKEN } from '../envelope.ts';
import type { Person } from '../facts.ts';
import type { Json } from '../shapes.ts';
import { opened, type Room } from '../workspace.ts';

/** What every interaction payload says about who did it and where. */
export function common(box: Box, person: Person): Json {
  const { team, app } = opened(box.workspace);
  return {
    user: { id: person.id, username: person.name, name: person.name, team_id: person.team_id ?? team.id },
    team: { id: team.id, domain: team.domain },
    enterprise: null,
    is_enterprise_install: false,
    api_app_id: app.id,
    token: VERIFICATION_TOKEN,
  };
}

/** DMs and private channels have no name of their own in payloads. */
export function channelIn(room: Room): { id: string; name: string } {
  const { id, name, kind } = room.channel;
  return { id, name: kind === 'im' ? 'directmessage' : kind === 'private' ? 'privategroup' : name };
}
