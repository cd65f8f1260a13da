/** What a person may see and do, as far as Slack last told us. */
export interface Rights {
  role: 'admin' | 'member' | 'guest' | 'outsider' | 'bot';
  name: string;
  active: boolean;
  /** False when Slack could not confirm it in time: then only what is open to every member is shown. */
  fresh: boolean;
}

export interface Viewer {
  ws: string;
  person: string;
  rights: Rights;
}

export interface PersonFacts {
  id: string;
  name: string;
  tz: string;
  role: Rights['role'];
  active: boolean;
}

/** Rights confirmed longer ago than this are asked for again. */
export const rightsKeptMs = 60_000;

export const mayWrite = (rights: Rights): boolean =>
  rights.active && (rights.role === 'admin' || rights.role === 'member');
