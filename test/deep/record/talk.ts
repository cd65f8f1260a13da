import { repairGaps } from '../../../jobs/repair-gaps.ts';
import { together } from '../../../src/edges/db.ts';
import { markAbsent } from '../../../src/edges/doubt-rows.ts';
import { keepPast } from '../../../src/edges/inbox-past.ts';
import { absentEvent, pastHappening } from '../../../src/messages/events.ts';
import { keyOf } from './record.ts';
import { type Doing, pick, pickMessage, type Step } from './step.ts';
import { edited, marksIn, sentence, yes } from './texts.ts';
import type { Message, Person, Place, World } from './world.ts';

/** What people do in Slack; it comes in as events do. */

const slackOf = ({ hyphas: [{ slack }] }: World, { name }: Person) => slack.person(name);
const insiders = ({ people }: World, { inside }: Place) => people.filter(({ name }) => inside.has(name));
const placeOf = ({ places }: World, { channel }: Message) => places.find(({ id }) => id === channel);
/** Whoever left a private channel does nothing there any more. */
const isHere = (world: World, message: Message, who = message.author): boolean =>
  placeOf(world, message)?.inside.has(who.name) === true;

/** What Slack refuses, because something else was quicker, did not happen. */
const inSlack = (story: string, act: () => Promise<{ ts?: unknown }>): Step => ({
  story,
  async act() {
    try {
      const { ts } = await act();
      return ts === undefined ? undefined : String(ts);
    } catch (error) {
      if (String(error).includes('/sandbox/')) return 'it was too late for that';
      throw error;
    }
  },
});

type Spoken = Pick<Message, 'channel' | 'author' | 'typed'>;

function keep({ burst, messages }: World, said: Spoken, ts: string, root = ts): void {
  messages.push({
    ...said,
    ts,
    root,
    drafts: [said.typed],
    nods: new Set(),
    deleted: false,
    erased: said.author.out,
    burst,
  });
}

export const says: Doing = ({ world }) => {
  const place = world.dice.one(world.places);
  const author = pick({ world }, insiders(world, place));
  if (!author) return undefined;
  const said = { channel: place.id, author, typed: sentence(world) };
  return inSlack(`${author.name} says in ${place.name}: ${marksIn(said.typed)}`, async () => {
    const { ts } = await slackOf(world, author).says(said.typed, { in: place.id });
    keep(world, said, ts);
    return { ts };
  });
};

export const replies: Doing = (scene) => {
  const { world, touched } = scene;
  const to = pickMessage(scene, (one) => one.ts === one.root && !touched.has(one));
  const place = to && placeOf(world, to);
  const author = place && pick({ world }, insiders(world, place));
  if (!to || !author) return undefined;
  const said = { channel: to.channel, author, typed: world.dice.happens(0.7) ? yes(world) : sentence(world) };
  return inSlack(`${author.name} replies to ${to.ts}: ${marksIn(said.typed)}`, async () => {
    const { ts } = await slackOf(world, author).replies(to, said.typed);
    keep(world, said, ts, to.ts);
    return { ts };
  });
};

export const edits: Doing = (scene) => {
  const { world, touched } = scene;
  const message = pickMessage(scene, (one) => isHere(world, one));
  if (!message) return undefined;
  touched.add(message);
  const { author } = message;
  const typed = edited(world, message.typed);
  message.drafts.push(typed);
  return inSlack(`${author.name} edits ${message.ts}: ${marksIn(typed)}`, () =>
    slackOf(world, author).edits(message, typed),
  );
};

export const deletes: Doing = (scene) => {
  const { world, touched } = scene;
  const message = pickMessage(scene, (one) => isHere(world, one));
  if (!message) return undefined;
  touched.add(message);
  return inSlack(`${message.author.name} deletes ${message.ts}`, () => slackOf(world, message.author).deletes(message));
};

/** All of it goes, whoever said it: an admin does that. */
export const deletesThread: Doing = ({ world, touched }) => {
  const [admin] = world.people;
  const { root, channel } = pick({ world }, world.messages) ?? {};
  const isOf = (one: Message) => one.root === root && one.channel === channel;
  const thread = world.messages.filter((one) => isOf(one) && admin && isHere(world, one, admin));
  if (!admin || thread.length === 0) return undefined;
  for (const one of thread) touched.add(one);
  return inSlack(`the thread ${root} is deleted`, async () => {
    for (const message of thread.toReversed())
      await slackOf(world, admin)
        .deletes(message)
        .catch(() => {});
    return {};
  });
};

/** A nod, or the reaction that logs what it is put to; or it is taken away again. */
const reactsWith =
  (name: string): Doing =>
  (scene) => {
    const { world } = scene;
    const isGiven = (one: Message) => [...one.nods].some((nod) => nod.endsWith(name));
    const given = world.dice.happens(0.4) ? pickMessage(scene, isGiven) : undefined;
    const isTaken = given !== undefined;
    const message = given ?? pick(scene, world.messages.slice(world.dice.happens(0.5) ? -3 : -40));
    const place = message && placeOf(world, message);
    const could = place ? insiders(world, place) : [];
    const by = pick(
      { world },
      could.filter((one) => message?.nods.has(`${one.name} ${name}`) === isTaken),
    );
    if (!message || !by) return undefined;
    const nod = `${by.name} ${name}`;
    if (isTaken) message.nods.delete(nod);
    else message.nods.add(nod);
    return inSlack(`${by.name} ${isTaken ? 'takes' : 'puts'} ${name} ${isTaken ? 'from' : 'to'} ${message.ts}`, () =>
      isTaken ? slackOf(world, by).unreacts(message, name) : slackOf(world, by).reacts(message, name),
    );
  };
