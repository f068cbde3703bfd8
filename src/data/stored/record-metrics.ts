import { textColumn } from '../../core/frame.ts';
import { appendRows } from '../lake/append-rows.ts';
import type { Draft } from '../lake/draft.ts';
import { monthPartition } from '../lake/partitions.ts';
import type { Authorship } from '../lake/upsert.ts';
import { ASSETS } from './assets.ts';

export type RunMetric = { readonly step: string; readonly metric: string; readonly value: number };

/** @writes run_metrics; idempotent by run, step and metric */
export async function recordMetrics(
  draft: Draft,
  metrics: readonly RunMetric[],
  atMs: number,
  author: Authorship,
): Promise<void> {
  if (metrics.length === 0) return;
  const columns = {
    run_id: textColumn(metrics.map(() => author.runId)),
    step: textColumn(metrics.map((each) => each.step)),
    metric: textColumn(metrics.map((each) => each.metric)),
    value: { type: 'double', values: Float64Array.from(metrics, (each) => each.value) } as const,
    recorded_at: { type: 'instant', values: new Float64Array(metrics.length).fill(atMs) } as const,
  };
  await appendRows(draft, ASSETS.run_metrics, monthPartition(atMs), { rows: metrics.length, columns }, author);
}
