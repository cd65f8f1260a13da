import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { keyOf, type Line, type Row, type Tables } from './record.ts';
import { asReplayed, replayed, wrongStep } from './replay.ts';
import { goneWords, type Truth } from './truth.ts';
import type { World } from './world.ts';

/** What holds of the record whenever nothing is under way. Each gives a sentence for every place where it does not. */
type Invariant = (tables: Tables, world: World, truth: Truth) => string[] | Promise<string[]>;

const linesOf = ({ lines }: Tables, { number }: Row): Line[] => lines.filter(({ decision }) => decision === number);
const perRow =
  (look: (row: Row, lines: readonly Line[], tables: Tables) => (string | undefined | false)[]): Invariant =>
  (tables) =>
    tables.rows.flatMap((row) =>
      look(row, linesOf(tables, row), tables).flatMap((wrong) => (wrong ? `D-${row.number}: ${wrong}` : [])),
    );

const invariants: Record<string, Invariant> = {
  'the history is complete': perRow(({ version }, lines) => [
    version !== lines.length && `version ${version} of ${lines.length} changes`,
    lines.some(({ n }, at) => n !== at + 1) && `changes ${lines.map(({ n }) => n)}`,
    lines.some(({ recorded_at }, at) => at > 0 && recorded_at < (lines[at - 1]?.recorded_at ?? recorded_at)) &&
      'was written down backwards',
    // When it was decided is said by whoever logs it.
    lines.some(({ at }, n) => n > 1 && at < (lines[n - 1]?.at ?? at)) && 'runs backwards',
  ]),

  'a decision is what its changes add up to': perRow((row, lines) => {
    const [stands, adds] = [new Map(Object.entries(asReplayed(row))), new Map(Object.entries(replayed(lines)))];
    return [...new Set([...stands.keys(), ...adds.keys()])].map(
      (field) =>
        !isDeepStrictEqual(stands.get(field), adds.get(field)) &&
        `${field} is ${JSON.stringify(stands.get(field))}, its changes say ${JSON.stringify(adds.get(field))}`,
    );
  }),

  'each change follows from the one before': perRow((_, lines) =>
    lines.map((line, at) => wrongStep(line, lines.slice(0, at))),
  ),

  'it was changed last when its last change says': perRow(({ changed_at }, lines) => [
    lines.length > 1 && lines.at(-1)?.at.getTime() !== changed_at.getTime() && 'changed at another time',
  ]),

  'every chain ends in one that nothing stands in place of': ({ rows }) => {
    const all = new Map(rows.map((row) => [row.number, row]));
    return rows.flatMap((row) => {
      const passed = new Set<number>();
      for (let at: Row | undefined = row; at; at = at.replaced_by === null ? undefined : all.get(at.replaced_by)) {
        if (passed.has(at.number)) return `D-${row.number}: goes round in a circle by ${[...passed]}`;
        passed.add(at.number);
        if (at.replaced_by !== null && !all.has(at.replaced_by)) return `D-${at.number}: behind nothing`;
        if ((at.state === 'superseded') !== (at.replaced_by !== null))
          return `D-${at.number}: ${at.state} by ${at.replaced_by}`;
      }
      return [];
    });
  },

  'nothing stands behind what was never meant': perRow(({ replaced_by }, _, { lines }) => {
    const last = lines.findLast(({ decision }) => decision === replaced_by);
    return [last?.kind === 'undo' && last.n === 2 && `behind D-${replaced_by}, which was taken back`];
  }),

  'nothing is claimed without evidence or author': perRow((row, lines, { evidence }) => {
    const own = evidence.filter(({ decision }) => decision === row.number);
    return [
      own.length === 0 && 'rests on nothing',
      own.some(({ author, channel }) => author === '' || channel === '') && 'rests on what nobody said',
      own[0]?.role !== 'said' && 'rests on agreement alone',
      row.deciders.length === 0 && 'was decided by nobody',
      (row.logged_by === '' || lines.some(({ person }) => person === '')) && 'was written down by nobody',
      row.statement === '' && !row.removed.includes('statement') && 'says nothing, and not because it was removed',
    ];
  }),

  'its audience is that of its evidence': perRow(({ number, audience }, _, { evidence }) => {
    const from = evidence.filter(({ decision }) => decision === number).map(({ channel }) => channel);
    const channels = [...new Set(from)].toSorted();
    return [!isDeepStrictEqual(audience.toSorted(), channels) && `seen from ${audience}, rests on ${channels}`];
  }),

  'every quote stands in what was quoted': ({ evidence, messages }, _, { said }) =>
    evidence.flatMap(({ decision, author, quote, message_ts, channel, removed, reaction }) => {
      if (message_ts === null) return [];
      const text = said.get(keyOf({ channel, ts: message_ts }));
      const kept = messages.find((one) => one.ts === message_ts && one.channel === channel);
      const wrong = removed
        ? quote !== null && 'is removed, and quoted still'
        : text === undefined
          ? 'is quoted, and deleted'
          : reaction !== null
            ? quote !== null && `is a nod of ${author}, who did not say so`
            : !text.includes(quote ?? '')
              ? `is quoted, and says otherwise: ${quote?.slice(-80)}`
              : kept && (kept.removed || kept.author !== author) && `is kept otherwise`;
      return wrong ? `D-${decision}: ${message_ts} ${wrong}` : [];
    }),

  'a nod that was taken away counts no more': ({ evidence, reactions }) =>
    evidence
      .filter(({ removed, reaction }) => !removed && reaction !== null)
      .flatMap(({ decision, author, channel, message_ts, reaction }) => {
        const nod = reactions.find(
          ({ person, ts, name, channel: where }) =>
            person === author && ts === message_ts && where === channel && name === reaction,
        );
        return nod?.removed ? `D-${decision}: ${author} nodded to ${message_ts}, and took it back` : [];
      }),

  'words that are gone stand nowhere': wordsGone,

  'nothing is left unread or undone': async ({ query }) => [
    ...(
      await query(
        z.object({ wrong: z.string() }),
        `select state || ' ' || kind || ' ' || coalesce(problem, '') as wrong from inbox where state <> 'done' or body <> ''
       union all select 'capture ' || what from capture where state <> 'done' or text <> ''`,
      )
    ).map(({ wrong }) => wrong),
  ],

  'the ledger has a line for every change, and for nothing else': ledgerFits,

  'of those who opted out nothing is kept': async ({ query }) =>
    (
      await query(
        z.object({ wrong: z.string() }),
        `with gone as (select id from person where opted_out_at is not null)
         select 'a message of ' || author as wrong from message where author in (select id from gone)
         union all select 'a reaction of ' || person from reaction where person in (select id from gone)
         union all select 'a quote of ' || author || ' in D-' || decision from evidence
           where author in (select id from gone) and message_ts is not null and not removed`,
      )
    ).map(({ wrong }) => wrong),
};

