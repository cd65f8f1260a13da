import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A way to a server that counts who goes through it, and can be shut for a while: then all that is under way waits. */
export async function openGate(to: string): Promise<{
  url: string;
  entered(): number;
  shut(): void;
  reopen(): void;
  /** Whoever says the first and later the second is heard, and never answered: their connection ends instead. */
  silence(first: string, second: string): Promise<void>;
  close(): Promise<void>;
}> {
  const url = new URL(to);
  const port = Number(url.port || 5432);
  const ways = new Set<readonly [Socket, Socket]>();
  let entered = 0;
  let isShut = false;
  let overhear = (_way: readonly [Socket, Socket], _said: string) => {};
  const gate = createServer((near) => {
    entered += 1;
    const far = connect({ host: url.hostname, port });
    const way = [near, far] as const;
    ways.add(way);
    // Listening lets what comes flow: while it is shut, that would be lost.
    if (!isShut) near.on('data', (said) => overhear(way, said.toString('latin1')));
    for (const [socket, other] of bothEnds(way)) {
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        if (isShut || other.destroyed) ways.delete(way);
        if (isShut) other.destroy();
      });
      if (!isShut) socket.pipe(other);
    }
  });
  gate.listen(0, '127.0.0.1');
  await once(gate, 'listening');
  const address = gate.address();
  url.hostname = '127.0.0.1';
  url.port = String(typeof address === 'object' && address ? address.port : 0);
  return {
    url: url.href,
    entered: () => entered,
    shut() {
      isShut = true;
      for (const way of ways) for (const [socket, other] of bothEnds(way)) socket.unpipe(other);
    },
    reopen() {
      isShut = false;
      for (const way of ways) for (const [socket, other] of bothEnds(way)) socket.pipe(other);
    },
    silence(first, second) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const suspects = new Set<Socket>();
      overhear = ([near, far], said) => {
        if (said.includes(first)) suspects.add(near);
        else if (suspects.has(near) && said.includes(second)) {
          overhear = () => {};
          far.unpipe(near);
          far.once('data', () => {
            near.destroy();
            resolve();
          });
          far.resume();
        }
      };
      return promise;
    },
    async close() {
      for (const [near, far] of ways) {
        near.destroy();
        far.destroy();
      }
      gate.close();
      await once(gate, 'close');
    },
  };
}

const bothEnds = ([near, far]: readonly [Socket, Socket]): (readonly [Socket, Socket])[] => [
  [near, far],
  [far, near],
];
