import { z } from 'zod';
import { writeFirst } from '../../../src/decisions/changes/store.ts';
import { quotedFrom } from '../../../src/decisions/rules.ts';
import { addDecision, drawNumber } from '../../../src/decisions/store.ts';
import { lockMessage } from '../../../src/messages/store.ts';
import { defineOperation } from '../../../src/operation.ts';
import { run } from '../../../src/run.ts';
import { keyOf } from './record.ts';
import { pick, type Scene, type Step } from './step.ts';
import { own } from './texts.ts';
import type { Person } from './world.ts';

/** As later features will: a decision that nobody confirmed yet, resting on what was said in several places. */
const propose = defineOperation({
  name: 'decision.propose',
  summary: 'Propose a decision.',
  kind: 'write',
  access: 'member',
  input: z.object({
    statement: z.string(),
    channel: z.string(),
    message: z.string().optional(),
    other: z.string(),
    state: z.enum(['proposed', 'unconfirmed']),
  }),
  output: z.object({ number: z.number(), version: z.number() }),
  subject: ({ number }) => `D-${number}`,
  async run({ trx, actor, now }, { statement, channel, message, other, state }) {
    const { ws, person } = actor;
    const said = message ? await lockMessage(trx, { ws, channel, ts: message }) : undefined;
    const typed = { author: person, quote: statement, message_ts: null, thread_ts: null };
    const quoted = said && {
      ...{ channel, author: said.author, quote: quotedFrom(said.text) },
      ...{ message_ts: said.ts, thread_ts: said.thread_ts ?? said.ts },
    };
    const number = await drawNumber(trx, ws);
    const fields = { statement, deciders: [person], decided_at: now.toISOString() };
    const row = { ws, number, ...fields, state, logged_by: person, via: actor.via, changed_at: now };
    const also = quoted && !said.removed ? [quoted] : [];
    await addDecision(trx, row, [{ channel: other, ...typed }, ...also]);
    await writeFirst(trx, { ws, person, via: actor.via }, number, now, { kind: 'propose', state, fields });
    return { number, version: 1 };
  },
  show: ({ number }) => ({ text: `D-${number}`, blocks: [] }),
});

export function openProposal({ world, kept }: Scene, by: Person): Step {
  const { dice, places, messages } = world;
  const message = pick(
    { world },
    messages.filter((one) => kept.has(keyOf(one))),
  );
  const input = {
    ...{ statement: own(world, 'Perhaps'), channel: message?.channel ?? dice.one(places).id, message: message?.ts },
    ...{ other: dice.one(places).id, state: dice.one(['proposed', 'unconfirmed'] as const) },
  };
  const { app } = dice.one(world.hyphas);
  const actor = { ws: app.workspace.ws, kind: 'person', id: by.id, person: by.id, via: 'cli' } as const;
  return {
    story: `${by.name} proposes: ${JSON.stringify(input)}`,
    async act() {
      const result = await run(app, actor, propose, input);
      return { by, kind: 'propose', decision: undefined, seen: undefined, isStale: false, result };
    },
  };
}
