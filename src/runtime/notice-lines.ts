import type { LogFiles } from '../adapters/system/log.ts';
import type { SchedulerNotice } from '../control/schedule/notice.ts';
import { fromErrorRecord } from '../core/errors.ts';
import { instantText } from '../core/time.ts';

const WARNED: readonly string[] = ['misfired', 'skipped_overlap', 'skipped_window', 'failed_to_plan'];

/** What the scheduler did, in the log of the engine. */
export function logNotice(files: LogFiles, notice: SchedulerNotice): void {
  if (notice.kind === 'schedule_broken') {
    const { schedule, error } = notice;
    files.write(
      {
        level: 'error',
        message: `Schedule ${schedule} is left alone`,
        fields: { schedule },
        error: fromErrorRecord(error),
      },
      null,
    );
    return;
  }
  for (const { outcome, atMs, runId, ...facts } of notice.ticks) {
    const level = WARNED.includes(outcome) ? 'warn' : 'info';
    const fields = { schedule: notice.schedule, tick: instantText(atMs), runId, ...facts };
    files.write({ level, message: `Tick of ${notice.schedule} ${outcome}`, fields }, null);
  }
}

export function logClockStep(files: LogFiles, byMs: number): void {
  const message = `The clock was set ${byMs < 0 ? 'back' : 'forward'} by ${Math.abs(byMs)} ms`;
  files.write({ level: 'warn', message, fields: { byMs } }, null);
}
