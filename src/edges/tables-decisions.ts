import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
import type { State } from '../decisions/changes/rules.ts';

type Defaulted<T> = ColumnType<T, T | undefined, T>;
type Time = ColumnType<Date, Date | string, Date | string>;
type Json = ColumnType<unknown, string, string>;

/** The record, and what leads to it and from it. */
export interface DecisionTables {
  decision: {
    ws: string;
    number: number;
    statement: string;
    why: string | null;
    state: State;
    decided_at: Time;
    logged_by: string;
    via: string;
    created_at: Generated<Date>;
    /** Who decided, whoever said it first; and who said that they agree. */
    deciders: string[];
    agreed: Defaulted<string[]>;
    /** All of them, and the owner, and who wrote it down. */
    people: GeneratedAlways<string[]>;
    owner: Defaulted<string | null>;
    type: Defaulted<string>;
    topic: Defaulted<string | null>;
    /** What else was weighed, one to a line. */
    alternatives: Defaulted<string | null>;
    assumptions: Defaulted<string | null>;
    reopen_if: Defaulted<string | null>;
    /** When it is looked at again. */
    review_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
    replaced_by: Defaulted<number | null>;
    /** Fields whose words are gone at their source. */
    removed: Defaulted<string[]>;
    /** As many as it has changes: who changes it says which one they saw. */
    version: Defaulted<number>;
    changed_at: Generated<Date>;
    /** The channels its evidence comes from: a trigger keeps it. */
    audience: Defaulted<string[]>;
    words: GeneratedAlways<string>;
  };
  decision_change: {
    ws: string;
    decision: number;
    n: number;
    kind: string;
    /** True from then on (team time), and when it was written down (machine time). */
    at: Date;
    recorded_at: Generated<Date>;
    person: string;
    via: string;
    state: State;
    reason: string | null;
    other: number | null;
    /** What was set, and to what. */
    fields: Json;
    removed: Defaulted<string[]>;
  };
  evidence: {
    ws: string;
    decision: number;
    n: number;
    channel: string;
    author: string;
    quote: string | null;
    message_ts: string | null;
    thread_ts: string | null;
    /** Words typed to Hypha stand in no message; the post that confirmed them does. */
    action: string | null;
    removed: Defaulted<boolean>;
    /** Removed only because its message was missing from Slack's history. */
    absent: Defaulted<boolean>;
    /** What it shows: that it was said, or that its author agreed. */
    role: Defaulted<'said' | 'agreed'>;
    /** Agreed by a reaction to the message: which. */
    reaction: Defaulted<string | null>;
  };
  /** What somebody asked by a reaction or by Hypha's name, until it is done. */
  capture: {
    ws: string;
    id: string;
    what: string;
    kind: 'reaction' | 'mention';
    channel: string;
    ts: string;
    thread_ts: string | null;
    person: string;
    /** Of a mention: what was said, until it is done. */
    text: Defaulted<string>;
    wanted: Defaulted<boolean>;
    decision: Defaulted<number | null>;
    state: Defaulted<'waiting' | 'done'>;
    tries: Defaulted<number>;
    /** A reaction may be put there again after it was taken away. */
    round: Defaulted<number>;
    next_at: ColumnType<Date, never, Date>;
    created_at: Generated<Date>;
  };
  /** What a digest, or a channel's recap, told whom. */
  digest_line: {
    ws: string;
    digest: string;
    n: number;
    /** A person, or a channel. */
    reader: string;
    part: string;
    decision: number | null;
    change: number | null;
    /** How far it had come when it was told. */
    upto: number | null;
    action: string | null;
    /** What became of it, and why this reader: words of Hypha's own. */
    said: string;
    reason: string;
  };
}
