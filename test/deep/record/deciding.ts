import { z } from 'zod';
import { markOf } from '../../../src/messages/rules.ts';
import type { Result } from '../../../src/run.ts';
import { openProposal } from './proposing.ts';
import { keyOf, type Row } from './record.ts';
import { isOver, mayFollow } from './replay.ts';
import { type Asked, type Doing, pick, type Scene, type Step } from './step.ts';
import { inOneLine, inShort, marksIn, own } from './texts.ts';
import { type Message, mayRead, type Person, type World } from './world.ts';

/** What people ask of Hypha about decisions, right and wrong. */

/** Mostly somebody who may. */
function asker({ world }: Scene, ...channels: string[]): Person {
  const { dice, people } = world;
  const able = people.filter((one) => one.full && channels.every((channel) => mayRead(world, one, channel)));
  return able.length > 0 && dice.happens(0.85) ? dice.one(able) : dice.one(people);
}

/** Mostly one of a few, so that several people mean the same. */
const meant = (scene: Scene): Row | undefined =>
  pick(scene, scene.world.dice.happens(0.75) && scene.hot.length > 0 ? scene.hot : scene.record);

type Input = Record<string, string>;
type About = Pick<Asked, 'decision' | 'seen' | 'isStale'>;

export function asks(world: World, by: Person, kind: string, input: Input, about: Partial<About> = {}): Step {
  const { dice, hyphas } = world;
  // A request that comes again, to whichever process, is the same one.
  const key = `${by.name} ${world.burst} ${dice.below(1e9)}`;
  const askedOf = dice.happens(0.1) ? hyphas : [dice.one(hyphas)];
  return {
    story: `${by.name}: ${kind} ${JSON.stringify(input).slice(0, 200)}${askedOf.length > 1 ? ', twice' : ''}`,
    async act() {
      const results = await Promise.all(askedOf.map(({ asks }) => asks(by.name, `decision.${kind}`, input, { key })));
      return { by, kind, decision: undefined, seen: undefined, isStale: false, ...about, result: soonest(results) };
    },
  };
}

/** Repeated, an answer tells how it stands by then. */
function soonest(results: readonly Result[]): Result {
  const done = results.flatMap((one) => (one.ok ? [{ one, version: versionIn(one.value) }] : []));
  const [first] = done.toSorted((a, b) => a.version - b.version);
  const result = first?.one ?? results[0];
  if (!result) throw new Error('nobody was asked');
  return result;
}

const versionIn = (value: unknown): number => z.looseObject({ version: z.number() }).parse(value).version;

/** The version that is given as seen: none, the one that stood before the burst, or one that did not. */
function seenOf({ world: { dice } }: Scene, row: Row): { input: Input; about: About } {
  const about = { decision: row.number, seen: undefined, isStale: false };
  if (dice.happens(0.4)) return { input: {}, about };
  const isStale = dice.happens(0.25);
  const seen = isStale ? (row.version > 1 && dice.happens(0.7) ? row.version - 1 : row.version + 100) : row.version;
  return { input: { seen: String(seen) }, about: { ...about, seen, isStale } };
}

const details = ({ world }: Scene): Input => {
  const { dice } = world;
  const all: Input = {
    why: own(world, 'Because of'),
    alternatives: `- ${own(world, 'this')}\n- ${own(world, 'that')}`,
    assumptions: own(world, 'We stay with'),
    reopen: own(world, 'It costs more than'),
    topic: own(world, 'about'),
    type: dice.one(['choice', 'policy', 'plan']),
    owner: dice.one(world.people).name,
    agreed: `${dice.one(world.people).name}, ${dice.one(world.people).name}`,
    deciders: dice.one(world.people).id,
    again: '2031-05-12',
  };
  return Object.fromEntries(Object.entries(all).filter(() => dice.happens(0.25)));
};

export const logsOwnWords: Doing = (scene) => {
  const { world } = scene;
  const channel = world.dice.one(world.places).id;
  return asks(world, asker(scene, channel), 'log', { statement: own(world, 'Keep'), channel, ...details(scene) });
};

