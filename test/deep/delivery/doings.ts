import { z } from 'zod';
import { timesText } from '../../../src/delivery/hours/rules.ts';
import { type Hours, hoursText } from '../../../src/people/rules.ts';
import { forgetRights, savePerson } from '../../../src/people/store.ts';
import type { Listener } from '../../rules/delivery/heard.ts';
import { type Wanted, type World, channels as worldChannels } from '../../rules/delivery/world.ts';
import { unaskedFor, write } from '../../support/drafts.ts';
import { id } from '../../support/hypha.ts';
import type { Moment } from './days.ts';
import { type Circle, peopleIn, type Town } from './town.ts';
import { eachApart } from './watch.ts';

/** Makes everything happen to a real Hypha as it would happen there, and keeps in mind who wants what. */

export interface Request {
  /** Said in its words, so that it is known again wherever it is read. */
  n: number;
  action: string;
  to: string;
  wanted: Wanted;
  audience: readonly string[];
  thread: string | null;
  madeAt: number;
  dueAt: number;
  expiresAt: number;
}

const minute = 60_000;
const blank = {
  ...{ zone: 'UTC', quiet: null, muted: [], getsDigests: false },
  hours: { days: [1, 2, 3, 4, 5], from: 540, to: 1050 },
};
const anything = z.looseObject({});
let lastRequest = 0;

export type Lives = Awaited<ReturnType<typeof beginLives>>;

