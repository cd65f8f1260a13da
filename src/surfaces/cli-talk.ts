import { createInterface, type Interface } from 'node:readline';
import { Writable } from 'node:stream';
import type { Talk } from '../connect/talk.ts';

interface Ways {
  input: NodeJS.ReadableStream & { isTTY?: boolean };
  output: NodeJS.WritableStream;
}

/** A terminal where somebody types, or the lines of a script: the same questions in the same order. */
export function openTalk({ input, output }: Ways): Talk & { close(): void } {
  const live = input.isTTY === true;
  let hiding = false;
  // A terminal echoes through this; what is typed as a secret is not echoed.
  const echo = new Writable({
    write(chunk, _, done) {
      if (!hiding) output.write(chunk);
      done();
    },
  });
  const reader = createInterface(live ? { input, output: echo, terminal: true } : { input, terminal: false });
  const lines = linesOf(reader);
  return {
    live,
    say: (text) => void output.write(`${text}\n`),
    async ask(question, { hidden = false } = {}) {
      reader.setPrompt(live ? question : '');
      if (live) reader.prompt();
      else output.write(question);
      hiding = hidden;
      const said = await lines.next();
      hiding = false;
      reader.setPrompt('');
      if (hidden || !live) output.write('\n');
      return said;
    },
    enter(over) {
      const pressed = new AbortController();
      // A script has nobody who presses Enter, and its lines are answers to questions.
      if (live) void lines.next(over).then((said) => said !== undefined && pressed.abort());
      return { signal: pressed.signal };
    },
    close: lines.close,
  };
}

interface Lines {
  /** Empty once there are no more; nothing, if nobody wants it any more. */
  next(): Promise<string>;
  next(unless: AbortSignal): Promise<string | undefined>;
  close(): void;
}

function linesOf(reader: Interface): Lines {
  const come: string[] = [];
  const wanted: ((line: string) => void)[] = [];
  let ended = false;
  reader.on('line', (line) => {
    const first = wanted.shift();
    if (first) first(line);
    else come.push(line);
  });
  reader.on('close', () => {
    ended = true;
    for (const want of wanted.splice(0)) want('');
  });
  reader.on('SIGINT', () => {
    reader.close();
    process.kill(process.pid, 'SIGINT');
  });
  return {
    next(unless?: AbortSignal) {
      const line = come.shift();
      if (line !== undefined || ended) return Promise.resolve(line ?? '');
      return new Promise<string>((resolve) => {
        wanted.push(resolve);
        unless?.addEventListener('abort', () => {
          const place = wanted.indexOf(resolve);
          if (place >= 0) wanted.splice(place, 1);
        });
      });
    },
    close: () => reader.close(),
  };
}
