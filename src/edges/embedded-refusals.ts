import { Refusal } from '../errors.ts';

const OWN_SERVER = 'or set DATABASE_URL to a PostgreSQL server of yours';

/** What went wrong, as PostgreSQL or the system said it, and what a person can do about it. */
const KNOWN: [pattern: RegExp, sentence: (folder: string) => string][] = [
  [
    /no space left|wrote only|ENOSPC|EDQUOT|disk quota/i,
    (folder) => `The disk that holds ${folder} is full: free at least 100 MB there, ${OWN_SERVER}.`,
  ],
  [
    /error while loading shared libraries|library not loaded/i,
    () => `PostgreSQL's libraries are missing here: run npm ci again with install scripts allowed, ${OWN_SERVER}.`,
  ],
  [
    /(EPERM|EINVAL).*chown|spawn .*(EPERM|EINVAL)/i,
    () =>
      `PostgreSQL refuses to run as root, and this root may not become another user: start Hypha as an ordinary user, ${OWN_SERVER}.`,
  ],
  [
    /spawn .*ENOENT/i,
    () =>
      `The bundled PostgreSQL cannot run on this system (it needs glibc, so not Alpine): use another system, ${OWN_SERVER}.`,
  ],
  [
    /could not look up effective user/i,
    () => `The user that runs Hypha has no line in /etc/passwd, which PostgreSQL needs once: add one, ${OWN_SERVER}.`,
  ],
  [
    /EEXIST.*symlink/,
    (folder) => `${folder}/cluster links to data that is gone: bring it back, or delete the link to start afresh.`,
  ],
  [
    /EROFS|EACCES|EPERM|ENOENT.*mkdir|permission denied|wrong ownership/i,
    (folder) =>
      `The embedded database in ${folder} cannot be read or written by this user: start Hypha as the user it belongs to, ${OWN_SERVER}.`,
  ],
];

/** Everything that keeps the embedded database from running is told as one sentence a person can act on. */
export function cannotRun(folder: string, problem: string): Refusal {
  const known = KNOWN.find(([pattern]) => pattern.test(problem));
  const last = problem.split('\n').at(-1);
  const sentence = known?.[1](folder) ?? `The embedded PostgreSQL in ${folder} did not start: ${last}`;
  return new Refusal('unavailable', sentence);
}

export function closedFolder(folder: string, uid: number): Refusal {
  return new Refusal(
    'unavailable',
    `The embedded database in ${folder} belongs to user ${uid}, who may not enter that folder or one above it: open them with chmod o+x, start Hypha as that user, ${OWN_SERVER}.`,
  );
}

export function otherVersion(folder: string, theirs: string, ours: string): Refusal {
  return new Refusal(
    'unavailable',
    `The data in ${folder} was made by PostgreSQL ${theirs}, but this Hypha brings PostgreSQL ${ours}: run the Hypha that made it, move the folder away to start afresh, ${OWN_SERVER}.`,
  );
}

export function noPrograms(platform: string): Refusal {
  return new Refusal(
    'unavailable',
    `No PostgreSQL is installed for ${platform}: on Linux and macOS (x64, arm64) run npm ci without --omit=optional, ${OWN_SERVER}.`,
  );
}

export function halfInstalled(name: string): Refusal {
  return new Refusal(
    'unavailable',
    `PostgreSQL is only half installed because npm skipped its install script: run npm rebuild ${name} --ignore-scripts=false, ${OWN_SERVER}.`,
  );
}
