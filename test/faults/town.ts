import { z } from 'zod';
import { eventually } from '../support/slack.ts';
import type { Plan } from './plan.ts';
import type { Stage } from './stage.ts';

/** Who and where: people, the channels Hypha reads, those where its own posts are never echoed, and DMs. */
export interface Town {
  people: readonly string[];
  channels: readonly { name: string; id: string }[];
  /** Channels into which Hypha is invited on the way, and which never let it read. */
  lobbies: readonly string[];
  /** Where posts go: a part of the channels, deaf channels, and people. */
  dests: readonly string[];
  deaf: readonly string[];
}

const people = ['maya', 'ravi', 'ana', 'ben', 'june'] as const;
const host = 'maya';

export async function buildTown({ slack, db }: Stage, { dests }: Plan): Promise<Town> {
  const maya = slack.person(host);
  const make = async (name: string) => {
    const id = await maya.createsChannel(name);
    for (const guest of people.slice(1)) await maya.invites(guest, { to: id });
    return { name, id };
  };
  const channels = await Promise.all(Array.from({ length: Math.max(30, dests) }, (_, n) => make(`room-${n + 1}`)));
  const deafCount = Math.ceil(dests / 3);
  const deafOnes = await Promise.all(Array.from({ length: deafCount }, (_, n) => make(`deaf-${n + 1}`)));
  const lobbies = await Promise.all(Array.from({ length: 40 }, (_, n) => make(`lobby-${n + 1}`)));
  for (const { id } of [...channels, ...deafOnes]) await maya.invites('hypha', { to: id });
  const read = [...channels, ...deafOnes];
  for (const { id } of read) await letIn(slack, id);
  await eventually(async () => (await readChannels(db)) === read.length, { within: 30_000 });
  const direct = (await slack.control('people', {}, People)).people
    .filter(({ name }) => people.some((one) => one === name))
    .map(({ id }) => id);
  const deaf = deafOnes.map(({ id }) => id);
  const open = channels.slice(0, dests - deaf.length - direct.length).map(({ id }) => id);
  return {
    people,
    channels,
    lobbies: lobbies.map(({ id }) => id),
    dests: [...open, ...deaf, ...direct],
    deaf,
  };
}

const People = z.object({ people: z.array(z.looseObject({ id: z.string(), name: z.string() })) });

/** By a person, through Slack, as everywhere; who is not answered asks again. */
const letIn = (slack: Stage['slack'], channel: string): Promise<unknown> =>
  eventually(
    async () => {
      const answer = await slack.person(host).types('/hypha join', { in: channel });
      if (!answer.text.includes('reads')) throw new Error(`could not join: ${answer.text || answer.error}`);
    },
    { within: 30_000 },
  );

async function readChannels(db: Stage['db']): Promise<number> {
  const { rows } = await db.pool.query('select count(*) as count from channel where reading');
  return Number(rows[0]?.count);
}
