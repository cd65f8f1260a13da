import { setTimeout } from 'node:timers/promises';
import type { Said } from '../support/slack.ts';
import type { Dice } from './dice.ts';
import type { Stage } from './stage.ts';
import type { Town } from './town.ts';

/** What people do in Slack; what stands in the end is what Slack says stands. */
export interface Talk {
  /** Words that were said once and stand nowhere any more. */
  gone: string[];
  done: number;
}

interface Message extends Said {
  author: string;
  text: string;
  /** Not a reply. */
  main: boolean;
}

const threadsPerChannel = 4;

export function startTalk({ slack }: Stage, town: Town, dice: Dice): Talk & { go(): Promise<void> } {
  const standing = new Map<string, Message[]>(town.channels.map(({ id }) => [id, []]));
  const talk = { gone: [] as string[], done: 0 };
  let words = 0;
  const sentence = () => `words ${++words} ${dice.below(1e9).toString(36)}`;

  const say = async (channel: string, here: Message[]) => {
    const author = dice.one(town.people);
    const text = sentence();
    here.push({ ...(await slack.person(author).says(text, { in: channel })), channel, author, text, main: true });
  };
  const reply = async (_channel: string, here: Message[]) => {
    const author = dice.one(town.people);
    const root = dice.one(here.filter(({ main }) => main).slice(0, threadsPerChannel));
    const text = sentence();
    const said = await slack.person(author).replies(root, text, { broadcast: dice.happens(0.2) });
    here.push({ ...said, channel: root.channel, author, text, main: false });
  };
  const edit = async (_channel: string, here: Message[]) => {
    const message = dice.one(here);
    const text = sentence();
    talk.gone.push(message.text);
    message.text = text;
    await slack.person(message.author).edits(message, text);
  };
  const remove = async (_channel: string, here: Message[]) => {
    const [message] = here.splice(dice.below(here.length), 1);
    if (!message) return;
    talk.gone.push(message.text);
    await slack.person(message.author).deletes(message);
  };

  const busy = new Set<string>();
  return Object.assign(talk, {
    /** One thing happens in one channel; meanwhile nothing else does there, so that people see what they act on. */
    async go() {
      const channel = dice.one([...standing.keys()].filter((id) => !busy.has(id)));
      const here = standing.get(channel) ?? [];
      const roll = dice.between(0, 1);
      const canReply = here.some(({ main }) => main);
      const act = here.length < 3 || roll < 0.55 ? say : roll < 0.7 && canReply ? reply : roll < 0.9 ? edit : remove;
      busy.add(channel);
      await act(channel, here).finally(() => busy.delete(channel));
      talk.done++;
    },
  });
}

interface Speed {
  /** How much of it may have been done by now, from 0 to 1. */
  mayGo(): number;
  stop: AbortSignal;
  abreast: number;
}

/** Does `total` things, some at the same time, never further ahead than it may. */
export async function feed(
  total: number,
  { mayGo, stop, abreast }: Speed,
  one: (n: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const go = async () => {
    while (next < total && !stop.aborted) {
      if (next / total > mayGo()) await setTimeout(20);
      else await one(next++);
    }
  };
  await Promise.all(Array.from({ length: abreast }, go));
}
