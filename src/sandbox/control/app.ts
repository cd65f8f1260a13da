import { parse } from 'yaml';
import { z } from 'zod';
import { isObject, parseJson } from '../body.ts';
import { type Manifest, manifestOf } from '../manifest.ts';
import { manifestErrors } from '../manifest-check.ts';
import type { Json } from '../shapes.ts';
import { configToken } from '../web-api/call.ts';
import { opened } from '../workspace.ts';
import { type Desk, Impossible, type Verb, verb } from './verb.ts';

/** What somebody who makes an app does on Slack's own pages about it, and what is shown to them there. */

const names = z.array(z.string()).default([]);

export const app: Record<string, Verb> = {
  /** From the address that creates an app, or from what was pasted there. */
  'create-app': verb(z.object({ link: z.url().optional(), manifest: z.string().optional() }), (desk, args) => {
    const given = args.manifest ?? URL.parse(args.link ?? '')?.searchParams.get('manifest_yaml');
    if (!given) throw new Impossible('no_manifest', 'That address holds no manifest.');
    desk.box.manifest = accepted(given);
    const { app, credentials } = opened(desk.box.workspace);
    return { app_id: app.id, signing_secret: credentials.signingSecret };
  }),
  'install-app': verb(z.object({}), ({ box, access }) => {
    access.scopes = new Set(manifestIn(box.manifest).scopes);
    access.revoked = false;
    return { bot_token: opened(box.workspace).credentials.botToken, scopes: [...access.scopes] };
  }),
  'app-token': verb(z.object({ scopes: names }), ({ box, access }, { scopes }) => {
    access.appScopes = new Set(scopes);
    return { app_token: opened(box.workspace).credentials.appToken };
  }),
  'config-token': verb(z.object({}), ({ box }) => ({ token: configToken(box) })),
  /** A manifest that is changed by hand. Scopes count once the app is installed anew. */
  'change-app': verb(
    z.object({
      socket_mode: z.boolean().optional(),
      remove_events: names,
      remove_scopes: names,
      manifest: z.string().optional(),
    }),
    (desk, { manifest, socket_mode, remove_events, remove_scopes }) => {
      const changed = manifest ? accepted(manifest).source : structuredClone(manifestIn(desk.box.manifest).source);
      if (socket_mode !== undefined) part(changed, 'settings').socket_mode_enabled = socket_mode;
      leaveOut(part(changed, 'settings', 'event_subscriptions'), 'bot_events', remove_events);
      leaveOut(part(changed, 'oauth_config', 'scopes'), 'bot', remove_scopes);
      desk.box.manifest = manifestOf(changed);
      if (!desk.box.manifest.socketMode) desk.hub.disconnect('link_disabled', 10);
      return { manifest: changed };
    },
  ),
  /** Slack's clock, as whoever calls it sees it. */
  'date-skew': verb(z.object({ seconds: z.number() }), ({ access }, { seconds }) => {
    access.dateSkewMs = seconds * 1000;
    return {};
  }),
};

/** What Slack shows of a manifest before it makes an app of it, or what is wrong with it. */
export function reviewApp(text: string | null): Json {
  const manifest = text === null ? undefined : readYaml(text);
  if (!manifest) return { ok: false, errors: [{ message: 'The manifest is no YAML.', pointer: '/' }] };
  const errors = manifestErrors(manifest);
  return errors.length > 0 ? { ok: false, errors } : { ok: true, manifest };
}

function accepted(text: string): Manifest {
  const review = reviewApp(text);
  if (review.ok && isObject(review.manifest)) return manifestOf(review.manifest);
  throw new Impossible('invalid_manifest', JSON.stringify(review.errors));
}

function readYaml(text: string): Json | undefined {
  try {
    const manifest: unknown = parseJson(text) ?? parse(text);
    return isObject(manifest) ? manifest : undefined;
  } catch {
    return undefined;
  }
}

function manifestIn(manifest: Desk['box']['manifest']): Manifest {
  if (!manifest) throw new Impossible('no_app', 'No app was made from a manifest here.');
  return manifest;
}

function part(whole: Json, ...path: string[]): Json {
  return path.reduce((inner, name) => {
    const next = isObject(inner[name]) ? inner[name] : {};
    inner[name] = next;
    return next;
  }, whole);
}

function leaveOut(within: Json, name: string, out: readonly string[]): void {
  const all = within[name];
  if (Array.isArray(all)) within[name] = all.filter((one) => !out.includes(String(one)));
}
