import { z } from 'zod';
import type { Box } from '../box.ts';
import type { Message, Person, View } from '../facts.ts';
import { type CommandAnswer, command } from '../interact/command.ts';
import { slackbotSays } from '../interact/slackbot.ts';
import { typedCommand } from '../interact/typed.ts';
import { type Json, messageShape, viewShape } from '../shapes.ts';
import { isOutsider, type Room } from '../workspace.ts';
import { isOwnCommand, runOwnCommand } from './own-commands.ts';
import { type Desk, personActing, roomFor, type Verb, verb } from './verb.ts';

/** Slash commands: the answer is what the person who typed it is shown. */
export const ask: Record<string, Verb> = {
  command: verb(
    z.object({
      person: z.string(),
      channel: z.string(),
      text: z.string().startsWith('/'),
      wait: z.number().optional(),
    }),
    async (desk, { wait: waitMs, ...args }) => {
      const person = personActing(desk.box, args.person);
      const room = roomFor(desk.box, person, args.channel);
      const [name = '', rest = ''] = args.text.split(/\s+(.*)/s);
      return shown(desk.box, room, await answer(desk, { person, room, name, rest: rest.trim(), waitMs }));
    },
  ),
};

interface Typed {
  person: Person;
  room: Room;
  name: string;
  rest: string;
  waitMs: number | undefined;
}

async function answer({ box, courier }: Desk, { person, room, name, rest, waitMs }: Typed): Promise<CommandAnswer> {
  const bySlack = { ack: null, modal: undefined };
  if (isOwnCommand(name))
    return { answered: true, ...bySlack, messages: runOwnCommand({ box, person, room }, name, rest) };
  const offered = offeredTo(box, person, name);
  if (offered) {
    const text = offered.should_escape ? typedCommand(box.workspace, rest) : rest;
    return command(box, courier, { person, room, command: name, text, waitMs });
  }
  const messages = [slackbotSays(box, room, person, `${name} is not a valid command.`)];
  return { answered: false, error: 'not_a_command', ...bySlack, messages };
}

/** An app's commands are for the people of the workspace it is installed in. */
function offeredTo(box: Box, person: Person, name: string): { should_escape: boolean } | undefined {
  if (isOutsider(box.workspace, person)) return undefined;
  return box.manifest ? box.manifest.commands.find(({ command }) => command === name) : { should_escape: true };
}

function shown(box: Box, room: Room, { messages, modal, ...answer }: CommandAnswer): Json {
  const shape = (message: Message) => ({ ...messageShape(box.workspace, message, true), channel: room.channel.id });
  const opened = (view: View) => viewShape(box.workspace, view);
  return { ...answer, messages: messages.map(shape), modal: modal ? opened(modal) : null };
}
