import type { ChannelFacts } from '../channels/rules.ts';
import type { Ear, Heard } from '../edges/slack-ear.ts';
import { Refusal } from '../errors.ts';
import { eventsSentence } from './rules.ts';
import { type Talk, untilRight } from './talk.ts';

interface Listening {
  talk: Talk;
  ear: Ear;
  botUser: string;
  waitMs: number;
  /** Where Hypha is. */
  rooms(): Promise<ChannelFacts[]>;
  /** Whether somebody said something there lately that Slack shows. */
  wasSaid(channel: string): Promise<boolean>;
}

/**
 * Slack tells nobody which events an app subscribes to, but whoever made it. So people do, once, what causes those that
 * matter most, and it is heard or not; and where not, Slack is asked whether it happened.
 */
export async function listen(listening: Listening): Promise<void> {
  await hear(listening, 'In Slack, open Hypha under "Apps", and there the tab Home.', {
    fits: ({ type }) => type === 'app_home_opened',
    heard: () => 'Slack tells Hypha when its Home is opened.',
    missed: async () =>
      `${eventsSentence(['app_home_opened'])} If it is there already: switch the Home Tab on under "App Home".`,
  });
  if ((await listening.rooms()).length === 0) await hearJoin(listening);
  await hearMessage(listening);
}

const hearJoin = (listening: Listening) =>
  hear(listening, 'In a channel that Hypha may read, type /invite @Hypha.', {
    fits: ({ type, user }) => type === 'member_joined_channel' && user === listening.botUser,
    heard: () => 'Slack tells Hypha when it is invited.',
    async missed() {
      const [room] = await listening.rooms();
      if (!room) return 'Hypha is in no channel yet: type /invite @Hypha in one.';
      return `Hypha is in #${room.name} and was not told so. ${eventsSentence(['member_joined_channel'])}`;
    },
  });

async function hearMessage(listening: Listening): Promise<void> {
  const rooms = await listening.rooms();
  const [first] = rooms;
  if (!first) return;
  const name = (id: string | undefined) => rooms.find((room) => room.id === id)?.name ?? 'a channel';
  await hear(listening, `Write something in #${first.name}.`, {
    // Slack's own words, such as that somebody joined, have a subtype.
    fits: ({ type, user, bot_id, subtype, channel }) =>
      type === 'message' && user !== undefined && !bot_id && !subtype && rooms.some(({ id }) => id === channel),
    heard: ({ channel }) => `Slack tells Hypha what is said in #${name(channel)}.`,
    async missed() {
      for (const room of rooms)
        if (await listening.wasSaid(room.id))
          return `Something was said in #${room.name} and Hypha was not told. ${eventsSentence([room.kind === 'private' ? 'message.groups' : 'message.channels'])}`;
      return `Nothing was said in #${first.name}: write something there.`;
    },
  });
}

interface Sound {
  fits(event: Heard): boolean;
  heard(event: Heard): string;
  missed(): Promise<string>;
}

const hear = ({ talk, ear, waitMs }: Listening, todo: string, { fits, heard, missed }: Sound): Promise<void> =>
  untilRight(talk, async () => {
    talk.say(`  ${todo}`);
    const skip = new AbortController();
    const skipped = talk.enter(skip.signal);
    const event = await ear.hear(fits, waitMs, AbortSignal.any([skip.signal, skipped.signal]));
    skip.abort();
    if (event) return talk.say(`✓ ${heard(event)}`);
    if (skipped.signal.aborted) return talk.say('  Left out.');
    throw new Refusal('unavailable', await missed());
  });
