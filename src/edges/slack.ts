import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
  WebClient,
} from '@slack/web-api';
import { z } from 'zod';
import type { Outcome } from '../actions/rules.ts';
import type { ChannelFacts } from '../channels/rules.ts';
import type { SlackSettings } from '../config.ts';
import type { PersonFacts } from '../people/rules.ts';
import { NoAnswer, unless } from './clock.ts';
import type { Log } from './log.ts';
import { slackLogger } from './slack-log.ts';

const Me = z.object({
  team_id: z.string(),
  team: z.string(),
  url: z.string(),
  user_id: z.string(),
  bot_id: z.string(),
});
const Cursor = z.object({ next_cursor: z.string().optional() }).optional();
const Conversation = z.object({
  id: z.string(),
  name: z.string().optional(),
  is_private: z.boolean().optional(),
  is_im: z.boolean().optional(),
  is_mpim: z.boolean().optional(),
  is_archived: z.boolean().optional(),
  is_member: z.boolean().optional(),
  is_ext_shared: z.boolean().optional(),
  is_pending_ext_shared: z.boolean().optional(),
  creator: z.string().optional(),
});
const User = z.object({
  id: z.string(),
  team_id: z.string().optional(),
  name: z.string().optional(),
  real_name: z.string().optional(),
  tz: z.string().optional(),
  deleted: z.boolean().optional(),
  is_bot: z.boolean().optional(),
  is_admin: z.boolean().optional(),
  is_owner: z.boolean().optional(),
  is_restricted: z.boolean().optional(),
  is_ultra_restricted: z.boolean().optional(),
  is_stranger: z.boolean().optional(),
  profile: z.object({ display_name: z.string().optional(), real_name: z.string().optional() }).optional(),
});
/** A message as history gives it; the event parser reads the rest of it. */
const Past = z.looseObject({
  ts: z.string(),
  thread_ts: z.string().optional(),
  reply_count: z.number().optional(),
  latest_reply: z.string().optional(),
  bot_id: z.string().optional(),
  metadata: z
    .object({ event_type: z.string(), event_payload: z.record(z.string(), z.unknown()).optional() })
    .optional(),
});
const Page = z.object({ messages: z.array(Past), response_metadata: Cursor });
const Conversations = z.object({ channels: z.array(Conversation), response_metadata: Cursor });
const Members = z.object({ members: z.array(User), response_metadata: Cursor });
const Quiet = z.object({ dnd_enabled: z.boolean(), next_dnd_start_ts: z.number(), next_dnd_end_ts: z.number() });
const Posted = z.object({ channel: z.string(), ts: z.string() });
export type PastMessage = z.infer<typeof Past>;
export type Me = z.infer<typeof Me>;

