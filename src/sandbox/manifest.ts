import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

/** What Slack would have been told of the app: what it is called, what it may do, what it hears of and what it offers. */
export interface Manifest {
  name: string;
  scopes: readonly string[];
  events: ReadonlySet<string>;
  commands: readonly { command: string; description: string; usage_hint: string; should_escape: boolean }[];
  shortcuts: readonly { name: string; type: 'message' | 'global'; callback_id: string; description: string }[];
  homeTab: boolean;
  messagesTab: 'none' | 'read only' | 'open';
  interactivity: boolean;
  socketMode: boolean;
  /** All of it, as it was written. */
  source: Record<string, unknown>;
}

const text = z.string().default('');
const schema = z.object({
  display_information: z.object({ name: z.string() }),
  features: z
    .object({
      bot_user: z.object({ display_name: z.string() }).optional(),
      app_home: z
        .object({
          home_tab_enabled: z.boolean().default(false),
          messages_tab_enabled: z.boolean().default(true),
          messages_tab_read_only_enabled: z.boolean().default(true),
        })
        .prefault({}),
      slash_commands: z
        .array(
          z.object({
            command: z.string().startsWith('/'),
            description: text,
            usage_hint: text,
            should_escape: z.boolean().default(false),
          }),
        )
        .default([]),
      shortcuts: z
        .array(
          z.object({
            name: z.string(),
            type: z.enum(['message', 'global']),
            callback_id: z.string(),
            description: text,
          }),
        )
        .default([]),
    })
    .prefault({}),
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()).default([]) }).prefault({}) }).prefault({}),
  settings: z
    .object({
      event_subscriptions: z.object({ bot_events: z.array(z.string()).default([]) }).prefault({}),
      interactivity: z.object({ is_enabled: z.boolean().default(false) }).prefault({}),
      socket_mode_enabled: z.boolean().default(false),
    })
    .prefault({}),
});

export const readManifest = (path: string): Manifest =>
  manifestOf(z.record(z.string(), z.unknown()).parse(parse(readFileSync(path, 'utf8'))));

export function manifestOf(source: Record<string, unknown>): Manifest {
  const { display_information, features, oauth_config, settings } = schema.parse(source);
  const { home_tab_enabled, messages_tab_enabled, messages_tab_read_only_enabled } = features.app_home;
  return {
    name: features.bot_user?.display_name ?? display_information.name,
    scopes: oauth_config.scopes.bot,
    events: new Set(settings.event_subscriptions.bot_events),
    commands: features.slash_commands,
    shortcuts: features.shortcuts,
    homeTab: home_tab_enabled,
    messagesTab: messages_tab_enabled ? (messages_tab_read_only_enabled ? 'read only' : 'open') : 'none',
    interactivity: settings.interactivity.is_enabled,
    socketMode: settings.socket_mode_enabled,
    source,
  };
}
