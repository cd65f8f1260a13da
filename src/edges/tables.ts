import type { ColumnType, Generated } from 'kysely';
import type { DecisionTables } from './tables-decisions.ts';

type Defaulted<T> = ColumnType<T, T | undefined, T>;
type Json = ColumnType<unknown, string, string>;

export interface Database extends DecisionTables {
  workspace: {
    ws: string;
    name: string;
    url: string;
    bot_user: string;
    bot_id: string;
    /** A secret that marks our posts, made with the row. */
    mark_key: Generated<string>;
    /** Team time is machine time plus this, or stands still. */
    offset_ms: Defaulted<number>;
    stands_at: Defaulted<Date | null>;
    stopped_at: Defaulted<Date | null>;
    stopped_by: Defaulted<string | null>;
    /** The reaction that logs what it is put to. */
    capture_emoji: Generated<string>;
  };
  person: {
    ws: string;
    id: string;
    name: string;
    tz: string;
    role: 'admin' | 'member' | 'guest' | 'outsider' | 'bot';
    active: boolean;
    opted_out_at: Defaulted<Date | null>;
    /** When they last opted in again (team time): of what they said before nothing is kept. */
    opted_in_at: Defaulted<Date | null>;
    /** Set when what they said is to be erased; cleared when it was (machine time). */
    erase_at: Defaulted<Date | null>;
    /** Attempts in a row that did not end well, since when, and why the last one did not. */
    erase_tries: Defaulted<number>;
    erase_since: Defaulted<Date | null>;
    erase_problem: Defaulted<string | null>;
    /** When they work, once they said so: `09:00-17:30 Mon-Fri`. */
    hours: Defaulted<string | null>;
    /** At which times of the day they get a digest: `09:15, 13:00`, or nothing. */
    digests: Defaulted<string>;
    /** When the next one is due (team time), once they have used Hypha; and since when they get any (machine time). */
    digest_at: Defaulted<Date | null>;
    digest_since: Defaulted<Date | null>;
    /** Not before this is it tried once more to put it together (machine time). */
    digest_retry_at: Defaulted<Date | null>;
    /** When they do not want to be disturbed, as Slack said when it was last asked (team time). */
    quiet_from: Defaulted<Date | null>;
    quiet_to: Defaulted<Date | null>;
    /** When Slack last told us this person's role and channels (machine time). */
    rights_at: Defaulted<Date | null>;
    forgotten_at: Defaulted<Date | null>;
  };
  channel: {
    ws: string;
    id: string;
    name: string;
    kind: 'public' | 'private' | 'dm' | 'group dm';
    shared: Defaulted<boolean>;
    archived: Defaulted<boolean>;
    bot_in: Defaulted<boolean>;
    /** Whether Hypha may read here: somebody, the host, let it in. */
    reading: Defaulted<boolean>;
    host: Defaulted<string | null>;
    /** The action that tells the channel so. Reading begins when it was sent. */
    notice: Defaulted<string | null>;
    joined_at: Defaulted<Date | null>;
    /** Until then Hypha says nothing there unasked (team time). */
    observing_until: Defaulted<Date | null>;
    /** Who made it, as Slack says. */
    creator: Defaulted<string | null>;
    /** How often it is told what was decided there, when next (team time), and since when (machine time). */
    recap: Defaulted<'daily' | 'weekly' | null>;
    recap_at: Defaulted<Date | null>;
    recap_since: Defaulted<Date | null>;
    recap_retry_at: Defaulted<Date | null>;
    /** Everything up to this `ts` is known to be here. */
    cursor_ts: Defaulted<string | null>;
    /** When history is next compared with what is here (machine time). */
    repair_at: Defaulted<Date | null>;
    /** Something may have been missed since the round under way began. */
    gap: Defaulted<boolean>;
    /** Where the main line's round under way began, newest first, and down to where it was compared. */
    round_ts: Defaulted<string | null>;
    below_ts: Defaulted<string | null>;
    /** Up to when all lively threads were compared, or wait to be. */
    threads_ts: Defaulted<string | null>;
    /** How many more threads are compared in this round. */
    threads_left: Defaulted<number>;
    /** Steps in a row that did not end well, since when, and why the last one did not. */
    repair_tries: Defaulted<number>;
    repair_since: Defaulted<Date | null>;
    repair_problem: Defaulted<string | null>;
  };
  /** A thread that is still to be compared with Slack's, and after which message. */
  unread_thread: { ws: string; channel: string; thread_ts: string; after_ts: string; seq: Generated<string> };
  membership: { ws: string; channel: string; person: string };
  inbox: {
    ws: string;
    id: string;
    event_id: string | null;
    what: string;
    kind: string;
    body: string;
    state: Defaulted<'waiting' | 'done' | 'parked'>;
    received_at: Generated<Date>;
    attempts: Defaulted<number>;
    next_at: Generated<Date>;
    problem: Defaulted<string | null>;
    /** For how many that could not be read it stands: one, until there are very many of its kind. */
    stands_for: Defaulted<number>;
  };
  message: {
    ws: string;
    channel: string;
    ts: string;
    thread_ts: string | null;
    author: string;
    text: string;
    /** Of the newest version seen (see `versionOf`); the highest wins, in whatever order versions arrive. */
    version: string;
    removed: Defaulted<boolean>;
    /** Since when Slack's history does not show it (machine time), where nobody said that it was deleted. */
    absent_at: Defaulted<Date | null>;
  };
  /** As Slack last told of it: put there, or taken away again. */
  reaction: {
    ws: string;
    channel: string;
    ts: string;
    person: string;
    name: string;
    version: string;
    removed: Defaulted<boolean>;
  };
  action: {
    ws: string;
    id: string;
    seq: Generated<string>;
    /** What is meant, made from what caused it: asked for twice, there is still one action. */
    key: string;
    kind: string;
    dest: string;
    thread_ts: string | null;
    body: Json;
    audience: string[];
    why: string;
    subject: string;
    /** The decisions whose words it shows: changed or removed there, they change here. */
    shows: Defaulted<number[]>;
    requested_by: string;
    /** Its words are not written down: they are looked up when it is sent, as they and their reader's places are then. */
    drawn: Defaulted<boolean>;
    /** Somebody asked for it, or did what it answers. Otherwise it waits where Hypha only listens. */
    asked: boolean;
    state: string;
    due_at: Date;
    expires_at: Date;
    depends_on: string | null;
    created_at: Generated<Date>;
    /** Not before this is it sent again or, while unclear, looked for (machine time). */
    retry_at: Defaulted<Date | null>;
    attempts: Defaulted<number>;
    sending_at: Defaulted<Date | null>;
    /** How often it was looked for and not found. */
    absent: Defaulted<number>;
    /** Since when Slack has not let us look for it. */
    blind_since: Defaulted<Date | null>;
    sent_at: Defaulted<Date | null>;
    sent_channel: Defaulted<string | null>;
    sent_ts: Defaulted<string | null>;
    problem: Defaulted<string | null>;
    /** Of what was not asked for: what sort of message it is, which its budgets go by, and what it is about. */
    sort: Defaulted<string | null>;
    about: Defaulted<string | null>;
    /** Why this reader. */
    reason: Defaulted<string | null>;
    /** Its reader asked to be woken for it. */
    wakes: Defaulted<boolean>;
    /** When it began to be said (team time); nothing where it turned out that it was not. */
    said_at: Defaulted<Date | null>;
    /** What the delivery policy last made of it. */
    verdict: ColumnType<unknown, string | null | undefined, string | null>;
    /** The digest that it was said in. */
    digest: Defaulted<string | null>;
  };
  /** What somebody never wants to hear of again: a decision, a channel, or a sort of message. */
  muted: { ws: string; person: string; what: string; at: Date };
  pace: { ws: string; bucket: string; free_at: Date };
  sender: { ws: string; id: string; backend: number; beat_at: Generated<Date> };
  ledger: {
    ws: string;
    id: string;
    at: Date;
    machine_at: Generated<Date>;
    actor_kind: string;
    actor: string;
    person: string;
    via: string;
    operation: string;
    subject: string | null;
  };
  answer: {
    ws: string;
    actor: string;
    key: string;
    operation: string;
    fingerprint: string;
    value: Json;
    at: Generated<Date>;
  };
  token: {
    ws: string;
    id: string;
    secret_hash: string;
    owner: string;
    name: string;
    scopes: string[];
    created_at: Date;
    expires_at: Date;
    revoked_at: Defaulted<Date | null>;
  };
}