/** Slack said no, and why; `limited` says when to come back. Anything else thrown means we do not know. */
export class SlackRefusal extends Error {
  readonly code: string;
  readonly retryAfterMs: number | undefined;
  constructor(code: string, retryAfterMs?: number) {
    super(`Slack refused: ${code}`);
    this.name = 'SlackRefusal';
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

export type Slack = ReturnType<typeof openSlack>;

const askTimeoutMs = 10_000;

/**
 * The few Web API calls Hypha makes. Nothing retries by itself here: a repeated post is a double post. Once `leaving` is
 * given nobody waits for an answer any more; what was asked may still happen.
 */
export function openSlack(
  settings: SlackSettings,
  postTimeoutMs: number,
  log: Log,
  leaving: AbortSignal = new AbortController().signal,
) {
  // A post's time limit belongs to its settling; a question only has to end some time.
  const posting = new WebClient(settings.botToken, clientOptions(settings, postTimeoutMs, log));
  const asking = new WebClient(settings.botToken, clientOptions(settings, askTimeoutMs, log));
  const call = async <T extends z.ZodType>(
    method: string,
    shape: T,
    args: Record<string, unknown>,
  ): Promise<z.output<T>> => {
    try {
      return shape.parse(await unless(leaving, asking.apiCall(method, args)));
    } catch (error) {
      throw known(error);
    }
  };
  const act = async (method: string, args: Record<string, unknown>): Promise<Outcome> => {
    try {
      const posted = Posted.safeParse(await unless(leaving, posting.apiCall(method, args)));
      return { is: 'landed', channel: posted.data?.channel, ts: posted.data?.ts };
    } catch (error) {
      return outcomeOf(error);
    }
  };
  return {
    me: () => call('auth.test', Me, {}),
    person: async (id: string, ws: string) =>
      personOf((await call('users.info', z.object({ user: User }), { user: id })).user, ws),
    /** Everybody in the workspace, in Slack's own order. */
    people: async (ws: string) => {
      const found: PersonFacts[] = [];
      for await (const { members } of pagesOf((cursor) => call('users.list', Members, { limit: 200, ...cursor })))
        found.push(...members.map((user) => personOf(user, ws)));
      return found;
    },
    channel: async (id: string) =>
      channelOf((await call('conversations.info', z.object({ channel: Conversation }), { channel: id })).channel),
    channelsOf: async (person: string) => {
      const found: ChannelFacts[] = [];
      const which = { user: person, types: 'public_channel,private_channel', limit: 999 };
      const pages = pagesOf((cursor) => call('users.conversations', Conversations, { ...which, ...cursor }));
      for await (const { channels } of pages) found.push(...channels.map(listed));
      return found;
    },
    /** One page of a channel's main line, or of a thread, newest last page first as Slack has it. */
    history: (
      channel: string,
      args: { thread?: string | undefined; oldest: string; latest?: string | undefined; cursor?: string | undefined },
    ) =>
      call(args.thread ? 'conversations.replies' : 'conversations.history', Page, {
        channel,
        ...(args.thread && { ts: args.thread }),
        oldest: args.oldest,
        ...(args.latest && { latest: args.latest }),
        limit: 200,
        include_all_metadata: true,
        ...(args.cursor && { cursor: args.cursor }),
      }),
    /** When somebody's notifications are paused, now or next. */
    quietOf: async (person: string) => quietIn(await call('dnd.info', Quiet, { user: person })),
    directWith: async (person: string) =>
      (await call('conversations.open', z.object({ channel: z.object({ id: z.string() }) }), { users: person })).channel
        .id,
    act,
  };
}

interface Paged {
  response_metadata?: z.infer<typeof Cursor>;
}

/** A list that Slack gives in pages, to its end. */
export async function* pagesOf<P extends Paged>(ask: (from: { cursor?: string }) => Promise<P>): AsyncGenerator<P> {
  for (let cursor = ''; ; ) {
    const page = await ask(cursor ? { cursor } : {});
    yield page;
    cursor = page.response_metadata?.next_cursor ?? '';
    if (!cursor) return;
  }
}

export const clientOptions = (settings: SlackSettings, timeoutMs: number, log: Log) => ({
  slackApiUrl: settings.apiUrl,
  retryConfig: { retries: 0 },
  rejectRateLimitedCalls: true,
  timeout: timeoutMs,
  allowAbsoluteUrls: false,
  logger: slackLogger(log),
});

/** Half an answer comes as an error too, named by all that stood in it: what people said. */
const isName = (code: string): boolean => /^[a-z_]{3,80}$/.test(code);

export function known(error: unknown): unknown {
  if (error instanceof WebAPIPlatformError)
    return new SlackRefusal(isName(error.data.error) ? error.data.error : 'no_clear_answer');
  if (error instanceof WebAPIRateLimitedError) return new SlackRefusal('ratelimited', error.retryAfter * 1000);
  return error;
}

/** Slack could not be asked just now; nothing is wrong with the question. */
export const isPassing = (error: unknown): boolean =>
  error instanceof SlackRefusal
    ? error.code === 'ratelimited' || perhapsDone.has(error.code) || auth.has(error.code)
    : [WebAPIRequestError, WebAPIHTTPError, NoAnswer].some((kind) => error instanceof kind);

const auth = new Set(['invalid_auth', 'token_revoked', 'token_expired', 'account_inactive', 'not_authed']);

/** Slack says that these may have partly happened. */
const perhapsDone = new Set([
  'fatal_error',
  'internal_error',
  'service_unavailable',
  'request_timeout',
  'no_clear_answer',
]);

function outcomeOf(error: unknown): Outcome {
  if (error instanceof WebAPIRateLimitedError) return { is: 'limited', afterMs: error.retryAfter * 1000 };
  if (error instanceof WebAPIPlatformError) return platformOutcome(error.data.error);
  if (error instanceof WebAPIHTTPError) return { is: 'unclear', code: `http ${error.statusCode}` };
  return { is: 'unclear', code: 'no answer' };
}

/** An answer that is no Slack error name (a proxy's page, half a body) says nothing about what happened. */
const platformOutcome = (code: string): Outcome => {
  if (code === 'ratelimited') return { is: 'limited', afterMs: 30_000 };
  return perhapsDone.has(code) || !isName(code) ? { is: 'unclear', code: 'no clear answer' } : { is: 'refused', code };
};

function channelOf(channel: z.infer<typeof Conversation>): ChannelFacts {
  const kind = channel.is_im
    ? 'dm'
    : channel.is_mpim
      ? 'group dm'
      : channel.is_private === false
        ? 'public'
        : 'private';
  const inside = kind === 'public' ? channel.is_member : true;
  return {
    id: channel.id,
    name: channel.name ?? 'direct message',
    kind,
    shared: Boolean(channel.is_ext_shared || channel.is_pending_ext_shared),
    archived: Boolean(channel.is_archived),
    ...(inside !== undefined && { bot_in: inside }),
    ...(channel.creator && { creator: channel.creator }),
  };
}

/** A list of somebody's channels says of public ones where that person is, not where Hypha is. */
function listed(channel: z.infer<typeof Conversation>): ChannelFacts {
  const { bot_in, ...facts } = channelOf(channel);
  return facts.kind === 'public' || bot_in === undefined ? facts : { ...facts, bot_in };
}

function personOf(user: z.infer<typeof User>, ws: string): PersonFacts {
  const name = user.profile?.display_name || user.real_name || user.profile?.real_name || user.name || 'someone';
  return { id: user.id, name, tz: user.tz ?? 'UTC', role: roleOf(user, ws), active: !user.deleted };
}

const quietIn = ({ dnd_enabled, next_dnd_start_ts: from, next_dnd_end_ts: to }: z.infer<typeof Quiet>) =>
  dnd_enabled && to > from ? { from: new Date(from * 1000), to: new Date(to * 1000) } : null;

function roleOf(user: z.infer<typeof User>, ws: string): PersonFacts['role'] {
  if (user.is_bot) return 'bot';
  if (user.is_stranger || (user.team_id !== undefined && user.team_id !== ws)) return 'outsider';
  if (user.is_restricted || user.is_ultra_restricted) return 'guest';
  return user.is_admin || user.is_owner ? 'admin' : 'member';
}
