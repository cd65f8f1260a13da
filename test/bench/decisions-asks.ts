import { channelId, guest, isPrivate, member, personId } from './decisions-rows.ts';
import { asked } from './decisions-words.ts';

/** What somebody asks of Hypha, and how its filter reads where SQL is written by hand for it. */
export interface Ask {
  name: string;
  person: string;
  operation: 'decision.list' | 'home.show';
  input: Record<string, string | boolean | number>;
  /** Conditions on a decision `d`; `$3` and on are its values. */
  where: string;
  values: readonly unknown[];
  /** What it has to say: these words, or else these parts of words. Their values come after the others. */
  says?: { words: string; parts: readonly string[] };
}

const current = `d.state not in ('superseded', 'reversed', 'dropped')`;
const open = `d.state in ('proposed', 'unconfirmed', 'decided', 'in progress')`;

const privatePlace = 2;
const publicPlace = 4;
const colleague = 12;
const weeks3 = () => new Date(Date.now() - 21 * 86_400_000);

type Given = Partial<Pick<Ask, 'person' | 'where' | 'values' | 'says'>>;
const list = (name: string, input: Ask['input'], given: Given = {}): Ask => ({
  ...{ name, person: member, operation: 'decision.list', input, where: current, values: [] },
  ...given,
});
const about = (name: string, words: string, given: Given = {}): Ask =>
  list(name, { about: words }, { says: saying(words), ...given });
const saying = (words: string) => ({
  words,
  parts: words.split(' ').flatMap((word) => (word.length > 2 ? `%${word}%` : [])),
});

export const asks: readonly Ask[] = [
  list('first page', {}),
  list('page 20', { page: 20 }),
  list('page 100', { page: 100 }),
  about('common word', asked.common),
  about('middling word', asked.middling),
  about('rare word', asked.rare),
  about('common and rare word', `${asked.common} ${asked.rare}`),
  about('two middling words', `${asked.middling} ${asked.other}`),
  about('words in quotes', `"${asked.phrase}"`),
  about('misspelt word', asked.misspelt),
  about('part of a word', asked.part),
  list('mine', { mine: true }, { where: `${current} and d.people @> array[$3]`, values: [member] }),
  list('stale', { stale: true }, { where: `${current} and ${open} and d.review_at <= $3`, values: [new Date()] }),
  list(
    'in, public',
    { about: `in #channel-${publicPlace}` },
    { where: `${current} and d.audience @> array[$3]`, values: [channelId(publicPlace)] },
  ),
  list(
    'in, private',
    { about: `in #channel-${privatePlace}` },
    { where: `${current} and d.audience @> array[$3]`, values: [channelId(privatePlace)] },
  ),
  list(
    'in, as a field',
    { channel: channelId(publicPlace) },
    { where: `${current} and d.audience @> array[$3]`, values: [channelId(publicPlace)] },
  ),
  list('owner', { owner: `maya${colleague}` }, { where: `${current} and d.owner = $3`, values: [personId(colleague)] }),
  list(
    'by',
    { by: `maya${colleague}` },
    { where: `${current} and d.people @> array[$3]`, values: [personId(colleague)] },
  ),
  list('by, of many', { by: 'maya0' }, { where: `${current} and d.people @> array[$3]`, values: [personId(0)] }),
  list('since', { since: '3w' }, { where: `${current} and d.decided_at >= $3`, values: [weeks3()] }),
  list('state done', { state: 'done' }, { where: 'd.state = $3', values: ['done'] }),
  list('state reversed', { state: 'reversed' }, { where: 'd.state = $3', values: ['reversed'] }),
  list('state all', { state: 'all' }, { where: 'true' }),
  list(
    'stale and mine',
    { stale: true, mine: true },
    {
      where: `${current} and ${open} and d.review_at <= $3 and d.people @> array[$4]`,
      values: [new Date(), member],
    },
  ),
  list(
    'word, since',
    { about: asked.middling, since: '3w' },
    { where: `${current} and d.decided_at >= $3`, values: [weeks3()], says: saying(asked.middling) },
  ),
  list(
    'word, by, in',
    { about: `${asked.common} in #channel-${publicPlace} by @maya${colleague}` },
    {
      where: `${current} and d.people @> array[$3] and d.audience @> array[$4]`,
      values: [personId(colleague), channelId(publicPlace)],
      says: saying(asked.common),
    },
  ),
  list('first page, guest', {}, { person: guest }),
  about('common word, guest', asked.common, { person: guest }),
  { name: 'home', person: member, operation: 'home.show', input: {}, where: current, values: [] },
  { name: 'home, guest', person: guest, operation: 'home.show', input: {}, where: current, values: [] },
];

if (!isPrivate(privatePlace) || isPrivate(publicPlace)) throw new Error('the channels asked about have changed places');
