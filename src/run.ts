import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Draft } from './actions/rules.ts';
import { addAction } from './actions/store.ts';
import type { App } from './app.ts';
import { type Card, say } from './card.ts';
import type { Actor, ByKind, Kind, Scope } from './context.ts';
import { beginDigests } from './delivery/store.ts';
import { together } from './edges/db.ts';
import { findDue } from './edges/due.ts';
import { logTrouble } from './edges/log.ts';
import { teamNow } from './edges/workspace.ts';
import { Refusal, type RefusalCode } from './errors.ts';
import { keepAnswer, takeKey, writeLedger } from './ledger/store.ts';
import { lookFor } from './look.ts';
import type { Operation, Work } from './operation.ts';
import { mayWrite, type Rights } from './people/rules.ts';
import { meetPeople, meetPlace, rightsOf } from './rights.ts';
import { settled, Unsettled } from './settled.ts';

export type Result =
  | { ok: true; value: unknown; card: Card }
  | {
      ok: false;
      code: RefusalCode | 'failed';
      sentence: string;
      field?: string | undefined;
      touched?: readonly string[];
      changed?: readonly string[];
    };

export interface Asked {
  /** The same key is the same request: it happens once, and is answered the same. */
  key?: string | undefined;
  /** Local access only: as if it were this time. */
  at?: Date | undefined;
}

/** The only way to call an operation: who, may they, what exactly, in one transaction, written in the ledger. */
export async function run(
  app: App,
  actor: Actor,
  operation: Operation,
  raw: unknown,
  asked: Asked = {},
): Promise<Result> {
  try {
    if (operation.sandboxOnly && app.mode !== 'sandbox')
      throw new Refusal('forbidden', 'That exists only in the sandbox.');
    const rights = await rightsOf(app, actor);
    mustBeAllowed(actor, rights, operation);
    await meetNamed(app, actor, rights, operation, raw);
    const request = { app, actor, rights, operation, raw, asked };
    const value = await operation.call((kind, work) => contexts[kind](request, work), raw);
    return { ok: true, value, card: shown(app, operation, value) };
  } catch (error) {
    if (error instanceof Refusal) {
      const { code, message: sentence, field, touched, changed } = error;
      return { ok: false, code, sentence, field, ...(field === 'seen' && { touched, changed }) };
    }
    const reference = logTrouble(app.log, error, operation.name);
    const sentence =
      error instanceof Unsettled
        ? `This may have been done: Hypha lost its database halfway. Look before you ask again. Reference: ${reference}.`
        : `That did not work, and the fault is Hypha's. Nothing was changed. Reference: ${reference}.`;
    return { ok: false, code: 'failed', sentence };
  }
}

/** What is known before its form is filled in, to whoever may fill it in. */
export async function known(
  app: App,
  actor: Actor,
  operation: Operation,
  given: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  if (!operation.prefill) return {};
  const rights = await rightsOf(app, actor);
  mustBeAllowed(actor, rights, operation);
  return operation.prefill(await reading({ app, actor, rights, asked: {} }), given);
}

/** What was done stays done, also where it cannot be shown. */
function shown(app: App, operation: Operation, value: unknown): Card {
  try {
    return operation.show(value);
  } catch (error) {
    if (operation.kind !== 'write') throw error;
    const reference = logTrouble(app.log, error, operation.name);
    return say(`✓ That was done. It could not be shown, and the fault is Hypha's. Reference: ${reference}.`);
  }
}

/** Channels and people named in the input are looked up before any context opens: inside one there is no network. */
async function meetNamed(app: App, actor: Actor, rights: Rights, { fields }: Operation, raw: unknown): Promise<void> {
  if (typeof raw !== 'object' || raw === null) return;
  const input = new Map<string, unknown>(Object.entries(raw));
  for (const { name, place, person, people } of fields) {
    const said = input.get(name);
    if (typeof said !== 'string') continue;
    if (place) await meetPlace(app, actor, rights, said);
    if (person || people) await meetPeople(app, actor, said);
  }
}