/** What somebody said is logged in its words, in some of them, or in others. */
export const logsMessage: Doing = (scene) => {
  const { world, kept } = scene;
  const { dice } = world;
  const still = world.messages.slice(-30).filter((one) => kept.has(keyOf(one)));
  const nodded = still.filter(({ nods }) => nods.size > 0);
  const message = pick(scene, nodded.length > 0 && dice.happens(0.5) ? nodded : still);
  const known = message && kept.get(keyOf(message));
  if (!message || !known) return undefined;
  const rests = { channel: message.channel, message: message.ts };
  if (dice.happens(0.2))
    return asks(world, asker(scene, message.channel), 'log', {
      statement: own(world, 'Then'),
      ...rests,
      ...details(scene),
    });
  const isStale = dice.happens(0.1);
  const reads = markOf(isStale ? 'as it never read' : known.text);
  const said = { statement: inWordsOf(world, message), reads, ...rests };
  const short = inShort(message.typed);
  const why: Input = short && dice.happens(0.3) ? { why: short } : {};
  return asks(world, asker(scene, message.channel), 'log', { ...said, ...details(scene), ...why }, { isStale });
};

const inWordsOf = ({ dice }: World, { typed }: Message): string =>
  (dice.happens(0.7) ? undefined : inShort(typed)) ?? inOneLine(typed);

/** Found somewhere, and not confirmed by anybody yet. */
export const proposes: Doing = (scene) => openProposal(scene, asker(scene));

/** With words of a message only where whoever comes too late for them is told so. */
export const changes: Doing = (scene) => {
  const row = meant(scene);
  if (!row) return undefined;
  const { world } = scene;
  const { input, about } = seenOf(scene, row);
  const quoted = about.seen === undefined ? undefined : stillSaid(scene, row);
  const more: Input = world.dice.happens(0.4) ? { statement: own(world, 'Rather') } : details(scene);
  const why: Input = quoted ? { why: quoted } : world.dice.happens(0.2) ? { why: '' } : {};
  return asks(
    world,
    asker(scene, ...row.audience),
    'change',
    { decision: `D-${row.number}`, ...input, ...more, ...why },
    about,
  );
};

/** Words of a message that the statement has too: when they go, the decision is another one. */
function stillSaid({ world, kept }: Scene, { statement }: Row, but: ReadonlySet<Message> = new Set()) {
  const words = marksIn(statement).slice(0, 3);
  const isIt = ({ typed }: Message) => words.length > 0 && words.join() === marksIn(typed).slice(0, 3).join();
  const message = world.messages.find((one) => !one.erased && kept.has(keyOf(one)) && !but.has(one) && isIt(one));
  return message && inShort(message.typed);
}

const kinds = ['confirm', 'start', 'finish', 'keep', 'drop', 'reverse', 'restore'];
const needsWhy = new Set(['drop', 'reverse']);

export const steps: Doing = (scene) => {
  const row = meant(scene);
  if (!row) return undefined;
  const { world } = scene;
  const possible = kinds.filter((one) => mayFollow(one, row.state));
  const kind = world.dice.one(world.dice.happens(0.7) ? possible : kinds);
  const says = needsWhy.has(kind) ? world.dice.happens(0.9) : world.dice.happens(0.3);
  const input = { decision: `D-${row.number}`, ...(says && { reason: whyOf(scene, row) }) };
  return asks(world, asker(scene, ...row.audience), kind, input, { decision: row.number });
};

/** Nobody is told when a reason comes too late, so its words are those of messages that stay. */
function whyOf(scene: Scene, row: Row): string {
  const said = scene.world.dice.happens(0.4) ? stillSaid(scene, row, scene.touched) : undefined;
  return said ?? own(scene.world, 'Since');
}

export const replaces: Doing = (scene) => {
  const { world } = scene;
  const [row, by] = [
    meant(scene),
    pick(
      scene,
      scene.record.filter(({ state }) => !isOver(state)),
    ),
  ];
  if (!row || !by) return undefined;
  const input = { decision: `D-${row.number}`, by: `D-${by.number}` };
  return asks(world, asker(scene, ...row.audience), 'replace', input, { decision: row.number });
};

/** Whoever did it last, mostly: others may not. */
export const undoes: Doing = (scene) => {
  const { world } = scene;
  const row = meant(scene);
  if (!row) return undefined;
  const last = world.people.find(({ id }) => id === scene.lastBy.get(row.number));
  const by = last && world.dice.happens(0.8) ? last : asker(scene, ...row.audience);
  const { input, about } = seenOf(scene, row);
  return asks(world, by, 'undo', { decision: `D-${row.number}`, ...input }, about);
};
