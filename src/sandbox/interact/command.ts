import { isObject } from '../body.ts';
import type { Box } from '../box.ts';
import type { Courier } from '../courier.ts';
import { VERIFICATION_TOKEN } from '../envelope.ts';
import type { Message, Person, View } from '../facts.ts';
import { opened, type Room, topModal } from '../workspace.ts';
import { channelIn } from './payload.ts';
import { type Answer, answer, giveUrl, show } from './response-url.ts';
import { watchShown } from './shown.ts';

export interface CommandAnswer {
  /** False when the app did not acknowledge and Slack itself told the person so. */
  answered: boolean;
  error?: string;
  ack: unknown;
  messages: readonly Message[];
  modal: View | undefined;
}

interface Typed {
  person: Person;
  room: Room;
  command: string;
  text: string;
  /** How long to wait for an answer when the ack itself holds none. */
  waitMs?: number | undefined;
}

export async function command(box: Box, courier: Courier, typed: Typed): Promise<CommandAnswer> {
  const { person, room } = typed;
  const { id, url } = giveUrl(box, { user: person.id, channel: room.channel.id, command: typed.command });
  const shown = watchShown(box, person.id, room.channel.id, id);
  try {
    const ack = await courier.ask('slash_commands', fields(box, typed, url));
    if (!ack.heard) return failed(ack.why);
    const said = readAnswer(ack.body);
    const inAck = said ? [show(box, room, person.id, said, said.response_type ?? 'ephemeral')] : [];
    if (!said) await shown.something(typed.waitMs ?? box.timing.answerMs);
    const messages = new Map([...inAck, ...shown.messages()].map((message) => [message.ts, message]));
    return {
      answered: true,
      ack: ack.body ?? null,
      messages: [...messages.values()],
      modal: topModal(box.workspace, person.id),
    };
  } finally {
    shown.stop();
  }
}

/** What the person is told by Slack itself when the app does not answer. */
function failed(why: string): CommandAnswer {
  const error =
    why === 'timeout' ? 'operation_timeout' : why === 'http_error' ? 'dispatch_failed' : 'dispatch_unknown_error';
  return { answered: false, error, ack: null, messages: [], modal: undefined };
}

function fields(box: Box, { person, room, command: name, text }: Typed, url: string): Record<string, unknown> {
  const { team, app } = opened(box.workspace);
  const channel = channelIn(room);
  return {
    token: VERIFICATION_TOKEN,
    team_id: team.id,
    team_domain: team.domain,
    channel_id: channel.id,
    channel_name: channel.name,
    user_id: person.id,
    user_name: person.name,
    command: name,
    text,
    api_app_id: app.id,
    is_enterprise_install: 'false',
    response_url: url,
    trigger_id: box.triggers.give(person.id),
  };
}

/** An ack may be empty, a text, or a message; over a socket a text comes as `{ text }` and nothing as `{}`. */
function readAnswer(body: unknown): Answer | undefined {
  if (typeof body === 'string') return body === '' ? undefined : { text: body };
  if (!isObject(body) || Object.keys(body).length === 0) return undefined;
  const parsed = answer.safeParse(body);
  return parsed.success && (parsed.data.text || parsed.data.blocks?.length || parsed.data.attachments?.length)
    ? parsed.data
    : undefined;
}
