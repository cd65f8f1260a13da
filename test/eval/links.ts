import { z } from 'zod';
import type { Dialogue } from '../../src/mind/dialogue.ts';
import { type LinkWeights, linkBy } from '../../src/mind/local/links.ts';
import { heard, namesIn } from '../../src/mind/local/links-heard.ts';
import { candidates, reach } from '../../src/mind/local/links-pairs.ts';
import { noThreads, tie } from '../../src/mind/local/links-threads.ts';
import { sharedWords } from '../../src/mind/local/links-words.ts';
import { type Choice, fitChoices } from './links-choice.ts';
import { type Columns, choiceOf, noColumns, sharesOf, weightsOf } from './links-columns.ts';
import { type Log, quietened } from './links-quiet.ts';
import { type Counts, dialoguesIn, figureOf, rowsOf } from './links-rows.ts';

const label = z.object({ stream: z.string(), msg_ids: z.tuple([z.string()]), parents: z.array(z.string()) });

/** How strongly weights are pulled to nothing, how many steps are made, and how much quiet places count. */
const learning = { pull: 30, rounds: 100, quiet: 1 };

/** How often what is answered is found in logs that nothing was learned from, beside what a simple rule finds. */
export async function checkLinks(dataDir: string) {
  const logs = logsIn(dataDir).map((busy) => ({ busy, quiet: quietened(busy) }));
  const found = logs.map(({ busy, quiet }) => {
    const weights = learn(logs.map((log) => log.busy).filter((other) => other !== busy));
    return [busy, quiet].map((log) => tallyOf(log, linkBy(weights, log.dialogue)));
  });
  return {
    links: figureOf(found.flatMap(([busy]) => busy ?? [])),
    'links by a plain rule': figureOf(logs.map(({ busy }) => tallyOf(busy, plainLinks(busy.dialogue)))),
    'links in a quiet place': figureOf(found.flatMap(([, quiet]) => quiet ?? [])),
    'links in a quiet place by a plain rule': figureOf(
      logs.map(({ quiet }) => tallyOf(quiet, plainLinks(quiet.dialogue))),
    ),
  };
}

export async function fitLinks(dataDir: string): Promise<LinkWeights> {
  return learn(logsIn(dataDir));
}

function logsIn(dataDir: string): Log[] {
  const labels = Map.groupBy(rowsOf(dataDir, 'irc-disentangle/labels.jsonl', label), ({ stream }) => stream);
  return [...dialoguesIn(dataDir, 'irc-disentangle')].map(([stream, dialogue]) => ({
    dialogue,
    parents: new Map(
      labels.get(stream)?.map(({ msg_ids: [id], parents }) => [id, parents.length > 0 ? parents : [id]]),
    ),
  }));
}

function learn(logs: readonly Log[]): LinkWeights {
  const columns = noColumns();
  const choices = logs.flatMap((log) => [
    ...choicesIn(log, columns),
    ...choicesIn(quietened(log), columns).map((choice) => ({ ...choice, counts: learning.quiet })),
  ]);
  return weightsOf(fitChoices(choices, sharesOf(columns), learning.pull, learning.rounds), columns);
}

/** What there is to learn from a log, where what was said before hangs together as it is labelled. */
function choicesIn({ dialogue, parents }: Log, columns: Columns): Choice[] {
  const names = namesIn(dialogue);
  const talk = dialogue.map((utterance) => heard(utterance, names));
  const shared = sharedWords(talk, reach);
  const threads = noThreads();
  const places = new Map(dialogue.map(({ id }, place) => [id, place]));
  const choices: Choice[] = [];
  for (const [place, { id }] of dialogue.entries()) {
    const words = shared(place);
    const right = parents.get(id);
    if (!right) continue;
    const isRight = (n: number) => right.includes(dialogue[n]?.id ?? '');
    const choice = choiceOf(columns, (take) => candidates({ talk, shared: words, threads }, place, take), isRight);
    if (choice.right.includes(1)) choices.push(choice);
    tie(threads, place, talk[place]?.speaker ?? '', places.get(right[0] ?? id) ?? place);
  }
  return choices;
}

function tallyOf({ parents }: Log, links: ReadonlyMap<string, string>): Counts {
  const tally = { right: 0, given: parents.size, labelled: 0 };
  for (const [id, right] of parents) {
    tally.labelled += new Set(right).size;
    if (right.includes(links.get(id) ?? id)) tally.right += 1;
  }
  return tally;
}

/** Whom it names said it last, or else it is the line before. */
function plainLinks(dialogue: Dialogue): Map<string, string> {
  const names = namesIn(dialogue);
  const last = new Map<string, string>();
  let before: string | undefined;
  const links = new Map<string, string>();
  for (const utterance of dialogue) {
    const { speaker, names: named, event } = heard(utterance, names);
    const of = named.map((name) => last.get(name)).find((id) => id !== undefined);
    links.set(utterance.id, event ? utterance.id : (of ?? before ?? utterance.id));
    if (event) continue;
    last.set(speaker, utterance.id);
    before = utterance.id;
  }
  return links;
}
