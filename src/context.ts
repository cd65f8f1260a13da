import type { Draft } from './actions/rules.ts';
import type { Database, Reads, Transaction } from './edges/db.ts';
import type { Rights } from './people/rules.ts';

export type Surface = 'slack' | 'http' | 'cli';
export type Scope = 'read' | 'write' | 'admin';

/** Who asks: a person, an agent with an owner, or a job acting for someone. `person` is whose rights count. */
export interface Actor {
  ws: string;
  kind: 'person' | 'agent' | 'job';
  id: string;
  person: string;
  via: Surface | 'job';
  /** What a token may do of what its owner may; absent: everything its owner may. */
  scopes?: readonly Scope[];
}

interface Shared {
  actor: Actor;
  rights: Rights;
  /** Team time, one instant for the whole operation. */
  now: Date;
}

export interface Reading extends Shared {
  db: Reads;
}

/** A write holds rows and nothing else: no network can sit inside its transaction, so it can always be tried again. */
export interface Writing extends Shared {
  trx: Transaction<Database>;
  /** What Hypha will say unasked, or where others see it: an outbox row in this same transaction. Gives its id. */
  send(draft: Draft): Promise<string>;
}

interface Asking extends Reading {
  look: Look;
}

/** Typed, read-only, time-limited questions to the outside. */
export interface Look {
  parts(): Promise<Part[]>;
}

/** One part of a running Hypha: what is used for it, whether it works, and what to do if not. */
export interface Part {
  name: string;
  used: string;
  works: boolean;
  remedy?: string | undefined;
}

export interface ByKind {
  read: Reading;
  write: Writing;
  ask: Asking;
}
export type Kind = keyof ByKind;