function mustBeAllowed(actor: Actor, rights: Rights, { access, kind, name }: Operation): void {
  if (!rights.active) throw new Refusal('forbidden', 'That Slack account is switched off.');
  if (rights.role === 'bot') throw new Refusal('forbidden', 'An app acts here with a token of its own, for a person.');
  const scope: Scope = access === 'admin' ? 'admin' : kind === 'write' ? 'write' : 'read';
  if (actor.scopes && !actor.scopes.includes(scope))
    throw new Refusal('forbidden', `This token may not ${scope}, and ${name} needs that.`);
  if (access === 'anyone') return;
  if (!mayWrite(rights))
    throw new Refusal(
      'forbidden',
      'Guests and people of other companies can read here, not change: ask a full member of this workspace.',
    );
  if (access === 'admin' && rights.role !== 'admin')
    throw new Refusal('forbidden', 'Only an admin can do that: workspace admins, and whoever set Hypha up.');
}

interface Request {
  app: App;
  actor: Actor;
  rights: Rights;
  operation: Operation;
  asked: Asked;
  raw: unknown;
}

const contexts: { [K in Kind]: (request: Request, work: Work<K>) => Promise<unknown> } = {
  read: async (request, work) => work.anew(await reading(request)),
  ask: async (request, work) => work.anew({ ...(await reading(request)), look: lookFor(request.app) }),
  write: (request, work) => writing(request, work),
};

async function reading({
  app,
  actor,
  rights,
  asked,
}: Pick<Request, 'app' | 'actor' | 'rights' | 'asked'>): Promise<ByKind['read']> {
  return { actor, rights, now: asked.at ?? (await teamNow(app.db.read, actor.ws)), db: app.db.read };
}

/** Every change has a key, its own if none is given: by it is found whether it was made. */
async function writing(request: Request, work: Work<'write'>): Promise<unknown> {
  const { app, actor, operation } = request;
  const key = request.asked.key ?? randomUUID();
  const { value, dests } = await settled((committing) => attempt(request, work, key, committing));
  for (const dest of dests) app.queue.wake({ job: 'deliver', payload: { ws: actor.ws, dest } });
  if (operation.movesTime) await wakeDue(app, actor.ws);
  return value;
}

/** What is written, what is sent, the ledger's line and the kept answer commit together or not at all. */
const attempt = (
  { app, actor, rights, operation, asked, raw }: Request,
  work: Work<'write'>,
  key: string,
  committing: () => void,
): Promise<{ value: unknown; dests: ReadonlySet<string> }> =>
  together(app.db.write, async (trx) => {
    const dests = new Set<string>();
    const earlier = await takeKey(trx, actor, { key, operation: operation.name, raw });
    const teamTime = await teamNow(trx, actor.ws);
    const now = asked.at ?? teamTime;
    if (earlier && work.again) {
      const subject = z.string().parse(earlier.value);
      return { value: await work.again({ actor, rights, now, db: trx }, subject), dests };
    }
    if (earlier) return { value: earlier.value, dests };
    const send = (draft: Draft) => {
      dests.add(draft.to);
      return addAction(trx, actor.ws, actor.person, teamTime, draft);
    };
    const value = await work.anew({ actor, rights, now, trx, send });
    const subject = operation.subject(value);
    if (actor.kind !== 'job') await beginDigests(trx, actor.ws, actor.person, teamTime);
    await writeLedger(trx, actor, { at: now, operation: operation.name, subject });
    if (!operation.secret) await keepAnswer(trx, actor, key, operation.rereads ? subject : value);
    committing();
    return { value, dests };
  });

/** Sooner than the scan would; where this fails, the scan does it. */
async function wakeDue(app: App, ws: string): Promise<void> {
  try {
    for (const wake of (await findDue(app.db.read, ws, 0)).wakes) app.queue.wake(wake);
  } catch (error) {
    app.log.warn({ err: error }, 'could not look for what is due');
  }
}
