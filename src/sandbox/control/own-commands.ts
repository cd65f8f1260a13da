import type { Box } from '../box.ts';
import type { Person } from '../facts.ts';
import { slackbotSays } from '../interact/slackbot.ts';
import { typedMessage } from '../interact/typed.ts';
import type { Room } from '../workspace.ts';
import { changeRoom, inviteTo, joinRoom, leaveRoom, removeFrom } from './conduct.ts';
import { keepQuiet, setPresence, setStatus } from './people.ts';
import { speak } from './talk.ts';
import { Impossible, personNamed, roomFor } from './verb.ts';

/** The commands that are Slack's own, which people use without any app. */

interface At {
  box: Box;
  person: Person;
  room: Room;
}

/** Returns what the person is told, if anything. */
type Command = (at: At, words: readonly string[], rest: string) => string | undefined;

const invite: Command = ({ box, person, room }, words) => {
  const [names, [channel]] = [
    words.filter((word) => word.startsWith('@')),
    words.filter((word) => word.startsWith('#')),
  ];
  const where = channel === undefined ? room : roomFor(box, person, channel);
  for (const name of names) inviteTo(box, where, person, personNamed(box, name));
  return names.length > 0 ? undefined : 'Say whom to invite, like this: /invite @ravi';
};

const remove: Command = ({ box, person, room }, [name = '']) => {
  removeFrom(box, room, person, personNamed(box, name));
  return undefined;
};

const commands: Readonly<Record<string, Command>> = {
  '/invite': invite,
  '/remove': remove,
  '/kick': remove,
  '/join': ({ box, person }, [name = '']) => {
    joinRoom(box, person, roomFor(box, person, name));
    return undefined;
  },
  '/leave': ({ box, person, room }) => {
    leaveRoom(box, person, room);
    return undefined;
  },
  '/topic': ({ box, person, room }, _, value) => {
    changeRoom(box, room, person, { change: 'topic', value });
    return undefined;
  },
  '/rename': ({ box, person, room }, [name = '']) => {
    changeRoom(box, room, person, { change: 'rename', name: name.replace(/^#/, '') });
    return undefined;
  },
  '/archive': ({ box, person, room }) => {
    changeRoom(box, room, person, { change: 'archive' });
    return undefined;
  },
  '/me': ({ box, person, room }, _, text) => {
    speak(box, person, room, { text: typedMessage(box.workspace, text).text, subtype: 'me_message' });
    return undefined;
  },
  '/away': ({ box, person }) => {
    const presence = person.presence === 'away' ? 'active' : 'away';
    setPresence(box, person, presence);
    return `You are ${presence} now.`;
  },
  '/active': ({ box, person }) => {
    setPresence(box, person, 'active');
    return 'You are active now.';
  },
  '/dnd': ({ box, person }, [first = '', unit = '']) => {
    const minutes = Number.parseInt(first, 10) * (unit.startsWith('h') ? 60 : 1);
    if (first !== 'off' && !(minutes > 0)) return 'Say for how long, like this: /dnd 30 minutes, or /dnd off';
    keepQuiet(box, person, first === 'off' ? 0 : minutes);
    return first === 'off' ? 'You hear of messages again.' : `You hear of no messages for ${minutes} minutes.`;
  },
  '/status': ({ box, person }, [first = ''], rest) => {
    const emoji = /^:[\w+-]+:$/.test(first) ? first : '';
    const text = first === 'clear' ? '' : rest.slice(emoji.length).trim();
    setStatus(box, person, { text, emoji });
    return text === '' && emoji === '' ? 'Your status is cleared.' : 'Your status is set.';
  },
};

export function isOwnCommand(name: string): boolean {
  return Object.hasOwn(commands, name);
}

/** What cannot be done is told to the person alone, in the place where they typed. */
export function runOwnCommand(at: At, name: string, rest: string) {
  const said = attempt(() => commands[name]?.(at, rest.split(/\s+/).filter(Boolean), rest));
  return said === undefined ? [] : [slackbotSays(at.box, at.room, at.person, said)];
}

function attempt(act: () => string | undefined): string | undefined {
  try {
    return act();
  } catch (error) {
    if (error instanceof Impossible) return error.message;
    throw error;
  }
}