export const isAtRest = async ({ query }: Tables): Promise<boolean> =>
  (await query(z.object({}), `select from inbox where state = 'waiting'`)).length === 0;

const Stands = z.object({ word: z.string() });

async function wordsGone({ query }: Tables, world: World, truth: Truth): Promise<string[]> {
  const gone = goneWords(world, truth);
  const tables = await query(
    z.object({ name: z.string() }),
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
     where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const words = await query(
      Stands,
      `select distinct m[1] as word from ${name} t, regexp_matches(t::text, '(zq[a-v]{8})', 'g') m`,
    );
    for (const { word } of words) if (gone.has(word)) found.push(`${word} (${gone.get(word)}) stands in ${name}`);
  }
  const posted = truth.posted.join('\n');
  for (const [word, why] of gone) if (posted.includes(word)) found.push(`${word} (${why}) stands in what Hypha posted`);
  return found;
}

/** What somebody's undoing brings about besides is told in the history of what it concerns. */
const followed = `kind = 'restore' and reason is not distinct from 'What stood in its place was taken back.'`;

async function ledgerFits({ query }: Tables): Promise<string[]> {
  const wrong = await query(
    z.object({ wrong: z.string() }),
    `with changes as (
       select 'decision.' || kind as what, 'D-' || decision as subject, person, via, count(*) as n
       from decision_change where via <> 'job' and not (${followed}) group by 1, 2, 3, 4),
     lines as (
       select operation as what, subject, person, via, count(*) as n
       from ledger where operation like 'decision.%' group by 1, 2, 3, 4)
     select format('%s %s by %s: %s changes, %s lines in the ledger', what, subject, person,
       coalesce(c.n, 0), coalesce(l.n, 0)) as wrong
     from changes c full join lines l using (what, subject, person, via) where c.n is distinct from l.n`,
  );
  return wrong.map((one) => one.wrong);
}

export async function violations(tables: Tables, world: World, truth: Truth): Promise<string[]> {
  const found: string[] = [];
  for (const [name, look] of Object.entries(invariants))
    for (const wrong of await look(tables, world, truth)) found.push(`${name} — ${wrong}`);
  return found;
}
