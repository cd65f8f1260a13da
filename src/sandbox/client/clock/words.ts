import { dayAndTime } from '../dates.ts';
import type { Happened } from '../wire.ts';

/** What is said of time, and of what happened in it. */

const UNDER_WAY: Record<string, [string, string]> = {
  events: ['event to be heard', 'events to be heard'],
  inbox: ['thing to be read', 'things to be read'],
  actions: ['message to be sent', 'messages to be sent'],
  repairs: ['channel to be compared with its history', 'channels to be compared with their history'],
  erasures: ['thing to be erased', 'things to be erased'],
};

/** `inbox: 2, actions: 1` as people say it. */
export function waitingWords(waiting: string, app: string): string {
  if (waiting === '') return '';
  const parts = waiting.split(', ').map((part) => {
    const [, what = '', count = ''] = /^(\w+): (\d+)$/.exec(part) ?? [];
    const [one, many] = UNDER_WAY[what] ?? [what, what];
    return count === '' ? part : `${count} ${count === '1' ? one : many}`;
  });
  return /\d/.test(waiting) ? `${app} has ${parts.join(', ')}.` : `${waiting}.`;
}

export function count(many: number, one: string, several = `${one}s`): string {
  return `${many} ${many === 1 ? one : several}`;
}

/** All of it in one sentence. */
export function summary({ to, said, posts, meetings }: Happened, app: string, zone: string): string {
  const messages = said.reduce((sum, one) => sum + one.count, 0);
  const parts = [
    messages > 0 ? count(messages, 'message') : '',
    posts.length > 0 ? `${posts.length} from ${app}` : '',
    meetings.length > 0 ? count(meetings.length, 'meeting') : '',
  ].filter(Boolean);
  return `It is ${dayAndTime(to, zone)}. ${parts.length > 0 ? parts.join(', ') : 'Nothing happened that you can see'}.`;
}
