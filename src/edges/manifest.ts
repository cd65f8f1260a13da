import { readFile } from 'node:fs/promises';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import type { AppParts } from '../connect/rules.ts';

const Parts = z
  .looseObject({
    oauth_config: z.looseObject({ scopes: z.looseObject({ bot: z.array(z.string()).default([]) }) }),
    settings: z.looseObject({
      event_subscriptions: z.looseObject({ bot_events: z.array(z.string()).default([]) }).prefault({}),
      socket_mode_enabled: z.boolean().default(false),
    }),
  })
  .transform(
    ({ oauth_config, settings }): AppParts => ({
      scopes: oauth_config.scopes.bot,
      events: settings.event_subscriptions.bot_events,
      socketMode: settings.socket_mode_enabled,
    }),
  );

const Whole = z.looseObject({
  features: z.looseObject({ slash_commands: z.array(z.looseObject({})) }),
  settings: z.looseObject({ event_subscriptions: z.looseObject({}), interactivity: z.looseObject({}) }),
});

/** What Hypha's Slack app has to be, and the text that Slack makes it of: for Socket Mode, or to be reached at an address. */
export async function ownManifest(address?: string): Promise<{ text: string; parts: AppParts }> {
  const text = await readFile(new URL('../../manifest.yml', import.meta.url), 'utf8');
  const source: unknown = parse(text);
  return { text: address ? stringify(reachedAt(source, address)) : text, parts: Parts.parse(source) };
}

/** The same of an app that exists, as Slack tells it. */
export const partsOf = (manifest: unknown): AppParts => Parts.parse(manifest);

function reachedAt(source: unknown, address: string): unknown {
  const { features, settings, ...rest } = Whole.parse(source);
  const { event_subscriptions, interactivity } = settings;
  return {
    ...rest,
    features: { ...features, slash_commands: features.slash_commands.map((one) => ({ ...one, url: address })) },
    settings: {
      ...settings,
      event_subscriptions: { ...event_subscriptions, request_url: address },
      interactivity: { ...interactivity, request_url: address },
      socket_mode_enabled: false,
    },
  };
}
