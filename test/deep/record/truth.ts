import { z } from 'zod';
import { keyOf } from './record.ts';
import { marksIn } from './texts.ts';
import type { World } from './world.ts';

/** What stands in Slack, by its own word: what people said, and what Hypha posted. */
export interface Truth {
  said: ReadonlyMap<string, string>;
  posted: string[];
}

const Dump = z.object({
  channels: z.array(
    z.object({
      id: z.string(),
      messages: z.array(
        z.looseObject({
          ts: z.string(),
          text: z.string().default(''),
          bot_id: z.string().optional(),
          is_ephemeral: z.boolean().optional(),
        }),
      ),
    }),
  ),
});

export async function truthOf({ hyphas: [{ slack }] }: World): Promise<Truth> {
  const { channels } = await slack.control('dump', {}, Dump);
  const all = channels
    .flatMap(({ id: channel, messages }) => messages.map((one) => ({ ...one, channel })))
    .filter(({ is_ephemeral }) => !is_ephemeral);
  return {
    said: new Map(all.filter(({ bot_id }) => !bot_id).map((one) => [keyOf(one), one.text])),
    posted: all.filter(({ bot_id }) => bot_id).map((message) => JSON.stringify(message)),
  };
}

/** Of several who edit at once, Slack says whose words stand. */
export function follow({ messages }: World, { said }: Truth): void {
  for (const message of messages) {
    message.deleted = !said.has(keyOf(message));
    const stands = marksIn(said.get(keyOf(message)) ?? '').join();
    message.typed = message.drafts.findLast((draft) => marksIn(draft).join() === stands) ?? message.typed;
  }
}

/** Words that are to be nowhere any more, each with what became of it. */
export function goneWords({ messages }: World, { said }: Truth): Map<string, string> {
  const gone = new Map<string, string>();
  for (const message of messages) {
    const { ts, drafts, erased, author } = message;
    const text = said.get(keyOf(message));
    const why = text === undefined ? 'deleted' : erased ? `opted out (${author.name})` : 'edited';
    for (const mark of new Set(drafts.flatMap(marksIn)))
      if (erased || !text?.includes(mark)) gone.set(mark, `${ts}, ${why}`);
  }
  return gone;
}
