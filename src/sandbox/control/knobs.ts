import { z } from 'zod';
import { faultSchema } from '../faults.ts';
import { messageShape } from '../shapes.ts';
import type { Transport } from '../transport.ts';
import { opened } from '../workspace.ts';
import { Impossible, type Verb, verb } from './verb.ts';

/** A process that stopped takes its address with it. */
async function answering(transport: Transport): Promise<string[]> {
  const answers = await Promise.all(transport.urls.map((url) => transport.verify(url)));
  return transport.urls.filter((_, index) => answers[index]);
}

const howMany = z.number().int().positive().default(10);

/** What no person in Slack can do: time, faults, logs, and the wiring to the app. */
export const knobs: Record<string, Verb> = {
  fault: verb(faultSchema, ({ box }, fault) => ({ id: box.faults.add(fault) })),
  faults: verb(z.object({}), ({ box }) => ({ faults: box.faults.list() })),
  heal: verb(z.object({ id: z.string().optional() }), ({ box }, { id }) => {
    box.faults.remove(id);
    return {};
  }),
  limits: verb(z.object({ enforced: z.boolean() }), ({ box }, { enforced }) => {
    box.limits.enforced = enforced;
    return {};
  }),
  access: verb(
    z.object({ revoked: z.boolean().optional(), scopes: z.array(z.string()).optional() }),
    ({ access }, { revoked, scopes }) => {
      if (revoked !== undefined) access.revoked = revoked;
      if (scopes) access.scopes = new Set(scopes);
      return { scopes: [...access.scopes], revoked: access.revoked };
    },
  ),
  emit: verb(z.object({ event: z.looseObject({ type: z.string() }) }), ({ box }, { event }) => {
    box.commit({ kind: 'emitted', event: { event_ts: box.stamp(), ...event } });
    return {};
  }),
  clock: verb(
    z.object({ offset: z.number().optional(), forward: z.number().optional() }),
    async ({ box, time }, { offset, forward = 0 }) => {
      const wanted = (offset ?? box.clock.offset()) + forward;
      if (offset !== undefined || forward !== 0) {
        box.commit({ kind: 'clock', offset: wanted });
        await time.agree();
      }
      return { now: box.clock.now(), offset: box.clock.offset() };
    },
  ),
  'request-urls': verb(
    z.object({
      urls: z.array(z.url()),
      verify: z.boolean().default(true),
      /** Beside those there are, as far as they still answer, instead of in their place. */
      beside: z.boolean().default(false),
    }),
    async ({ transport, courier }, { urls, verify, beside }) => {
      const answers = verify ? await Promise.all(urls.map((url) => transport.verify(url))) : [];
      const mute = urls.filter((_, index) => answers[index] === false);
      if (mute.length > 0)
        throw new Impossible('url_not_verified', `No answer to the challenge from ${mute.join(', ')}.`);
      transport.urls = beside ? [...new Set([...(await answering(transport)), ...urls])] : urls;
      courier.wake();
      return { urls: transport.urls };
    },
  ),
  socket: verb(
    z.object({
      do: z.enum(['disconnect', 'silence', 'drop', 'mute', 'count']),
      reason: z
        .enum(['warning', 'refresh_requested', 'link_disabled', 'too_many_websockets'])
        .default('refresh_requested'),
      count: howMany,
    }),
    ({ hub }, args) => {
      if (args.do === 'disconnect') return { connections: hub.disconnect(args.reason, args.count) };
      if (args.do === 'silence') return { connections: hub.silence(args.count) };
      if (args.do === 'drop') return { connections: hub.drop(args.count) };
      if (args.do === 'mute') hub.mute(args.count);
      return { connections: hub.connected() };
    },
  ),
  calls: verb(
    z.object({ method: z.string().optional(), after: z.number().optional() }),
    ({ box }, { method, after }) => ({
      calls: box.log.calls(method, after),
    }),
  ),
  deliveries: verb(z.object({ after: z.number().optional() }), ({ box }, { after }) => ({
    deliveries: box.log.deliveries(after),
  })),
  'clear-log': verb(z.object({}), ({ box }) => {
    box.log.clear();
    return {};
  }),
  settled: verb(z.object({}), ({ box }) => ({ outstanding: box.pending.size })),
  dump: verb(z.object({ channel: z.string().optional() }), ({ box }, { channel }) => {
    const rooms = [...box.workspace.rooms.values()].filter(
      (room) => channel === undefined || room.channel.id === channel || room.channel.name === channel,
    );
    return {
      team: opened(box.workspace).team,
      channels: rooms.map((room) => ({
        ...room.channel,
        members: [...room.members],
        messages: [...room.messages.values()].map((message) => messageShape(box.workspace, message, true)),
      })),
    };
  }),
};
