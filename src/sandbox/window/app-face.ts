import type { AppFace, Command } from '../client/wire.ts';
import type { Desk } from '../control/verb.ts';
import { opened } from '../workspace.ts';

/** What the app offers to people: its commands and shortcuts, as its manifest says. */
export function appFace({ box }: Desk): AppFace {
  const { app } = opened(box.workspace);
  const { manifest } = box;
  return {
    name: app.name,
    user: app.botUserId,
    commands: (manifest?.commands ?? []).map(({ command, description, usage_hint: hint }) => ({
      command,
      description,
      hint,
    })),
    ownCommands,
    messages: manifest?.messagesTab ?? 'open',
    shortcuts: (manifest?.shortcuts ?? []).map(({ name, type, callback_id: id, description }) => ({
      name,
      type,
      id,
      description,
    })),
  };
}

/** What people type that no app answers. */
export const ownCommands: Command[] = [
  { command: '/invite', hint: '@somebody', description: 'Bring somebody into the channel' },
  { command: '/remove', hint: '@somebody', description: 'Show somebody out of the channel' },
  { command: '/join', hint: '#channel', description: 'Join a channel' },
  { command: '/leave', hint: '', description: 'Leave the channel' },
  { command: '/topic', hint: 'text', description: 'Set the topic of the channel' },
  { command: '/rename', hint: 'name', description: 'Rename the channel' },
  { command: '/archive', hint: '', description: 'Archive the channel' },
  { command: '/me', hint: 'text', description: 'Say something of yourself' },
  { command: '/status', hint: ':emoji: text, or clear', description: 'Set your status' },
  { command: '/dnd', hint: '30 minutes, or off', description: 'Pause notifications' },
  { command: '/away', hint: '', description: 'Be away, or active again' },
];