export const nods = reactsWith('+1');
export const marks = reactsWith('memo');

/** Asked by its name, Hypha does what it does otherwise. */
export const mentions: Doing = (scene) => {
  const { world } = scene;
  const place = world.dice.one(world.places);
  const author = pick({ world }, insiders(world, place));
  const about = pick({ world }, scene.hot);
  if (!author) return undefined;
  const why = `because ${world.mark()} ${world.mark()} ${world.mark()}`;
  const typed =
    about && world.dice.happens(0.6)
      ? `@hypha D-${about.number} ${world.dice.one(['is done', 'is still true', 'is in progress', 'is confirmed', `is done, ${why}`, `is dropped ${why}`])}`
      : `@hypha decided: we take ${world.mark()} ${world.mark()} ${world.mark()}`;
  return inSlack(`${author.name} in ${place.name}: ${typed}`, async () => {
    const { ts } = await slackOf(world, author).says(typed, { in: place.id });
    keep(world, { channel: place.id, author, typed }, ts);
    return { ts };
  });
};

/** In a thread: what it began with is meant. */
export const mentionsInThread: Doing = (scene) => {
  const { world, touched } = scene;
  const to = pickMessage(scene, (one) => one.ts === one.root && !touched.has(one));
  const place = to && placeOf(world, to);
  const author = place && pick({ world }, insiders(world, place));
  const about = pick({ world }, scene.hot);
  if (!to || !author) return undefined;
  const typed = about && world.dice.happens(0.5) ? `@hypha this replaces D-${about.number}` : '@hypha log this';
  return inSlack(`${author.name} to ${to.ts}: ${typed}`, async () => {
    const { ts } = await slackOf(world, author).replies(to, typed);
    keep(world, { channel: to.channel, author, typed }, ts, to.ts);
    return { ts };
  });
};

export const optsOutOrIn: Doing = ({ world, touched, deciding }) => {
  const person = world.dice.one(world.people);
  if (deciding.has(person) || (!person.out && world.dice.happens(0.6))) return undefined;
  const { out } = person;
  const theirs = world.messages.filter(({ author }) => author === person);
  deciding.add(person);
  if (!out) for (const one of theirs) touched.add(one);
  const hypha = world.dice.one(world.hyphas);
  return {
    story: `${person.name} opts ${out ? 'in' : 'out'}`,
    async act() {
      const answer = await hypha.asks(person.name, out ? 'person.optin' : 'person.optout');
      if (!answer.ok) throw new Error(answer.sentence);
      person.out = !out;
      if (!out) for (const message of theirs) message.erased = true;
      return undefined;
    },
  };
};

export const comesOrGoes: Doing = ({ world, moving }) => {
  const place = world.dice.one(world.places);
  const person = world.dice.one(world.people);
  if (person.name === place.host || (place.closed && person.name === 'ana')) return undefined;
  moving.add(person);
  const isInside = place.inside.has(person.name);
  if (isInside) place.inside.delete(person.name);
  else place.inside.add(person.name);
  return inSlack(`${person.name} ${isInside ? 'leaves' : 'comes into'} ${place.name}`, () =>
    isInside
      ? slackOf(world, person).leaves(place.id)
      : world.hyphas[0].slack.person(place.host).invites(person.name, { to: place.id }),
  );
};

/** Hypha reads there no more, or again. */
export const showsOutOrIn: Doing = ({ world }) => {
  const place = world.dice.one(world.places);
  const operation = world.dice.one(['channel.leave', 'channel.join', 'channel.join', 'channel.join']);
  const hypha = world.dice.one(world.hyphas);
  return {
    story: `${operation} ${place.name}`,
    async act() {
      await hypha.asks(place.host, operation, { channel: place.id });
      return undefined;
    },
  };
};

/** Slack's history does not show it for a while, and then it does again. */
export const isMissing: Doing = (scene) => {
  const { world, kept, touched } = scene;
  const message = pickMessage(scene, (one) => kept.has(keyOf(one)) && !touched.has(one));
  if (!message) return undefined;
  const { ts, channel } = message;
  touched.add(message);
  const [{ app }] = world.hyphas;
  const { ws } = app.workspace;
  const event = absentEvent(channel, ts);
  const happening = pastHappening(event);
  return {
    story: `${ts} is missing from history`,
    async act() {
      await together(app.db.write, async (trx) => {
        await markAbsent(trx, { ws, id: channel, joined_at: new Date(0) }, { absent: [ts], back: [] });
        if (happening) await keepPast(trx, ws, [{ event, happening, over: `${channel}|${ts}|${world.burst}` }]);
      });
      app.queue.wake({ job: 'readInbox', payload: { ws } });
      return undefined;
    },
  };
};

/** What is here is compared with what Slack has. */
export const looksBack: Doing = ({ world }) => {
  const { id: channel, name } = world.dice.one(world.places);
  const [{ app }] = world.hyphas;
  const { ws } = app.workspace;
  return {
    story: `${name} is compared with its history`,
    async act() {
      for (let page = 0; page < 3; page++) {
        await app.db.pool.query('update channel set repair_at = clock_timestamp() where id = $1 and reading', [
          channel,
        ]);
        await app.db.pool.query(`delete from pace where bucket = 'history'`);
        await repairGaps(app, { ws, channel });
      }
      return undefined;
    },
  };
};
