import { type Desk, Impossible } from '../control/verb.ts';
import { verbs } from '../control/verbs.ts';
import type { Story } from './files.ts';

const AGAIN_MS = 2_000;

/**
 * What people type as soon as the app is there to hear it. Each line is crossed off in the journal, so a box that is opened
 * again goes on after the last one.
 */
export function typeOpening(desk: Desk, { opening }: Story): { close(): void } {
  const { box, courier } = desk;
  let isTyping = false;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  const next = () => (box.workspace.opening > 0 ? opening.at(-box.workspace.opening) : undefined);
  const goOn = async () => {
    if (isTyping || !box.workspace.listening) return;
    isTyping = true;
    clearTimeout(timer);
    for (let line = next(); line && !closed; line = next()) {
      if (!(await type(desk, line))) break;
      box.commit({ kind: 'opening', left: box.workspace.opening - 1 });
    }
    isTyping = false;
    if (next() && !closed) timer = setTimeout(goOn, AGAIN_MS).unref();
  };
  courier.onWake(() => void goOn());
  return {
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}

/** Whether that is over: what cannot be typed now never will be, but an app that did not answer is asked again. */
async function type(desk: Desk, { by, in: channel, types }: Story['opening'][number]): Promise<boolean> {
  try {
    const answer = await verbs.command?.run(desk, { person: by, channel, text: types, wait: 0 });
    return answer?.answered !== false || answer.error === 'not_a_command';
  } catch (error) {
    if (error instanceof Impossible) return true;
    throw error;
  }
}
