import { type Column, textColumn } from '../../core/frame.ts';
import { appendRows } from '../lake/append-rows.ts';
import type { Draft } from '../lake/draft.ts';
import { monthPartition } from '../lake/partitions.ts';
import { type Authorship, provenanceOf, upsertPartition } from '../lake/upsert.ts';
import { sameText, sortRows } from '../rows.ts';
import type { Verdict } from '../validated/verdict.ts';
import { ASSETS } from './assets.ts';

/**
 * Records what a run found about its datasets: every rule that was checked, examples of the rows that broke one, and
 * what the rules demand. Each dataset has its own files, so that steps side by side do not meet.
 *
 * in             verdicts  one for each dataset
 * reads, writes  quality_verdicts, quality_samples, quality_rules; idempotent by run, dataset and rule
 */
export async function recordVerdicts(
  draft: Draft,
  verdicts: readonly Verdict[],
  atMs: number,
  author: Authorship,
): Promise<void> {
  for (const verdict of verdicts) {
    const partition = `dataset=${verdict.dataset},${monthPartition(atMs)}`;
    await appendRows(draft, ASSETS.quality_verdicts, partition, lineRows(verdict, atMs, author), author);
    const samples = sampleRows(verdict, atMs, author);
    if (samples.rows > 0) await appendRows(draft, ASSETS.quality_samples, partition, samples, author);
    await rememberRules(draft, verdict, author);
  }
}

function lineRows({ dataset, verdict, score, counts, checked, findings }: Verdict, atMs: number, author: Authorship) {
  const rows = checked.length;
  const broken = new Map(findings.map((finding) => [finding.rule, finding.rows]));
  return {
    rows,
    columns: {
      run_id: sameText(author.runId, rows),
      dataset: sameText(dataset, rows),
      rule: textColumn(checked.map(({ rule }) => rule)),
      severity: textColumn(checked.map(({ severity }) => severity)),
      rows_broken: { type: 'int', values: Int32Array.from(checked, ({ rule }) => broken.get(rule) ?? 0) },
      rows_read: { type: 'int', values: new Int32Array(rows).fill(counts.read) },
      verdict: sameText(verdict, rows),
      score: { type: 'double', values: new Float64Array(rows).fill(score ?? Number.NaN) },
      recorded_at: instants(rows, atMs),
    } satisfies Record<string, Column>,
  };
}

function sampleRows({ dataset, findings }: Verdict, atMs: number, author: Authorship) {
  const all = findings.flatMap(({ rule, samples }) => samples.map((row, index) => ({ rule, sample: index + 1, row })));
  return {
    rows: all.length,
    columns: {
      run_id: sameText(author.runId, all.length),
      dataset: sameText(dataset, all.length),
      rule: textColumn(all.map(({ rule }) => rule)),
      sample: { type: 'int', values: Int32Array.from(all, ({ sample }) => sample) },
      row: textColumn(all.map(({ row }) => row)),
      recorded_at: instants(all.length, atMs),
    } satisfies Record<string, Column>,
  };
}

async function rememberRules(draft: Draft, { dataset, checked }: Verdict, author: Authorship): Promise<void> {
  const asset = ASSETS.quality_rules;
  const columns = {
    dataset: sameText(dataset, checked.length),
    rule: textColumn(checked.map(({ rule }) => rule)),
    severity: textColumn(checked.map(({ severity }) => severity)),
    about: textColumn(checked.map(({ about }) => about)),
  };
  await upsertPartition(draft, {
    asset,
    partition: `dataset=${dataset}`,
    rows: sortRows({ rows: checked.length, columns }, asset.key),
    compared: ['severity', 'about'],
    provenance: provenanceOf(asset.name, author),
  });
}

function instants(rows: number, atMs: number): Column {
  return { type: 'instant', values: new Float64Array(rows).fill(atMs) };
}
