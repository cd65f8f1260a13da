import { newId } from './ids.ts';

/** A file on its way in: announced, sent to an address made for it, then finished. Kept in memory, as Slack keeps it for a moment. */
interface Upload {
  id: string;
  name: string;
  alt?: string | undefined;
  content?: Buffer;
}

export interface Uploads {
  /** Returns the id the file will have, and the last part of the address it is sent to. */
  announce(name: string, length: number, alt?: string): { id: string; ticket: string };
  /** False when nothing of this length was announced there. */
  receive(ticket: string, content: Buffer): boolean;
  /** What has arrived under this id; it can be finished once. */
  finish(id: string): (Upload & { content: Buffer }) | undefined;
}

export function createUploads(): Uploads {
  const byTicket = new Map<string, Upload & { length: number }>();
  const arrived = new Map<string, Upload & { content: Buffer }>();
  return {
    announce(name, length, alt) {
      const id = newId('F', 10);
      const ticket = newId('', 24);
      byTicket.set(ticket, { id, name, length, alt });
      return { id, ticket };
    },
    receive(ticket, content) {
      const upload = byTicket.get(ticket);
      if (upload?.length !== content.length) return false;
      byTicket.delete(ticket);
      arrived.set(upload.id, { ...upload, content });
      return true;
    },
    finish(id) {
      const upload = arrived.get(id);
      arrived.delete(id);
      return upload;
    },
  };
}
