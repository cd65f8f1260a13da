import { z } from 'zod';
import { newFile } from '../files.ts';
import { newId } from '../ids.ts';
import { typedMessage } from '../interact/typed.ts';
import { rootOf } from '../posting.ts';
import { speak } from './talk.ts';
import { Impossible, joinedRoomFor, messageIn, personActing, type Verb, verb } from './verb.ts';

const here = { person: z.string(), channel: z.string() };

/** What people put into channels beside messages: files and pins. */
export const things: Record<string, Verb> = {
  upload: verb(
    z.object({
      ...here,
      name: z.string().min(1),
      /** What is in it: words, or bytes in base64. */
      text: z.string().default(''),
      base64: z.base64().optional(),
      title: z.string().optional(),
      comment: z.string().default(''),
      thread_ts: z.string().optional(),
    }),
    ({ box }, { name, text, base64, title, comment, thread_ts, ...args }) => {
      const person = personActing(box, args.person);
      const room = joinedRoomFor(box, person, args.channel);
      const content = base64 === undefined ? Buffer.from(text) : Buffer.from(base64, 'base64');
      const file = newFile(box, { id: newId('F', 10), name, title, user: person.id, content });
      box.commit({ kind: 'file', file, at: box.stamp() });
      const root = thread_ts === undefined ? undefined : rootOf(room, thread_ts);
      const said = comment === '' ? { text: '' } : typedMessage(box.workspace, comment);
      const thread = root === undefined ? {} : { thread_ts: root };
      const message = speak(box, person, room, { ...said, ...thread, subtype: 'file_share', files: [file.id] });
      return { channel: room.channel.id, ts: message.ts, file: file.id };
    },
  ),
  'delete-file': verb(z.object({ person: z.string(), file: z.string() }), ({ box }, args) => {
    const person = personActing(box, args.person);
    const file = box.workspace.files.get(args.file);
    const isAdmin = person.role === 'owner' || person.role === 'admin';
    if (!file || (file.user !== person.id && !isAdmin))
      throw new Impossible('cant_delete_file', 'Only its author or an admin deletes a file.');
    box.commit({ kind: 'file-deleted', id: file.id, by: person.id, at: box.stamp() });
    return {};
  }),
  pin: verb(z.object({ ...here, ts: z.string() }), ({ box }, { ts, ...args }) => {
    const person = personActing(box, args.person);
    const room = joinedRoomFor(box, person, args.channel);
    messageIn(room, ts);
    if (!room.pins.has(ts))
      box.commit({ kind: 'pinned', channel: room.channel.id, ts, user: person.id, at: box.stamp() });
    return {};
  }),
  unpin: verb(z.object({ ...here, ts: z.string() }), ({ box }, { ts, ...args }) => {
    const person = personActing(box, args.person);
    const room = joinedRoomFor(box, person, args.channel);
    if (room.pins.has(ts))
      box.commit({ kind: 'unpinned', channel: room.channel.id, ts, user: person.id, at: box.stamp() });
    return {};
  }),
};
