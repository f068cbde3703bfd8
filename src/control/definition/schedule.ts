import { type Duration, durationMs } from '../../core/time.ts';
import { type Branded, brand } from './brand.ts';
import type { Job } from './job.ts';

/** When a job is due. Every form shows its zone or its calendar; one that does not, does not compile. */
export type Trigger =
  | { readonly calendar: string; readonly at: `${'open' | 'close'}${'' | `${'+' | '-'}${number}${'s' | 'm' | 'h'}`}` }
  | { readonly cron: string; readonly zone: string };

export type SchedulePolicy = {
  /** A tick later than this is recorded as misfired and not run. */
  readonly misfireGrace?: Duration;
  /** Of several due ticks, which run. */
  readonly coalesce?: 'latest' | 'earliest' | 'none';
  /** What a tick does while the job's last run still works. */
  readonly overlap?: 'skip' | 'queueOne';
};

/** A value for now: the scheduler that acts on it comes with the engine's next version. */
export type Schedule = Branded<'schedule'> & {
  readonly name: string;
  readonly job: string;
  readonly trigger: Trigger;
  readonly misfireGraceMs: number | null;
  readonly coalesce: 'latest' | 'earliest' | 'none';
  readonly overlap: 'skip' | 'queueOne';
};

export function schedule(job: Job, spec: Trigger & SchedulePolicy & { readonly name?: string }): Schedule {
  const { misfireGrace, coalesce = 'latest', overlap = 'skip', name = `${job.name}.schedule` } = spec;
  const trigger: Trigger =
    'cron' in spec ? { cron: spec.cron, zone: spec.zone } : { calendar: spec.calendar, at: spec.at };
  const misfireGraceMs = misfireGrace === undefined ? null : durationMs(misfireGrace);
  return brand('schedule', { name, job: job.name, trigger, misfireGraceMs, coalesce, overlap });
}
