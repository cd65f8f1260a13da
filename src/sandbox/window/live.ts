import type { ServerResponse } from 'node:http';
import type { Box } from '../box.ts';
import type { Change } from '../client/wire.ts';
import type { Person } from '../facts.ts';
import { newId } from '../ids.ts';
import { openStream } from './answer.ts';
import { changesFor, type Happened } from './changes.ts';

/** Streams of changes, one per open page, each going on where it broke off. */
export interface Live {
  /** Where a stream that starts now goes on from. */
  cursor(): string;
  open(response: ServerResponse, person: string, after: string | undefined): void;
  close(): void;
}

/** How far back a broken stream can be taken up again; what was away for longer asks for everything anew. */
const KEPT = 5_000;
const HEARTBEAT_MS = 15_000;

interface Stream {
  response: ServerResponse;
  person: string;
}

interface Course {
  box: Box;
  /** Tells this run of the server from the one before: numbers start again with it. */
  run: string;
  facts: Happened[];
  /** The number of the first fact kept. */
  first: number;
  streams: Set<Stream>;
}

export function openLive(box: Box): Live {
  const course: Course = { box, run: newId('', 6), facts: [], first: 1, streams: new Set() };
  const stop = box.watch(({ fact, was }) => happened(course, { fact, was }));
  const heart = setInterval(() => {
    for (const { response } of course.streams) response.write(': still here\n\n');
  }, HEARTBEAT_MS).unref();
  return {
    cursor: () => at(course, last(course)),
    open: (response, person, after) => open(course, { response, person }, after),
    close() {
      stop();
      clearInterval(heart);
      for (const { response } of course.streams) response.end();
    },
  };
}

const last = ({ first, facts }: Course) => first + facts.length - 1;
const at = ({ run }: Course, number: number) => `${run}-${number}`;

function happened(course: Course, fact: Happened): void {
  course.facts.push(fact);
  if (course.facts.length > 2 * KEPT) {
    course.first += KEPT;
    course.facts.splice(0, KEPT);
  }
  for (const stream of course.streams) tell(course, stream, fact, last(course));
}

function open(course: Course, stream: Stream, after: string | undefined): void {
  openStream(stream.response);
  course.streams.add(stream);
  stream.response.on('close', () => course.streams.delete(stream));
  const from = numberOf(course, after);
  if (from === undefined) write(stream, at(course, last(course)), [{ kind: 'anew' }]);
  else
    course.facts.slice(from + 1 - course.first).forEach((fact, index) => {
      tell(course, stream, fact, from + 1 + index);
    });
}

function numberOf(course: Course, after: string | undefined): number | undefined {
  const [run, number = ''] = after?.split('-') ?? [];
  const from = Number(number);
  return run === course.run && from >= course.first - 1 && from <= last(course) ? from : undefined;
}

function tell(course: Course, stream: Stream, fact: Happened, number: number): void {
  const person = personOf(course, stream);
  const changes = person ? changesFor(course.box, person, fact) : [];
  if (changes.length > 0) write(stream, at(course, number), changes);
}

function personOf({ box }: Course, { person }: Stream): Person | undefined {
  return box.workspace.people.get(person);
}

function write({ response }: Stream, id: string, changes: readonly Change[]): void {
  response.write(`id: ${id}\ndata: ${JSON.stringify(changes)}\n\n`);
}
