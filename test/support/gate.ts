import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A way to a server that counts who goes through it. */
export async function openGate(to: string): Promise<{ url: string; entered(): number; close(): Promise<void> }> {
  const url = new URL(to);
  const port = Number(url.port || 5432);
  const open = new Set<Socket>();
  let entered = 0;
  const gate = createServer((near) => {
    entered += 1;
    const far = connect({ host: url.hostname, port });
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => open.delete(socket));
      socket.pipe(other);
    }
  });
  gate.listen(0, '127.0.0.1');
  await once(gate, 'listening');
  const address = gate.address();
  url.hostname = '127.0.0.1';
  url.port = String(typeof address === 'object' && address ? address.port : 0);
  const close = async () => {
    for (const socket of open) socket.destroy();
    gate.close();
    await once(gate, 'close');
  };
  return { url: url.href, entered: () => entered, close };
}
