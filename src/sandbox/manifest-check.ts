import { z } from 'zod';
import { eventCoverage } from './coverage/events.ts';
import type { Json } from './shapes.ts';
import { allScopes } from './web-api/scopes.ts';

/** What Slack finds wrong with a manifest before it makes an app of it. */
export interface ManifestError {
  message: string;
  pointer: string;
}

const text = (most: number, least = 1) => z.string().min(least).max(most);
const address = z
  .string()
  .regex(/^https?:\/\//)
  .max(3_000);

const commands = z
  .array(
    z.strictObject({
      command: text(32, 2).startsWith('/'),
      description: text(2_000),
      usage_hint: text(1_000).optional(),
      should_escape: z.boolean().optional(),
      url: address.optional(),
    }),
  )
  .min(1)
  .max(50);

const shortcuts = z
  .array(
    z.strictObject({
      name: text(24),
      type: z.enum(['message', 'global']),
      callback_id: text(255),
      description: text(150),
    }),
  )
  .min(1)
  .max(10);

const scope = z.enum(allScopes, { error: 'Invalid scope' });
/** `message` alone is not to be had; its kinds are. */
const events = new Set([
  ...[...eventCoverage.keys()].filter((name) => name !== 'message'),
  ...['message.channels', 'message.groups', 'message.im', 'message.mpim', 'message.app_home'],
]);
const event = z.string().refine((name) => events.has(name), 'Invalid event');

const schema = z.strictObject({
  _metadata: z
    .strictObject({ major_version: z.number().int().optional(), minor_version: z.number().int().optional() })
    .optional(),
  display_information: z.strictObject({
    name: text(35),
    description: text(140).optional(),
    long_description: text(4_000, 175).optional(),
    background_color: z
      .string()
      .regex(/^#([0-9a-f]{3}){1,2}$/i)
      .optional(),
  }),
  features: z
    .strictObject({
      app_home: z
        .strictObject({
          home_tab_enabled: z.boolean().optional(),
          messages_tab_enabled: z.boolean().optional(),
          messages_tab_read_only_enabled: z.boolean().optional(),
        })
        .optional(),
      bot_user: z.strictObject({ display_name: text(80), always_online: z.boolean().optional() }).optional(),
      slash_commands: commands.optional(),
      shortcuts: shortcuts.optional(),
    })
    .optional(),
  oauth_config: z
    .strictObject({
      redirect_urls: z.array(address).optional(),
      scopes: z
        .strictObject({ bot: z.array(scope).max(255).optional(), bot_optional: z.array(scope).optional() })
        .optional(),
    })
    .optional(),
  settings: z
    .strictObject({
      event_subscriptions: z
        .strictObject({ request_url: address.optional(), bot_events: z.array(event).min(1).max(100).optional() })
        .optional(),
      interactivity: z
        .strictObject({
          is_enabled: z.boolean(),
          request_url: address.optional(),
          message_menu_options_url: address.optional(),
        })
        .optional(),
      org_deploy_enabled: z.boolean().optional(),
      socket_mode_enabled: z.boolean().optional(),
      token_rotation_enabled: z.boolean().optional(),
    })
    .optional(),
});

export function manifestErrors(manifest: Json): ManifestError[] {
  const checked = schema.safeParse(manifest);
  if (!checked.success)
    return checked.error.issues.map(({ message, path }) => ({ message, pointer: `/${path.map(String).join('/')}` }));
  return [...unreachable(checked.data)];
}

/** Without Socket Mode everything needs an address to be sent to. */
function* unreachable({ features, settings = {} }: z.output<typeof schema>): Generator<ManifestError> {
  if (settings.socket_mode_enabled) return;
  if (settings.event_subscriptions && !settings.event_subscriptions.request_url)
    yield {
      message: 'Event Subscription requires either Request URL or Socket Mode Enabled',
      pointer: '/settings/event_subscriptions',
    };
  if (settings.interactivity?.is_enabled && !settings.interactivity.request_url)
    yield { message: 'Interactivity requires a Request URL', pointer: '/settings/interactivity' };
  for (const [index, { url }] of (features?.slash_commands ?? []).entries())
    if (!url)
      yield { message: 'Slash Command requires a Request URL', pointer: `/features/slash_commands/${index}/url` };
}
