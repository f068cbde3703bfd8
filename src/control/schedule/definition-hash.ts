import { canonicalJson, sha256Hex } from '../../core/hash.ts';
import type { Schedule } from '../definition/schedule.ts';

/** What a schedule is made of, as it is stored: for readers that have only the state. */
export function shownDefinition({ trigger, policy, tags, config, priority }: Schedule) {
  return { trigger, policy, tags, config, priority };
}

export async function hashOfSchedule(schedule: Schedule): Promise<string> {
  return (await sha256Hex(canonicalJson(shownDefinition(schedule)))).slice(0, 16);
}