/** People as the worlds have them when they begin, and from then on whatever happens to them. */
export async function beginLives(town: Town, worlds: readonly World[]) {
  const { app, slack, asks } = town;
  const { ws } = app.workspace;
  /** Who hears, by the id of a person or a channel, as they are now. What somebody was is never changed. */
  const listeners = new Map<string, Listener>();
  const requests = new Map<number, Request>();
  /** Who said something about what they want just now. */
  const said = new Set<string>();
  const wanting = new Map<string, boolean>();
  let stopped = false;

  const knows = (who: string, more: Partial<Listener>): void => {
    if (more.getsDigests !== undefined) wanting.set(who, more.getsDigests);
    const now = { ...(listeners.get(id(who)) ?? blank), ...more };
    // Whoever muted digests gets none either.
    const one = { ...now, getsDigests: wanting.get(who) === true && !now.muted.includes('digest') };
    listeners.set(id(who), one);
    // A channel is awake when its host is. Nothing else of what the host wants counts there.
    for (const { host, id: channel } of town.circles.flatMap(({ channels }) => channels))
      if (host === who) listeners.set(channel, { ...blank, zone: one.zone, hours: one.hours });
  };

  const setHours = async (who: string, hours: Hours): Promise<void> => {
    const answer = await asks(who, 'person.hours', { hours: hoursText(hours) });
    if (!answer.ok) throw new Error(answer.sentence);
    knows(who, { hours });
    said.add(id(who));
  };

  /** Slack tells Hypha that somebody is elsewhere; who they are is asked anew. */
  const setZone = async (who: string, tz: string): Promise<void> => {
    await slack.control('person', { name: who, tz }, anything);
    const facts = await app.slack.person(id(who), ws);
    await app.db.write.transaction().execute(async (trx) => {
      await savePerson(trx, ws, facts);
      await forgetRights(trx, ws, id(who));
    });
    knows(who, { zone: tz });
  };

  const setQuiet = async (who: string, span: { from: number; to: number } | null): Promise<void> => {
    const [start, end] = span ? [Math.floor(span.from / 1000), Math.floor(span.to / 1000)] : [1, 1];
    await slack.control('person', { name: who, dnd: { start, end } }, anything);
    knows(who, { quiet: span && { from: start * 1000, to: end * 1000 } });
  };

  /** At most three, and only in their hours: of others nothing comes. */
  const setDigests = async (who: string, times: readonly number[]): Promise<void> => {
    const wanted = times.length > 0 ? timesText(times.slice(0, 3)) : 'off';
    const { ok } = await asks(who, 'person.digests', { times: wanted });
    if (!ok) return;
    knows(who, { getsDigests: times.length > 0 });
    said.add(id(who));
  };

  const called: Record<string, string> = {
    digest: 'digests',
    briefing: 'briefings',
    nudge: 'nudges',
    fast: 'direct messages',
  };

  const setMuted = async ({ reader, channels }: Circle, what: string, off: boolean): Promise<void> => {
    const channel = channels[slotOf(what)];
    const name = channel ? `#${channel.name}` : (called[what] ?? what);
    const { ok } = await asks(reader, off ? 'person.mute' : 'person.unmute', { what: name });
    // A meeting cannot be muted, nor what comes with digests only.
    if (!ok) return;
    const kept = channel?.id ?? what;
    const before = (listeners.get(id(reader)) ?? blank).muted.filter((one) => one !== kept);
    knows(reader, { muted: off ? [...before, kept] : before });
    said.add(id(reader));
  };

  const ask = async (circle: Circle, wanted: Wanted, at: number): Promise<void> => {
    const roomOf = (named: string) => circle.channels[slotOf(named)];
    const room = roomOf(wanted.to);
    const to = room?.id ?? id(circle.reader);
    const { sort, about, wakes } = wanted;
    const thread = wanted.thread && room?.roots.get(wanted.thread);
    const audience = wanted.audience.flatMap((named) => roomOf(named)?.id ?? []);
    const dueAt = at + wanted.dueIn * minute;
    const drafts = Array.from({ length: wanted.times }, () => {
      const n = ++lastRequest;
      const draft = unaskedFor(to, `News q${n}q`, {
        ...{ key: `request ${n}`, sort, audience, wakes, dueAt: new Date(dueAt), goodForMs: wanted.expiresIn * minute },
        ...(about && { about }),
        ...(thread && { thread }),
      });
      return { n, draft };
    });
    const actions = await write(
      app,
      drafts.map(({ draft }) => draft),
    );
    for (const [i, { n }] of drafts.entries())
      requests.set(n, {
        n,
        action: actions[i] ?? '',
        to,
        wanted,
        audience,
        thread: thread ?? null,
        madeAt: at,
        dueAt,
        expiresAt: dueAt + wanted.expiresIn * minute,
      });
  };

  const happens = async ({ at, circle: n, what }: Moment): Promise<void> => {
    const circle = town.circles[n];
    if (!circle) throw new Error(`no circle ${n}`);
    const whose = 'whose' in what ? whoIs(circle, what.whose) : circle.reader;
    switch (what.is) {
      case 'request':
        return ask(circle, what, at);
      case 'quiet':
        return setQuiet(whose, what.span && spanFrom(at + what.span.in * minute, what.span.length));
      case 'mute':
      case 'unmute':
        return setMuted(circle, what.what, what.is === 'mute');
      case 'hours':
        return setHours(whose, what.hours);
      case 'zone':
        return setZone(whose, what.zone);
      case 'digests':
        return setDigests(whose, what.times);
      case 'log':
      case 'recap': {
        const room = circle.channels[what.room];
        if (!room) return;
        const channel = `#${room.name}`;
        if (what.is === 'log') await asks(room.host, 'decision.log', { statement: 'Plant a tree', channel });
        else await asks(room.host, 'channel.recap', { every: what.every, channel });
        return;
      }
      case 'fault': {
        const { is: _, ...fault } = what;
        await slack.fault({ on: 'api', ...fault });
        return;
      }
      case 'stop':
      case 'go':
        stopped = what.is === 'stop';
        await asks('boss', `sending.${what.is}`, {});
    }
  };

  await eachApart([...worlds.entries()], async ([n, world]) => {
    const circle = town.circles[n];
    if (!circle) return;
    for (const [at, who] of peopleIn(circle).entries()) {
      await setZone(who, world.zones[at] ?? 'UTC');
      await setQuiet(who, null);
      await setHours(who, world.hours[at] ?? blank.hours);
      knows(who, { muted: [], getsDigests: true });
    }
    for (const { host } of circle.channels) await setDigests(host, []);
    if (n % 3 > 0) await setDigests(circle.reader, world.digests);
    // As of somebody who never used Hypha: a digest comes where there is something for them.
    else
      await app.db.pool.query('update person set digest_at = null, digest_since = null where id = $1', [
        id(circle.reader),
      ]);
  });
  return { listeners, requests, said, happens, isStopped: () => stopped };
}

const spanFrom = (from: number, minutes: number) => ({ from, to: from + minutes * minute });

/** Which of a circle's channels a world means, if any. */
const slots: readonly string[] = worldChannels;
const slotOf = (named: string): number => slots.indexOf(named);

/** Whoever a world calls by the name of a channel is its host. */
const whoIs = ({ reader, channels }: Circle, whose: string): string => channels[slotOf(whose)]?.host ?? reader;
