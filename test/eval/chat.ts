import { bandOf, type Settled, settledBy } from '../../src/mind/local/chat.ts';
import { turnsOf } from '../../src/mind/local/chat-turns.ts';
import { type Features, type Model, scoreOf } from '../../src/mind/local/model.ts';
import { believed } from './chat-believed.ts';
import { type Example, fitLogistic } from './logistic.ts';
import { type Told, tellStory } from './stories.ts';

/** How strongly everything is pulled to what was believed. */
const pull = 200;
/** Nobody in the stories says it of what is decided there and then: what is believed of it stands. */
const untaught = { weDecided: 2.5 };

/** Who settles something is learned from; what leads to it and from it is neither one nor the other. */
function examplesOf(told: Told): Example[] {
  const settled = new Set(told.decisions.map(({ at }) => at));
  const around = new Set(told.decisions.flatMap(({ evidence }) => evidence));
  return told.dialogues.flatMap((thread) => {
    const turns = turnsOf(thread);
    return thread.flatMap(({ id }, n): Example[] => {
      const features = withBelief(turns[n] ?? {});
      if (settled.has(id)) return [{ features, is: true, counts: 3 }];
      return around.has(id) ? [] : [{ features, is: false, counts: told.notDecisions.has(id) ? 2 : 1 }];
    });
  });
}

const withBelief = (features: Features): Features => ({
  ...Object.fromEntries(Object.entries(features).filter(([name]) => !name.startsWith('weDecided'))),
  believed: scoreOf({ bias: 0, weights: believed }, features),
});

function fitChat(stories: readonly Told[]): Model {
  const fitted = fitLogistic(stories.flatMap(examplesOf), pull);
  return calibrated(unfolded(fitted), stories);
}

/** As it is kept: the writers of both stories are learned from. */
export const fitStories = (): Model => fitChat([tellStory('halfdegree'), tellStory('limekiln')]);

/** Without the belief as a thing of its own. */
function unfolded({ bias, weights: { believed: share = 0, ...weights } }: Model): Model {
  const names = [...new Set([...Object.keys(weights), ...Object.keys(believed)])];
  const sum = (name: string) => (weights[name] ?? 0) + share * (believed[name] ?? 0);
  return { bias, weights: Object.fromEntries(names.map((name) => [name, sum(name)])) };
}

/** So strong a pull leaves everything too unsure: stretched and shifted until what it says comes true that often. */
function calibrated(model: Model, stories: readonly Told[]): Model {
  const examples = stories
    .flatMap(examplesOf)
    .map(({ features, is }) => ({ features: { score: scoreOf(model, features) }, is }));
  const { bias, weights } = fitLogistic(examples, 0.1);
  const stretch = weights.score ?? 1;
  return {
    bias: stretch * model.bias + bias,
    weights: {
      ...Object.fromEntries(Object.entries(model.weights).map(([name, weight]) => [name, stretch * weight])),
      ...untaught,
    },
  };
}

interface Seen extends Settled {
  text: string;
  thread: number;
}

/** What became of a story: which of its decisions were recorded or asked about, and what else was. */
function read(told: Told, model: Model) {
  const seen = told.dialogues.flatMap((dialogue, thread): Seen[] =>
    settledBy(model, dialogue).map((one, n) => ({ ...one, thread, text: dialogue[n]?.text ?? '' })),
  );
  const bands = Map.groupBy(seen, bandOf);
  const isTrue = ({ id }: Seen) => told.decisions.some(({ at, evidence }) => at === id || evidence.includes(id));
  const held = new Set([...(bands.get('record') ?? []), ...(bands.get('ask') ?? [])].map(({ id }) => id));
  const missed = told.decisions.filter(({ at, evidence }) => ![at, ...evidence].some((id) => held.has(id)));
  const wrong = (band: 'record' | 'ask') => (bands.get(band) ?? []).filter((one) => !isTrue(one));
  return { bands, missed, wrongly: { recorded: wrong('record'), asked: wrong('ask') } };
}

export function storyReport(): string[] {
  const [story, second] = [tellStory('halfdegree'), tellStory('limekiln')];
  return [
    ...lines(story, fitChat([second]), 'the other one learned from'),
    ...lines(second, fitChat([story]), 'the other one learned from'),
    ...lines(story, fitChat([story]), 'learned from itself'),
  ];
}

function lines(told: Told, model: Model, how: string): string[] {
  const { bands, missed, wrongly } = read(told, model);
  const count = (band: 'record' | 'ask' | 'review') => bands.get(band)?.length ?? 0;
  return [
    `${told.name}, ${how}: ${told.decisions.length - missed.length} of ${told.decisions.length} decisions recorded or asked about; ` +
      `recorded ${count('record')} (${wrongly.recorded.length} wrong), asked ${count('ask')} (${wrongly.asked.length} wrong), for review ${count('review')}`,
    ...missed.map(({ id }) => `  missed: ${id}`),
    ...[...wrongly.recorded, ...wrongly.asked].map(
      ({ id, text }) => `  wrong: ${id} ${text.slice(0, 80).replaceAll('\n', ' ')}`,
    ),
  ];
}
