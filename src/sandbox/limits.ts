import type { Clock } from './clock.ts';
import type { Timing } from './timing.ts';

export type Tier = 1 | 2 | 3 | 4 | 'special';

const PER_MINUTE: Record<Tier, number> = { 1: 1, 2: 20, 3: 50, 4: 100, special: 600 };
const MINUTE = 60_000;
const CHANNEL_BURST = 5;

/** Slack's rate limits: always counted, enforced only when switched on. */
export interface Limits {
  enforced: boolean;
  /** Seconds to wait, when this call is over its method's limit. */
  method(name: string, tier: Tier): number | undefined;
  /** Seconds to wait, when this channel has had more than a message a second for longer than a small burst. */
  channel(id: string): number | undefined;
}

export function createLimits(clock: Clock, { channelMs }: Timing): Limits {
  const windows = new Map<string, { start: number; count: number }>();
  const channels = new Map<string, number>();
  return {
    enforced: false,
    method(name, tier) {
      const now = clock.machine();
      const window = windows.get(name);
      const current = window && now - window.start < MINUTE ? window : { start: now, count: 0 };
      if (current.count >= PER_MINUTE[tier]) return Math.ceil((current.start + MINUTE - now) / 1000);
      windows.set(name, { ...current, count: current.count + 1 });
    },
    // A leaky bucket: each message fills it by a second, time empties it.
    channel(id) {
      const now = clock.machine();
      const full = Math.max(channels.get(id) ?? 0, now) + channelMs;
      const wait = full - now - CHANNEL_BURST * channelMs;
      if (wait > 0) return Math.ceil(wait / 1000);
      channels.set(id, full);
    },
  };
}
