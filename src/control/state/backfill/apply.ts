import type { BackfillEventBody } from '../../event/backfill-events.ts';
import type { RunCreated } from '../../event/events.ts';
import type { Patch } from '../tables.ts';

export function applyBackfillEvent(event: BackfillEventBody & { readonly atMs: number }): readonly Patch[] {
  const { backfill } = event.data;
  switch (event.kind) {
    case 'backfill_started': {
      const { asset, job } = event.data;
      const started = JSON.stringify(event.data);
      return [row(backfill, { asset, job, state: 'running', started, started_at_ms: event.atMs })];
    }
    case 'backfill_ended': {
      const { outcome, reason } = event.data;
      return [row(backfill, { state: outcome, ended_at_ms: event.atMs, end_reason: reason })];
    }
  }
}

/** A run that belongs to a backfill takes its slices off what is left of it. */
export function backfillRun(runId: string, { backfill, partitions }: RunCreated): readonly Patch[] {
  if (backfill === undefined) return [];
  const region = partitions?.region ?? '';
  return [{ table: 'backfill_run', key: { backfill, run_id: runId }, set: { region } }];
}

function row(backfill: string, set: Patch['set']): Patch {
  return { table: 'backfill', key: { backfill }, set };
}
