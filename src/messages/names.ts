import { namesOfChannels } from '../channels/store.ts';
import type { Reads } from '../edges/db.ts';
import { type Names, namedIn } from '../markup.ts';
import type { Viewer } from '../people/rules.ts';
import { namesOfPeople } from '../people/store.ts';

/** Who and what is named there, as far as somebody may know: a channel that they cannot read keeps its name. */
export async function namesIn(db: Reads, viewer: Viewer, texts: readonly string[]): Promise<Names> {
  const { people, channels } = namedIn(texts.join('\n'));
  return {
    people: people.length > 0 ? await namesOfPeople(db, viewer.ws, people) : new Map(),
    channels: channels.length > 0 ? await namesOfChannels(db, viewer, channels) : new Map(),
  };
}
