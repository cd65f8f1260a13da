import type { Place } from '../address.ts';
import { dayName, msOf } from '../dates.ts';
import { now } from '../now.ts';
import { nameOf, type State } from '../state.ts';
import type { Mark, Progress } from './progress.ts';

/** What the tour tells and asks, with the people and channels of whatever story is open. Words between backticks are typed. */

export interface Step {
  title: string;
  words: string;
  tasks: Task[];
}

export interface Task {
  mark: Mark;
  words: string;
  /** Who does it; anybody when left out. */
  as?: string;
  place?: Place;
  /** Put into the field on request. */
  type?: string;
}

export function stepsOf(state: State, progress: Progress): Step[] {
  const { cast } = progress;
  return [
    switchStep(state, progress),
    decideStep(state, progress),
    findStep(state, progress),
    ...(cast.secret ? [secretStep(state, cast.secret)] : []),
    chargeStep(state, progress),
  ];
}

const inRoom = (name: string): Place => ({ at: 'room', room: name });

/** Where everybody is. */
function inGeneral({ rooms }: State): { place?: Place } {
  const general = [...rooms.values()].find((room) => room.general);
  return general ? { place: inRoom(general.name) } : {};
}

function switchStep(state: State, { cast }: Progress): Step {
  return {
    title: 'Be anybody',
    words: `This is ${state.team.name}, in a Slack of its own. Hypha remembers what people here decide. Nothing you do leaves this machine.`,
    tasks: [{ mark: 'switched', words: `Press the name at the top right, and be ${nameOf(state, cast.decider)}.` }],
  };
}

function decideStep(state: State, { cast }: Progress): Step {
  const { place, statement, saidAt, decider } = cast;
  const who = nameOf(state, decider);
  return {
    title: 'Write a decision down',
    words:
      saidAt === ''
        ? `What ${who} decides in #${place.name} is soon out of sight. One line keeps it.`
        : `${who} decided this in #${place.name} (${dayName(msOf(saidAt), state.me.tz, now())}). It has scrolled away since. One line keeps it.`,
    tasks: [
      {
        mark: 'decided',
        words: `As ${who}, in #${place.name}, type \`/decide ${statement}\`.`,
        ...{ as: decider, place: inRoom(place.name), type: `/decide ${statement}` },
      },
    ],
  };
}

function findStep(state: State, { cast, open }: Progress): Step {
  const who = nameOf(state, cast.finder);
  return {
    title: 'Find it as somebody else',
    words: `Weeks later somebody asks what was decided. The list names it; \`/decisions ${open || 'D-1234'}\`, with the number from there, shows it whole, with the words that prove it.`,
    tasks: [
      {
        mark: 'found',
        words: `Be ${who}, and type \`/decisions\`.${open ? ` ${open} is there.` : ''}`,
        ...{ as: cast.finder, type: '/decisions', ...inGeneral(state) },
      },
    ],
  };
}

function secretStep(state: State, secret: NonNullable<Progress['cast']['secret']>): Step {
  const { by, name, statement, outsider } = secret;
  const here = { as: by, place: inRoom(name) };
  const handle = state.people.get(state.app.user)?.name ?? 'hypha';
  return {
    title: 'What is private stays private',
    words: 'A decision is seen by those who see the channel it comes from. For everybody else it does not exist.',
    tasks: [
      {
        mark: 'invited',
        words: `As ${nameOf(state, by)}, in #${name}, type \`/invite @${handle}\`.`,
        ...here,
        type: `/invite @${handle}`,
      },
      { mark: 'kept', words: `There, type \`/decide ${statement}\`.`, ...here, type: `/decide ${statement}` },
      {
        mark: 'hidden',
        words: `Be ${nameOf(state, outsider)}, who is not in #${name}, and type \`/decisions\`. It is not there.`,
        ...{ as: outsider, type: '/decisions', ...inGeneral(state) },
      },
    ],
  };
}

function chargeStep(state: State, { cast }: Progress): Step {
  const { app } = state;
  const admin = { as: cast.admin, ...inGeneral(state) };
  return {
    title: 'You are in charge',
    words: `Nothing is done behind your back: what ${app.name} is about to say can be seen, held and stopped.`,
    tasks: [
      { mark: 'home', words: `Open ${app.name}’s Home.`, place: { at: 'app', tab: 'home' } },
      { mark: 'planned', words: 'There, press “What’s planned”.', place: { at: 'app', tab: 'home' } },
      ...(cast.admin === '' ? [] : stopping(`As ${nameOf(state, cast.admin)}, an admin, type`, admin)),
    ],
  };
}

function stopping(words: string, admin: Pick<Task, 'as' | 'place'>): Task[] {
  return [
    { mark: 'stopped', words: `${words} \`/hypha stop\`: it says nothing any more.`, ...admin, type: '/hypha stop' },
    { mark: 'going', words: 'Let it go on: `/hypha go`.', ...admin, type: '/hypha go' },
  ];
}
