import { z } from 'zod';
import { storable } from '../messages/rules.ts';

/** What somebody did in Slack: a command, or a click, shortcut or form. */
export type Asked = Record<string, unknown>;

const text = z.string().max(200);
const person = z.object({ id: text, team_id: text.nullish() });
const team = z.object({ id: text }).nullish();
const channel = z.looseObject({ id: text });
const url = z.string().optional();

/** Bolt and the surface take these parts for granted, and trip where one is missing; what else comes along is left out. */
const Command = z.object({
  command: text,
  text: z.string().default(''),
  team_id: text,
  user_id: text,
  channel_id: text,
  channel_name: z.string().default(''),
  trigger_id: text,
  response_url: url,
});

const interactions: Record<string, z.ZodType<Asked>> = {
  block_actions: z.object({
    type: text,
    user: person,
    team,
    trigger_id: text,
    response_url: url,
    container: z.looseObject({}),
    channel: channel.optional(),
    view: z.looseObject({ id: text, type: text, blocks: z.array(z.looseObject({ type: z.string() })) }).optional(),
    actions: z.array(z.looseObject({ action_id: z.string() })).min(1),
  }),
  message_action: z.object({
    type: text,
    user: person,
    team,
    trigger_id: text,
    response_url: url,
    callback_id: z.string(),
    channel,
    message_ts: text,
    message: z.looseObject({ text: z.string().nullish() }),
  }),
  shortcut: z.object({ type: text, user: person, team, trigger_id: text, callback_id: z.string() }),
  view_submission: z.object({
    type: text,
    user: person,
    team,
    view: z.looseObject({ callback_id: z.string(), app_installed_team_id: text.nullish() }),
  }),
};

/** Gives what Slack is to be answered where it is no command. */
export const readCommand = (fields: Iterable<[string, string]>): Asked | 400 =>
  Command.safeParse(Object.fromEntries([...fields].map(([name, value]) => [name, storable(value)]))).data ?? 400;

/** 400: no such thing. 404: Slack has it, and nothing of Hypha's asks for it. */
export function readInteraction(payload: string): Asked | 400 | 404 {
  const body = z.looseObject({ type: z.string() }).safeParse(parseStorable(payload)).data;
  if (!body) return 400;
  if (!Object.hasOwn(interactions, body.type)) return 404;
  return interactions[body.type]?.safeParse(body).data ?? 400;
}

/** What a database cannot hold is taken out here, once, from whatever people typed. */
function parseStorable(payload: string): unknown {
  try {
    return JSON.parse(payload, (_, value: unknown) => (typeof value === 'string' ? storable(value) : value));
  } catch {
    return undefined;
  }
}
