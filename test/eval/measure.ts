import { type Label, type LabelledSet, leftOut, type Variant } from './sets.ts';

export interface Found {
  stream: string;
  kind?: string;
  msg_id: string;
  text?: string | undefined;
  owner?: string | undefined;
  score?: number | undefined;
}
export interface Tally {
  right: number;
  wrong: number;
  missed: number;
  messages: number;
  /** Owners that were known where something was found, and how many of them were named rightly. */
  owners: number;
  named: number;
}
const reach = { before: 8, after: 3 };

/** The measure of the field for one stream: what was found within a window around where it is labelled. */
export function tallyOf(set: LabelledSet, variant: Variant, kind: string, found: readonly Found[]): Map<string, Tally> {
  const { place, counts } = placesOf(set, variant);
  const out = leftOut(set, variant);
  const kept = found.filter(({ msg_id }) => place.has(msg_id) && !out.has(msg_id));
  const golds = Map.groupBy(
    set.labels.filter((label) => label.kind === kind),
    ({ stream }) => stream,
  );
  const founds = Map.groupBy(kept, ({ stream }) => stream);
  return new Map(
    [...counts].map(([stream, messages]) => [
      stream,
      { messages, ...tallied(golds.get(stream) ?? [], founds.get(stream) ?? [], place, variant) },
    ]),
  );
}

/** Where every message stands among those that are left; one that is left out stands where the last one did. */
function placesOf(set: LabelledSet, variant: Variant) {
  const out = leftOut(set, variant);
  const place = new Map<string, number>();
  const counts = new Map<string, number>();
  for (const { id, stream } of set.messages) {
    const n = counts.get(stream) ?? 0;
    place.set(id, out.has(id) ? Math.max(0, n - 1) : n);
    if (!out.has(id)) counts.set(stream, n + 1);
  }
  return { place, counts };
}

function tallied(
  golds: readonly Label[],
  founds: readonly Found[],
  place: ReadonlyMap<string, number>,
  variant: Variant,
) {
  const used = new Set<Found>();
  const tally = { right: 0, wrong: 0, missed: 0, owners: 0, named: 0 };
  const anchored = (gold: Label) => place.get(gold.anchor_id ?? '');
  for (const gold of golds.toSorted((one, other) => (anchored(one) ?? 0) - (anchored(other) ?? 0))) {
    const first = place.get(gold.msg_ids[0] ?? '');
    const center = variant === 'stripped' && first !== undefined ? first : anchored(gold);
    if (center === undefined) continue;
    const best = nearest(
      gold,
      center,
      founds.filter((one) => !used.has(one)),
      place,
    );
    if (!best) {
      tally.missed++;
      continue;
    }
    used.add(best);
    tally.right++;
    if (gold.owner_known) {
      tally.owners++;
      if (best.owner && sameOwner(best.owner, gold.owner_aliases ?? [])) tally.named++;
    }
  }
  return { ...tally, wrong: alarms(founds, used, place) };
}

function nearest(gold: Label, center: number, founds: readonly Found[], place: ReadonlyMap<string, number>) {
  const wide = gold.loose || gold.msg_ids.length === 0;
  const from = wide ? (place.get(gold.span?.[0] ?? '') ?? center) : center - reach.before;
  let best: Found | undefined;
  let least = 1e9;
  for (const one of founds) {
    const at = place.get(one.msg_id) ?? 0;
    if (at < from || at > center + reach.after) continue;
    const distance = Math.abs(at - center) - (one.text ? overlap(one.text, gold.text) * 3 : 0);
    if (distance < least) [best, least] = [one, distance];
  }
  return best;
}

/** Several alarms close together are one, and one beside what was found rightly is none. */
function alarms(founds: readonly Found[], used: ReadonlySet<Found>, place: ReadonlyMap<string, number>): number {
  const at = (one: Found) => place.get(one.msg_id) ?? 0;
  const hits = founds.filter((one) => used.has(one)).map(at);
  const rest = founds.filter((one) => !used.has(one)).map(at);
  let count = 0;
  let last = -1e9;
  for (const here of rest.toSorted((one, other) => one - other)) {
    if (hits.some((hit) => Math.abs(hit - here) <= reach.before) || here - last <= reach.after) continue;
    count++;
    last = here;
  }
  return count;
}

const wordsOf = (text: string) => new Set(text.toLowerCase().match(/[a-z0-9]{2,}/g) ?? []);

function overlap(one: string, other: string): number {
  const [mine, theirs] = [wordsOf(one), wordsOf(other)];
  return mine.size && theirs.size ? (2 * mine.intersection(theirs).size) / (mine.size + theirs.size) : 0;
}

const bare = (name: string) => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
const firstName = (name: string) => bare(name.split(/[\s._-]/)[0] ?? '');

function sameOwner(named: string, aliases: readonly string[]): boolean {
  const mine = bare(named);
  if (mine.length < 2) return false;
  return aliases.some((alias) => {
    const theirs = bare(alias);
    if (!theirs) return false;
    const first = firstName(alias);
    return (
      mine === theirs ||
      (first.length >= 3 && first === firstName(named)) ||
      (theirs.length >= 4 && mine.startsWith(theirs)) ||
      (mine.length >= 4 && theirs.startsWith(mine))
    );
  });
}

export function summed(tallies: Iterable<Tally>): Tally {
  const sum = { right: 0, wrong: 0, missed: 0, messages: 0, owners: 0, named: 0 };
  for (const one of tallies) {
    sum.right += one.right;
    sum.wrong += one.wrong;
    sum.missed += one.missed;
    sum.messages += one.messages;
    sum.owners += one.owners;
    sum.named += one.named;
  }
  return sum;
}

export const precision = ({ right, wrong }: Tally): number => right / (right + wrong) || 0;
export const recall = ({ right, missed }: Tally): number => right / (right + missed) || 0;
export const f1 = ({ right, wrong, missed }: Tally): number => (2 * right) / (2 * right + wrong + missed) || 0;
export const alarmsPerThousand = ({ wrong, messages }: Tally): number => (1000 * wrong) / messages || 0;
