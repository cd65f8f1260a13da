/** How long Slack takes over things, in ms of machine time. Tests make them shorter. */
export interface Timing {
  /** Waits before each new attempt to deliver an event. */
  retryMs: readonly number[];
  /** How long the app may take to acknowledge. */
  ackTimeoutMs: number;
  /** How long a Socket Mode connection lives before it is asked to reconnect. */
  socketRefreshMs: number;
  /** How long before that the warning comes. */
  socketWarningMs: number;
  triggerMs: number;
  responseUrlMs: number;
  /** How long a person waits for something to be shown after an empty ack. */
  answerMs: number;
  /** A channel takes one message in this time, and a small burst. */
  channelMs: number;
  /** How long a `hang` keeps a connection before it is dropped. */
  hangMs: number;
  /** How long the clock, being moved, waits at one moment for the product to have done all that is due. */
  drainMs: number;
}

export const slackTiming: Timing = {
  retryMs: [0, 60_000, 300_000],
  ackTimeoutMs: 3000,
  socketRefreshMs: 4 * 60 * 60_000,
  socketWarningMs: 10_000,
  triggerMs: 3000,
  responseUrlMs: 30 * 60_000,
  answerMs: 2000,
  channelMs: 1000,
  hangMs: 120_000,
  drainMs: 150_000,
};
