import type { Result } from '../../../src/run.ts';
import { type Known, keyOf, type Row } from './record.ts';
import type { Message, Person, World } from './world.ts';

/** One thing that somebody does, at the same time as others do other things. */
export interface Step {
  story: string;
  /** Gives what was answered, where it was an operation on a decision; or what else came of it. */
  act(): Promise<Asked | string | undefined>;
}

export interface Asked {
  by: Person;
  /** As it stands in the history: `log`, `change`, `undo`. */
  kind: string;
  /** Unknown before one is logged. */
  decision: number | undefined;
  /** Which change whoever asked had seen, and whether that was the last one before all this began. */
  seen: number | undefined;
  isStale: boolean;
  result: Result;
}

/** How everything stood before a burst began, and what is to happen in it. */
export interface Scene {
  world: World;
  record: readonly Row[];
  /** Of these most is asked, so that people get in each other's way. */
  hot: readonly Row[];
  /** Who did what was done last to each decision. */
  lastBy: ReadonlyMap<number, string>;
  /** The messages that are kept, by where they are. */
  kept: ReadonlyMap<string, Known>;
  /** Of them those that decisions rest on. */
  quoted: ReadonlySet<string>;
  /** Messages that somebody edits, deletes or takes along meanwhile. */
  touched: Set<Message>;
  /** People of whom it is decided already whether they opt out or in. */
  deciding: Set<Person>;
  /** People who come into a channel or leave one: what they may see is not known for a moment. */
  moving: Set<Person>;
}

export type Doing = (scene: Scene) => Step | undefined;

/** By weight. What cannot be done as things stand is not done. */
export function planSome(scene: Scene, doings: readonly (readonly [number, Doing])[], count: number): Step[] {
  const all = doings.flatMap(([weight, doing]) => Array.from({ length: weight }, () => doing));
  return Array.from({ length: count }).flatMap(() => scene.world.dice.one(all)(scene) ?? []);
}

export const pick = <T>({ world }: Pick<Scene, 'world'>, among: readonly T[]): T | undefined =>
  among.length === 0 ? undefined : world.dice.one(among);

/** Mostly one that a decision rests on. */
export function pickMessage(scene: Scene, may: (message: Message) => boolean): Message | undefined {
  const { dice, messages } = scene.world;
  const able = messages.filter((one) => !one.deleted && may(one));
  const quoted = able.filter((one) => scene.quoted.has(keyOf(one)));
  return pick(scene, quoted.length > 0 && dice.happens(0.6) ? quoted : able);
}
