import { closeSync, existsSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { type Fact, fact } from './facts.ts';

interface Journal {
  readonly past: readonly Fact[];
  append(facts: readonly Fact[]): void;
  close(): void;
}

export function openJournal(path: string | undefined): Journal {
  if (path === undefined) return { past: [], append() {}, close() {} };
  const past = existsSync(path) ? completeLines(readFileSync(path, 'utf8')) : '';
  const file = openSync(path, 'a');
  // Killed in the middle of a line: that fact was never answered for, so it never happened.
  ftruncateSync(file, Buffer.byteLength(past));
  return {
    past: past.split('\n').filter(Boolean).map(parseLine),
    // One write before anybody is answered: it survives kill -9 of this process, and that is the promise.
    append: (facts) => writeAll(file, facts.map((entry) => `${JSON.stringify(entry)}\n`).join('')),
    close: () => closeSync(file),
  };
}

function completeLines(text: string): string {
  return text.slice(0, text.lastIndexOf('\n') + 1);
}

function parseLine(line: string): Fact {
  return fact.parse(JSON.parse(line));
}

function writeAll(file: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
}
