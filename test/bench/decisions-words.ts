/** The same throws in every run. */
export interface Dice {
  /** Below `sides`, all alike. */
  throw(sides: number): number;
  /** Below `sides`, the lower the likelier: the tenth comes up a tenth as often as the first. */
  lean(sides: number): number;
  chance(part: number): boolean;
}

export function diceOf(seed: number): Dice {
  let state = seed;
  const next = () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
  return {
    throw: (sides) => Math.floor(next() * sides),
    lean: (sides) => Math.floor(Math.exp(next() * Math.log(sides + 1))) - 1,
    chance: (part) => next() < part,
  };
}

const frequent = `team service postgres queue billing deploy release cache index search customer report metric retry
  schema region invoice tenant webhook session budget vendor pipeline cluster migration latency worker sandbox gateway
  refund storage token export import review roadmap contract support design mobile backend frontend analytics partner`;
const onsets =
  'b bl br c ch cl cr d dr f fl fr g gl gr h j k kn l m n p ph pl pr qu r s sc sh sk sl sn sp st str sw t th tr v w z';
const vowels = 'a e i o u ai ea ee ie oa oo ou y';
const codas = 'b ck d ft g l lk ll m mp n nd ng nk nt p pt r rd rk rm rn rt s sh sk ss st t th v x zz';

/** In the order of how often they are said: a few stand nearly everywhere, most nearly nowhere. */
const vocabulary: readonly string[] = [...frequent.split(/\s+/), ...madeUp(8_000)];

/** Two syllables each, as varied as words of a language are. */
function madeUp(count: number): string[] {
  const dice = diceOf(7);
  const parts = [onsets, vowels, codas].map((all) => all.split(' '));
  const syllable = () => parts.map((all) => all[dice.throw(all.length)]).join('');
  return Array.from({ length: count }, () => syllable() + syllable());
}

const word = (dice: Dice): string => vocabulary[dice.lean(vocabulary.length)] ?? '';

/** What is asked for, with the part of all decisions that speak of it. */
export const asked = {
  /** Of every second. */
  common: vocabulary[2] ?? '',
  /** Of one in thirty. */
  middling: vocabulary[90] ?? '',
  other: vocabulary[60] ?? '',
  /** Of one in a thousand. */
  rare: vocabulary[2_500] ?? '',
  /** Of one in fifty, and its words of many more. */
  phrase: 'system of record',
  /** As nobody writes it. */
  misspelt: 'posgtres',
  /** Stands within words that are common. */
  part: 'ostgre',
};

/** So many words, now and then with what people say together. */
export function someWords(dice: Dice, least: number, most: number): string {
  const said = Array.from({ length: least + dice.throw(most - least + 1) }, () => word(dice));
  if (dice.chance(0.01)) said.splice(dice.throw(said.length), 0, asked.phrase);
  return said.join(' ');
}
