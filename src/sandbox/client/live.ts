import type { Change } from './wire.ts';

/** The stream of what happens. It is closed while nobody looks, since a browser keeps few of them, and goes on from where it was. */

export interface Stream {
  close(): void;
}

const AGAIN_MS = 1_000;

export function openStream(
  person: string,
  cursor: string,
  hear: (changes: Change[]) => void,
  connected: (is: boolean) => void,
): Stream {
  let source: EventSource | undefined;
  let after = cursor;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function open(): void {
    clearTimeout(timer);
    if (document.hidden || source) return;
    source = new EventSource(`/window/live?${new URLSearchParams({ as: person, after })}`);
    source.onopen = () => connected(true);
    source.onmessage = ({ data, lastEventId }) => {
      after = lastEventId;
      hear(JSON.parse(data));
    };
    source.onerror = () => {
      drop();
      connected(false);
      timer = setTimeout(open, AGAIN_MS);
    };
  }

  function drop(): void {
    source?.close();
    source = undefined;
  }

  const seen = () => (document.hidden ? drop() : open());
  document.addEventListener('visibilitychange', seen);
  open();
  return {
    close() {
      document.removeEventListener('visibilitychange', seen);
      clearTimeout(timer);
      drop();
    },
  };
}
