import type { Dialogue } from '../dialogue.ts';
import { heard, namesIn } from './links-heard.ts';
import { candidates, type Kind, reach, type SoFar } from './links-pairs.ts';
import { noThreads, tie } from './links-threads.ts';
import { sharedWords } from './links-words.ts';
import learned from './weights/links.json' with { type: 'json' };

/** How much each thing that is noticed speaks for a kind of answer. */
export type LinkWeights = Readonly<Record<Kind, Readonly<Record<string, number>>>>;

const weights: LinkWeights = learned;

/** For each utterance the one it answers: an earlier one, or itself where it begins something. */
export function linkReplies(dialogue: Dialogue): Map<string, string> {
  return linkBy(weights, dialogue);
}

export function linkBy(weights: LinkWeights, dialogue: Dialogue): Map<string, string> {
  const names = namesIn(dialogue);
  const talk = dialogue.map((utterance) => heard(utterance, names));
  const shared = sharedWords(talk, reach);
  const threads = noThreads();
  const places = new Map(dialogue.map(({ id }, place) => [id, place]));
  const links = new Map<string, string>();
  for (const [place, { id, answers }] of dialogue.entries()) {
    const so = { talk, shared: shared(place), threads };
    const link = answers === undefined ? likeliest(weights, so, place) : (places.get(answers) ?? place);
    tie(threads, place, talk[place]?.speaker ?? '', link);
    links.set(id, answers ?? dialogue[link]?.id ?? id);
  }
  return links;
}

function likeliest(weights: LinkWeights, so: SoFar, place: number): number {
  let best = place;
  let most = Number.NEGATIVE_INFINITY;
  candidates(so, place, (n, kind, noting) => {
    const of = weights[kind];
    let score = 0;
    noting((name, value) => {
      score += (of[name] ?? 0) * value;
    });
    if (score > most) [best, most] = [n, score];
  });
  return best;
}
