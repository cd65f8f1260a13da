import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Dialogue, Utterance } from '../../src/mind/dialogue.ts';
import { readStory, type Story } from '../../src/sandbox/story/files.ts';
import { readTruth } from '../support/truth.ts';

const shelf = fileURLToPath(new URL('../../src/sandbox/stories', import.meta.url));

/** A story as it is told in threads, and what its writers say is in it. Messages are known by their labels or numbers. */
export interface Told {
  name: string;
  dialogues: readonly Dialogue[];
  decisions: readonly {
    id: string;
    at: string;
    evidence: readonly string[];
    by: readonly string[];
    agreed: readonly string[];
  }[];
  notDecisions: ReadonlyMap<string, string>;
  /** The thread that each message is in. */
  threadOf: ReadonlyMap<string, number>;
}

export function tellStory(name: string): Told {
  const story = readStory(join(shelf, name));
  const truth = readTruth(join(shelf, name));
  const dialogues = threadsOf(story);
  return {
    name,
    dialogues,
    decisions: truth.decisions.map(({ id, decided, evidence, by, agreed }) => ({
      id,
      at: decided,
      evidence,
      by,
      agreed,
    })),
    notDecisions: new Map(truth['not decisions'].map(({ message, is }) => [message, is])),
    threadOf: new Map(dialogues.flatMap((dialogue, n) => dialogue.map(({ id }) => [id, n] as const))),
  };
}

type Said = Extract<Story['happenings'][number], { is: 'said' }>;

function threadsOf({ happenings }: Story): Dialogue[] {
  const said = happenings.filter((one) => one.is === 'said');
  const deleted = new Set(happenings.flatMap((one) => (one.is === 'deleted' ? [one.to] : [])));
  const edits = new Map(happenings.flatMap((one) => (one.is === 'edited' ? [[one.to, one.text] as const] : [])));
  const byName = new Map<number | string, Said>(
    said.flatMap((one) => [[one.n, one] as const, ...(one.label ? [[one.label, one] as const] : [])]),
  );
  const reactions = Map.groupBy(
    happenings.filter((one) => one.is === 'reacted'),
    ({ to }) => to,
  );
  const threads = new Map<number, Utterance[]>();
  for (const one of said) {
    if (deleted.has(one.n)) continue;
    const root = one.under === undefined ? one.n : (byName.get(one.under)?.n ?? one.n);
    const thread = threads.get(root) ?? [];
    thread.push({
      id: nameOf(one),
      author: one.by,
      text: edits.get(one.n) ?? one.text,
      at: one.n * 60_000,
      answers: thread[0]?.id,
      reactions: (reactions.get(one.n) ?? []).map(({ emoji, by }) => ({ name: emoji, by })),
    });
    threads.set(root, thread);
  }
  return [...threads.values()];
}

const nameOf = ({ label, n }: Said): string => label ?? `#${n}`;
