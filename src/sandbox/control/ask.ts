import { z } from 'zod';
import { command } from '../interact/command.ts';
import { typedCommand } from '../interact/typed.ts';
import { messageShape, viewShape } from '../shapes.ts';
import { personNamed, roomFor, type Verb, verb } from './verb.ts';

/** Slash commands: the answer is what the person who typed it is shown. */
export const ask: Record<string, Verb> = {
  command: verb(
    z.object({
      person: z.string(),
      channel: z.string(),
      text: z.string().startsWith('/'),
      wait: z.number().optional(),
    }),
    async ({ box, courier }, args) => {
      const person = personNamed(box, args.person);
      const room = roomFor(box, person, args.channel);
      const [name = '', rest = ''] = args.text.split(/\s+(.*)/s);
      const text = typedCommand(box.workspace, rest.trim());
      const { messages, modal, ...answer } = await command(box, courier, {
        person,
        room,
        command: name,
        text,
        waitMs: args.wait,
      });
      return {
        ...answer,
        messages: messages.map((message) => ({
          ...messageShape(box.workspace, message, true),
          channel: room.channel.id,
        })),
        modal: modal ? viewShape(box.workspace, modal) : null,
      };
    },
  ),
};
