/** What looks decided, and where: nobody logged it. */
export interface LooksDecided {
  channel: { id: string; name: string };
  /** The message that says it, and the one that settled it: often the same. */
  message: string;
  closing: string;
  statement: string;
  why: string | null;
  /** Who settled it, by name and by id. */
  by: string;
  decider: string;
  /** How many others said or showed that they agree. */
  agreed: number;
  at: string;
  link: string;
  certainty: 'likely' | 'possible';
}

export interface Review {
  since: string;
  found: readonly LooksDecided[];
  total: number;
  page: number;
  pages: number;
  mayLog: boolean;
  /** What was asked for, the page aside. */
  asked: Readonly<Record<string, string>>;
}

/** As many as are looked at with one glance. */
export const perPage = 3;
