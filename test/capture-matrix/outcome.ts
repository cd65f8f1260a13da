import { z } from 'zod';
import { type Hypha, id } from '../support/hypha.ts';
import type { Shown } from './asking.ts';
import { isDirect } from './rules.ts';
import { type Corner, other } from './town.ts';

/** What came of asking once: as it was written down, and as people see it. */
export interface Outcome {
  /** What whoever asked was told and nobody else: there and then, and in the channel. */
  told: readonly string[];
  /** What everybody sees that Hypha said of it, each by the thread it is in. */
  notes: readonly (string | undefined)[];
  decisions: readonly z.infer<typeof Decision>[];
  /** Lines in the ledger; and what was asked for and is not done, or still holds somebody's words. */
  written: number;
  unfinished: number;
}

const Decision = z.object({
  number: z.number(),
  statement: z.string(),
  audience: z.array(z.string()),
  logged_by: z.string(),
  evidence: z.array(
    z.object({
      channel: z.string(),
      quote: z.string().nullable(),
      message_ts: z.string().nullable(),
      thread_ts: z.string().nullable(),
    }),
  ),
});
const By = z.object({ person: z.string() });

/** Looks at everything once: what was written down by anybody, and what whoever is everywhere sees. */
export async function lookAt(hypha: Hypha) {
  const record = await recordOf(hypha);
  const views = new Map<string, Promise<Said[]>>();
  const everybodySees = (place: string) => {
    const view = views.get(place) ?? saidTo(hypha, other, place);
    views.set(place, view);
    return view;
  };
  return {
    everybodySees,
    async outcomeOf(corner: Corner, shown: Shown): Promise<Outcome> {
      const { asker, place, channel, chat } = corner;
      const decisions = record.decisions.filter(isAbout(corner));
      const isTheirs = ({ person }: { person: string }) => person === id(asker);
      const inDirect = isDirect(chat) ? await everybodySees(place) : [];
      const notes = [...(await everybodySees(channel)).filter(tellsOf(corner, decisions)), ...inDirect];
      return {
        told: toldIn(shown, await saidTo(hypha, asker, place)),
        notes: notes.map(({ thread }) => thread),
        decisions,
        written: record.ledger.filter(isTheirs).length,
        unfinished: record.captures.filter(isTheirs).length,
      };
    },
  };
}

async function recordOf({ app }: Hypha) {
  const ask = async <T>(what: string, shape: z.ZodType<T>) =>
    z.array(shape).parse((await app.db.pool.query(what)).rows);
  return {
    decisions: await ask(
      `select d.number, d.statement, d.audience, d.logged_by, json_agg(e.*) as evidence
       from decision d left join evidence e on e.ws = d.ws and e.decision = d.number group by d.ws, d.number`,
      Decision,
    ),
    ledger: await ask(`select person from ledger where operation = 'decision.log'`, By),
    captures: await ask(`select person from capture where state = 'waiting' or text != ''`, By),
  };
}

/** By them, or with words that stand nowhere else. */
const isAbout =
  ({ asker, statement }: Corner) =>
  (decision: z.infer<typeof Decision>) =>
    decision.logged_by === id(asker) || JSON.stringify(decision).includes(statement);

const tellsOf =
  ({ statement }: Corner, decisions: Outcome['decisions']) =>
  ({ card }: Said) =>
    card.includes(statement) || decisions.some(({ number }) => card.includes(`D-${number}`));

/** The answer to a command stands in the channel too. */
function toldIn(shown: Shown, said: readonly Said[]): string[] {
  const atOnce = shown === 'not offered' ? [] : shown;
  const later = said.filter(({ isAside, card }) => isAside && !atOnce.includes(card));
  return [...atOnce, ...later.map(({ card }) => card)];
}

interface Said {
  card: string;
  isAside: boolean;
  thread: string | undefined;
}

/** All that Hypha said in a place and its threads, as somebody sees it: nothing, where they do not see the place. */
async function saidTo({ slack }: Hypha, person: string, place: string): Promise<Said[]> {
  const seen = await slack.person(person).sees(place).catch(notThere);
  return seen
    .flatMap((message) => [message, ...message.replies])
    .filter(({ by }) => by === 'hypha')
    .map(({ text, blocks, is_ephemeral: isAside = false, thread_ts: thread }) => ({
      card: cardText({ text, blocks }),
      isAside,
      thread,
    }));
}

export const cardText = ({ text, blocks }: { text: string; blocks?: unknown }): string =>
  JSON.stringify([text, blocks]);

function notThere(error: unknown): [] {
  if (error instanceof Error && error.message.includes('"channel_not_found"')) return [];
  throw error;
}
