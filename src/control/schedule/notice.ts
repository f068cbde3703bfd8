import type { ErrorRecord } from '../../core/errors.ts';
import type { DecidedTick } from '../event/schedule-events.ts';

/** What the scheduler did, told after it is durable. One log listener owns the wording. */
export type SchedulerNotice =
  | { readonly kind: 'ticks_decided'; readonly schedule: string; readonly ticks: readonly DecidedTick[] }
  /** Its trigger cannot be asked: it is left alone, the others go on. */
  | { readonly kind: 'schedule_broken'; readonly schedule: string; readonly error: ErrorRecord };
