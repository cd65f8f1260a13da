import { machineNow, pause, unless } from './clock.ts';
import type { Link } from './slack-socket-link.ts';
import { Unconnected } from './slack-socket-open.ts';

export interface Keeping {
  open(share: number): Promise<Link>;
  onLive(link: Link): void;
  onTrouble(error: unknown): void;
  /** The wait before the second attempt; those after it wait longer. */
  retryMs: number;
  stopping: AbortSignal;
}

const longestWaits = 30;
const steadyWaits = 10;
/** Slack asks a connection to go at about the end of the life it announced. */
const wholeLife = 1.05;

/**
 * Keeps one connection there until told to stop. Whatever happens the next one is tried, and one that Slack asks to go
 * goes only when its successor is there. Never rejects.
 */
export async function keepConnected(keeping: Keeping, firstShare = wholeLife): Promise<void> {
  const { stopping, retryMs } = keeping;
  let link: Link | undefined;
  let failures = 0;
  while (!stopping.aborted) {
    const since = machineNow().getTime();
    const end = await once(keeping, link, link ? wholeLife : firstShare);
    link = end.link ?? link;
    const wasSteady = end.link !== undefined && machineNow().getTime() - since > steadyWaits * retryMs;
    failures = wasSteady ? 0 : failures + 1;
    const isUsual = wasSteady && end.error === undefined;
    await pause(isUsual ? 0 : waitMs(retryMs, failures, end.error), stopping);
  }
}

interface End {
  link?: Link;
  /** Absent where Slack asked it to go, as it does every few hours. */
  error?: unknown;
}

/** One connection, from being opened in place of the one before to needing a successor itself. */
async function once(
  { open, onLive, onTrouble, stopping }: Keeping,
  before: Link | undefined,
  share: number,
): Promise<End> {
  let link: Link | undefined;
  try {
    link = await unless(stopping, open(share));
    void before?.leave();
    onLive(link);
    const why = await unless(stopping, link.over);
    if (why !== 'asked') throw new Unconnected(why);
    return { link };
  } catch (error) {
    if (!stopping.aborted) onTrouble(error);
    return { ...(link && { link }), error };
  }
}

/** Longer from failure to failure, never quite the same for two, and no sooner than Slack says. */
function waitMs(retryMs: number, failures: number, error: unknown): number {
  const mostMs = longestWaits * retryMs;
  const trouble = error instanceof Unconnected ? error : undefined;
  const usual = trouble?.sentence ? mostMs : Math.min(retryMs * 2 ** Math.max(0, failures - 1), mostMs);
  return (trouble?.waitMs ?? 0) + usual * (0.5 + Math.random() / 2);
}
