import {
  closeSync,
  existsSync,
  ftruncateSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { type Fact, fact } from './facts.ts';

interface Journal {
  readonly past: readonly Fact[];
  append(facts: readonly Fact[]): void;
  close(): void;
}

/** Two that write to one journal would spoil it. */
export class JournalTaken extends Error {
  readonly code = 'JOURNAL_TAKEN';

  constructor(url: string) {
    super(url === '' ? 'A sandbox is just being opened on this journal.' : `A sandbox is already open at ${url}.`);
  }
}

export function openJournal(path: string | undefined): Journal {
  if (path === undefined) return { past: [], append() {}, close() {} };
  const lock = take(path);
  const past = existsSync(path) ? completeLines(readFileSync(path, 'utf8')) : '';
  const file = openSync(path, 'a');
  // Killed in the middle of a line: that fact was never answered for, so it never happened.
  ftruncateSync(file, Buffer.byteLength(past));
  return {
    past: past.split('\n').filter(Boolean).flatMap(parseLine),
    // One write before anybody is answered: it survives kill -9 of this process, and that is the promise.
    // What belongs together is one line: cut off, none of it happened.
    append: (facts) => writeAll(file, `${JSON.stringify(facts.length === 1 ? facts[0] : facts)}\n`),
    close() {
      closeSync(file);
      lock.close();
    },
  };
}

/** Held by the system for as long as the process lives, however it ends: of two at the same instant, one has it. */
function take(path: string): DatabaseSync {
  const lock = new DatabaseSync(`${path}.lock`);
  try {
    lock.exec('begin exclusive');
  } catch (error) {
    lock.close();
    if (error instanceof Error && 'errcode' in error && error.errcode === BUSY)
      throw new JournalTaken(readAddress(path));
    throw error;
  }
  rmSync(`${path}.at`, { force: true });
  return lock;
}

/** SQLite's word for a lock that somebody else has. */
const BUSY = 5;

/** For whoever finds the journal taken. */
export function noteAddress(path: string, url: string): void {
  writeFileSync(`${path}.at`, url);
}

const readAddress = (path: string): string => (existsSync(`${path}.at`) ? readFileSync(`${path}.at`, 'utf8') : '');

function completeLines(text: string): string {
  return text.slice(0, text.lastIndexOf('\n') + 1);
}

const line = z.union([fact.transform((one) => [one]), z.array(fact)]);
const parseLine = (text: string): Fact[] => line.parse(JSON.parse(text));

function writeAll(file: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
}
