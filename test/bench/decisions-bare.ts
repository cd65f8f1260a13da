import type { Client } from 'pg';
import type { Ask } from './decisions-asks.ts';
import { guest } from './decisions-rows.ts';

/** The same rows for the same reader, in SQL written by hand for just this, one statement after another. */
export async function bare(client: Client, ws: string, ask: Ask): Promise<{ numbers: number[]; total: number }> {
  const places = (await client.query(ask.person === guest ? guestPlaces : memberPlaces, [ws, ask.person])).rows;
  const values = [
    ws,
    places.map(({ id }) => id),
    ...ask.values,
    ...(ask.says ? [ask.says.words, ...ask.says.parts] : []),
  ];
  const { rows } = await client.query(pageOf(ask), values);
  const { rows: counted } = await client.query(countOf(ask), values);
  if (ask.operation === 'home.show')
    for (const statement of restOfHome) await client.query(statement, [ws, ask.person]);
  return { numbers: rows.map(({ number }) => Number(number)), total: Number(counted[0].count) };
}

const memberPlaces = `
  select c.id from channel c where c.ws = $1 and (c.kind = 'public' or exists (
    select from membership m where m.ws = c.ws and m.channel = c.id and m.person = $2))`;
const guestPlaces = 'select m.channel as id from membership m where m.ws = $1 and m.person = $2';

/** Who sees nearly everything is compared with each decision; what a guest sees is looked for. */
const visibleTo = ({ person }: Ask): string =>
  person === guest
    ? `d.ws = $1 and d.audience[1] = any($2::text[]) and d.audience <@ $2::text[]`
    : `d.ws = $1 and case when d.audience[1] = any($2::text[])
        then cardinality(d.audience) = 1 or d.audience <@ $2::text[] else false end`;

/** What it says, as whole words and as parts of words. */
function sayingOf({ says, values }: Ask): [words: string, parts: string] | undefined {
  if (!says) return undefined;
  const first = 3 + values.length;
  const parts = says.parts.map((_, n) => `d.statement || ' ' || coalesce(d.why, '') ilike $${first + 1 + n}`);
  return [
    `d.words @@ (websearch_to_tsquery('english', $${first}) || websearch_to_tsquery('simple', $${first}))`,
    parts.join(' and ') || 'false',
  ];
}

function pageOf(ask: Ask): string {
  const saying = sayingOf(ask);
  return `
    select d.number, d.statement, d.state, d.decided_at, d.deciders, d.owner, array(
      select p.name from person p where p.ws = d.ws and p.id = any(d.deciders || d.owner)) as names
    from decision d where ${visibleTo(ask)} and ${ask.where} ${saying ? `and (${saying.join(' or ')})` : ''}
    order by d.decided_at desc, d.number limit 10 offset ${10 * (Number(ask.input.page ?? 1) - 1)}`;
}

const mostCounted = 1_000;

/** What has the words is counted first: with enough of those, parts of words need no looking for. */
function countOf(ask: Ask): string {
  const [words, parts] = sayingOf(ask) ?? [];
  const seen = `select from decision d where ${visibleTo(ask)} and ${ask.where}`;
  const counted = words
    ? `(${seen} and ${words} limit ${mostCounted}) union all (${seen} and not ${words} and ${parts} limit ${mostCounted})`
    : seen;
  return `select count(*) from (${counted} limit ${mostCounted}) as seen`;
}

/** Who they are, whether all is stopped, and where they and Hypha both are, with what it holds there. */
const restOfHome = [
  `select p.hours, p.tz, w.stopped_at, w.stopped_by from person p join workspace w on w.ws = p.ws
   where p.ws = $1 and p.id = $2`,
  `select c.id, c.name, c.reading, c.host, c.creator, c.observing_until, a.id as notice, (
     select count(*) from action h where h.ws = c.ws and h.dest = c.id and h.state = 'held' and not h.asked) as unsaid
   from membership m join channel c on c.ws = m.ws and c.id = m.channel
   left join action a on a.ws = c.ws and a.id = c.notice
   where m.ws = $1 and m.person = $2 and c.bot_in and not c.archived order by c.reading desc, c.name`,
];
