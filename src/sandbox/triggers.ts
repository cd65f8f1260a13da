import type { Clock } from './clock.ts';
import { newId } from './ids.ts';
import type { Timing } from './timing.ts';

type TriggerProblem = 'invalid_trigger_id' | 'expired_trigger_id' | 'exchanged_trigger_id';

/** Trigger ids: proof that a person did something a moment ago, good for opening one view for that person. */
export interface Triggers {
  give(user: string): string;
  /** The person the trigger belongs to; using it uses it up. */
  use(id: string): { user: string } | { problem: TriggerProblem };
}

export function createTriggers(clock: Clock, timing: Timing): Triggers {
  const given = new Map<string, { user: string; until: number; used: boolean }>();
  return {
    give(user) {
      const id = `${clock.machine()}.${newId('', 12)}`;
      given.set(id, { user, until: clock.machine() + timing.triggerMs, used: false });
      return id;
    },
    use(id) {
      const trigger = given.get(id);
      if (!trigger) return { problem: 'invalid_trigger_id' };
      if (trigger.used) return { problem: 'exchanged_trigger_id' };
      if (clock.machine() > trigger.until) return { problem: 'expired_trigger_id' };
      trigger.used = true;
      return { user: trigger.user };
    },
  };
}
