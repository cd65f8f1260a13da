import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

/** What tests read of the manifest. Whether Slack takes it, the sandbox decides as Slack would. */
const Manifest = z.looseObject({
  features: z.object({
    slash_commands: z.array(z.object({ command: z.string(), usage_hint: z.string(), should_escape: z.literal(true) })),
    shortcuts: z.array(z.object({ callback_id: z.string() })),
  }),
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
  settings: z.object({ event_subscriptions: z.object({ bot_events: z.array(z.string()) }) }),
});

export const source: Record<string, unknown> = z.looseObject({}).parse(parse(readFileSync('manifest.yml', 'utf8')));
export const manifest = Manifest.parse(source);
