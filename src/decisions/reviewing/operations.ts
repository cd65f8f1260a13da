import { z } from 'zod';
import { placeNamed } from '../../channels/store.ts';
import { Refusal } from '../../errors.ts';
import { defineOperation } from '../../operation.ts';
import { mayWrite } from '../../people/rules.ts';
import { sinceOf } from '../rules.ts';
import { reviewCard } from './blocks.ts';
import { looksDecided } from './reading.ts';
import { perPage } from './rules.ts';

export const reviewTalk = defineOperation({
  name: 'decision.review',
  summary: 'Look for what was decided lately and not logged.',
  kind: 'read',
  access: 'anyone',
  input: z.object({
    channel: z.string().min(1).max(100).optional().meta({ description: 'Only in this channel.', place: true }),
    since: z.string().max(20).default('1w').meta({ description: 'From then on: 3d, or 2026-11-01.' }),
    page: z.coerce.number().int().positive().max(100).default(1).meta({ description: 'Which page.', aside: true }),
  }),
  output: z.object({
    since: z.string(),
    found: z.array(
      z.object({
        channel: z.object({ id: z.string(), name: z.string() }),
        message: z.string(),
        closing: z.string(),
        statement: z.string(),
        why: z.string().nullable(),
        by: z.string(),
        decider: z.string(),
        agreed: z.number(),
        at: z.string(),
        link: z.string(),
        certainty: z.enum(['likely', 'possible']),
      }),
    ),
    total: z.number(),
    page: z.number(),
    pages: z.number(),
    mayLog: z.boolean(),
    asked: z.record(z.string(), z.string()),
  }),
  words: ['since'],
  async run({ db, actor, rights, now }, { channel, since, page }) {
    const viewer = { ws: actor.ws, person: actor.person, rights };
    const from = sinceOf(since, now, rights.zone);
    if (!from) throw new Refusal('invalid', 'Say since when as 3d, 2w, or 2026-11-01.', 'since');
    const place = channel ? await placeNamed(db, viewer, channel) : undefined;
    const all = await looksDecided(db, viewer, place?.id, from);
    return {
      since: from.toISOString(),
      found: all.slice((page - 1) * perPage, page * perPage),
      total: all.length,
      page,
      pages: Math.max(1, Math.ceil(all.length / perPage)),
      mayLog: mayWrite(rights),
      asked: { since, ...(place && { channel: place.id }) },
    };
  },
  show: reviewCard,
});
