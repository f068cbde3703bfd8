import { textColumn } from '../../core/frame.ts';
import { appendRows } from '../lake/append-rows.ts';
import type { Draft } from '../lake/draft.ts';
import { monthPartition } from '../lake/partitions.ts';
import type { Authorship } from '../lake/upsert.ts';
import type { Verdict } from '../validated/verdict.ts';
import { ASSETS } from './assets.ts';

/** What a dataset's verdict says when no rule was broken. */
export const NO_FINDING = 'none';

/**
 * Records what a run found about its datasets: one row per broken rule, or one row that says that none was.
 *
 * reads, writes  quality_verdicts; idempotent by run, dataset and rule
 */
export async function recordVerdicts(
  draft: Draft,
  verdicts: readonly Verdict[],
  atMs: number,
  author: Authorship,
): Promise<void> {
  const lines = verdicts.flatMap((verdict) => {
    const none = { rule: NO_FINDING, severity: null, rows: 0 };
    return (verdict.findings.length === 0 ? [none] : verdict.findings).map((finding) => ({ verdict, finding }));
  });
  if (lines.length === 0) return;
  const count = (pick: (line: (typeof lines)[number]) => number) =>
    ({ type: 'int', values: Int32Array.from(lines, pick) }) as const;
  const columns = {
    run_id: textColumn(lines.map(() => author.runId)),
    dataset: textColumn(lines.map(({ verdict }) => verdict.dataset)),
    rule: textColumn(lines.map(({ finding }) => finding.rule)),
    severity: textColumn(lines.map(({ finding }) => finding.severity)),
    rows_broken: count(({ finding }) => finding.rows),
    rows_read: count(({ verdict }) => verdict.counts.read),
    verdict: textColumn(lines.map(({ verdict }) => verdict.verdict)),
    score: { type: 'double', values: Float64Array.from(lines, ({ verdict }) => verdict.score ?? Number.NaN) } as const,
    recorded_at: instants(lines.length, atMs),
  };
  await appendRows(draft, ASSETS.quality_verdicts, monthPartition(atMs), { rows: lines.length, columns }, author);
}

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
    recorded_at: instants(metrics.length, atMs),
  };
  await appendRows(draft, ASSETS.run_metrics, monthPartition(atMs), { rows: metrics.length, columns }, author);
}

function instants(rows: number, atMs: number) {
  return { type: 'instant', values: new Float64Array(rows).fill(atMs) } as const;
}
