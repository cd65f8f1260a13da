import { type Logger, LogLevel } from '@slack/web-api';
import type { Log } from './log.ts';

/** Slack's own packages may log whole requests; of what they say only warnings and errors pass, cut short. */
export function slackLogger(log: Log): Logger {
  const short = (parts: unknown[]) =>
    parts
      .map((part) => (part instanceof Error ? part.name : String(part)))
      .join(' ')
      // A request or an answer that is quoted there begins with a bracket, and holds what people said.
      .replace(/[{<[].*$/s, '…')
      .slice(0, 200);
  return {
    debug: () => {},
    info: () => {},
    warn: (...parts) => log.warn({ from: 'slack' }, short(parts)),
    error: (...parts) => log.warn({ from: 'slack' }, short(parts)),
    setLevel: () => {},
    getLevel: () => LogLevel.WARN,
    setName: () => {},
  };
}
