import type { SkipReason } from '../control/event/events.ts';

/** Why a step was skipped, in a few words. */
export function skipText(reason: SkipReason): string {
  switch (reason.because) {
    case 'condition':
      return `its condition did not hold (${reason.condition})`;
    case 'upstream':
      return `${reason.upstream} ${reason.upstreamState}`;
    case 'critical_failure':
      return `critical step ${reason.upstream} failed`;
    case 'run_failed':
      return reason.reason;
    case 'not_selected':
      return 'not part of this run';
    case 'unchanged':
      return `nothing that decides it has changed since run ${reason.runId}`;
    case 'cancelled':
      return `cancelled: ${reason.reason}`;
  }
}
