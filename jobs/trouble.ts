import { refusalSentence } from '../src/actions/rules.ts';
import type { App } from '../src/app.ts';
import { logTrouble } from '../src/edges/log.ts';
import { isPassing, SlackRefusal } from '../src/edges/slack.ts';

/** What went wrong with a job, as people are told: what is Slack's, what is ours. */
export function troubleIn(app: App, error: unknown, what: string): string {
  const reference = logTrouble(app.log, error, what);
  if (error instanceof SlackRefusal)
    return error.code === 'ratelimited' ? 'Slack asked to slow down.' : refusalSentence(error.code);
  if (isPassing(error)) return 'Slack does not answer.';
  return `The fault is Hypha's; its log says more under ${reference}.`;
}
