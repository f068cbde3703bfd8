import type { Session } from '../../core/time.ts';
import type { DerivedFacts } from '../derived/derived.ts';
import type { MergeCounts } from '../lake/merge-rows.ts';
import type { Completed, GapLine, GapReport } from '../path/complete-bars.ts';
import type { BarsSynced } from '../path/sync-bars.ts';
import type { FundamentalsSynced } from '../path/sync-fundamentals.ts';
import type { RangeNote } from '../path/sync-range.ts';
import type { ScoredFacts } from '../scored/scored.ts';
import type { Verdict } from '../validated/verdict.ts';

declare const reported: unique symbol;

/** What the steps of a run found; null where a step did not run. */
export type Findings = {
  readonly source: SourceLine | null;
  readonly asOf: string;
  readonly bars: BarsSynced | null;
  readonly fundamentals: FundamentalsSynced | null;
  readonly gaps: GapReport | null;
  readonly completed: Completed | null;
  readonly derived: readonly DerivedFacts[];
  readonly scored: ScoredFacts | null;
  readonly quality: QualityLine | null;
  readonly outputs: readonly OutputLine[];
  readonly job: string;
};

export type SourceLine = {
  readonly name: string;
  readonly description: string;
  readonly venue: string;
  readonly simulated: boolean;
};

export type OutputLine = {
  readonly what: string;
  readonly format: 'parquet' | 'duckdb';
  readonly path: string;
  readonly rows: number;
};

export type QualityLine = {
  readonly verdict: Verdict['verdict'];
  readonly score: number | null;
  readonly quarantined: number;
  readonly datasets: readonly Verdict[];
};

export type DatasetLine = { readonly dataset: string; readonly rowsReceived: number } & MergeCounts;

/** Something that was not done, and why: nothing is left out silently. */
export type SkipLine = {
  readonly what: string;
  readonly because: string;
  readonly count: number | null;
  readonly examples: readonly string[];
};

/** Every session expected was held, filled earlier, suspended or missing; what was missing was fetched, filled or left. */
export type GapSection = {
  /** Null: from where each series begins. */
  readonly from: Session | null;
  readonly to: Session;
  readonly expected: number;
  /** Sessions before the source’s series begin: not expected. */
  readonly outside: number;
  readonly held: number;
  readonly filledEarlier: number;
  readonly suspended: number;
  readonly found: number;
  readonly fetched: number;
  readonly filled: number;
  readonly filledBy: string | null;
  readonly left: number;
  readonly leftByReason: Readonly<Record<string, number>>;
  readonly examples: readonly GapLine[];
};

/** A run as people want to read it. Pure data: faces render it and compute nothing. */
export type RunSummary = {
  readonly kind: 'run_summary';
  readonly v: 1;
  readonly source: SourceLine | null;
  readonly asOf: string;
  readonly synced: readonly DatasetLine[];
  readonly skipped: readonly SkipLine[];
  readonly notes: readonly RangeNote[];
  readonly gaps: GapSection | null;
  readonly quality: QualityLine | null;
  readonly derived: readonly Pick<DerivedFacts, 'asset' | 'state' | 'because' | 'rows' | 'instruments' | 'leftOut'>[];
  readonly scores: ScoredFacts | null;
  readonly outputs: readonly OutputLine[];
  /** Commands that make sense after this run. */
  readonly next: readonly string[];
};

/** A summary that `report` made. */
export type Reported = RunSummary & { readonly [reported]: true };

/** What the run did, as one model. */
export function report(findings: Findings): Reported {
  const summary: RunSummary = {
    kind: 'run_summary',
    v: 1,
    source: findings.source,
    asOf: findings.asOf,
    synced: syncedLines(findings),
    skipped: skippedLines(findings),
    notes: findings.bars?.notes ?? [],
    gaps: gapSection(findings),
    quality: findings.quality,
    derived: findings.derived.map(({ asset, state, because, rows, instruments, leftOut }) => ({
      asset,
      state,
      because,
      rows,
      instruments,
      leftOut,
    })),
    scores: findings.scored,
    outputs: findings.outputs,
    next: nextCommands(findings),
  };
  return summary as Reported;
}

function syncedLines({ bars, fundamentals }: Findings): readonly DatasetLine[] {
  const lines: DatasetLine[] = [];
  if (bars !== null) {
    lines.push({ dataset: 'ohlcv_daily', rowsReceived: bars.rowsReceived, ...bars.counts });
    for (const { dataset, rowsReceived, counts } of bars.references) lines.push({ dataset, rowsReceived, ...counts });
  }
  if (fundamentals?.isAvailable === true) {
    lines.push({ dataset: 'fundamentals', rowsReceived: fundamentals.rowsReceived, ...fundamentals.counts });
    const { valuations } = fundamentals;
    if (valuations !== null) {
      lines.push({ dataset: valuations.dataset, rowsReceived: valuations.rowsReceived, ...valuations.counts });
    }
  }
  return lines;
}

function skippedLines({ bars, fundamentals, derived, scored }: Findings): readonly SkipLine[] {
  const lines: SkipLine[] = [];
  for (const tallies of [bars?.skipped, bars?.silent]) {
    for (const [because, tally] of Object.entries(tallies ?? {})) {
      lines.push({ what: 'ohlcv_daily', because, count: tally.count, examples: tally.examples });
    }
  }
  const say = (what: string, because: string) => lines.push({ what, because, count: null, examples: [] });
  if ((fundamentals?.upToDate ?? 0) > 0) {
    lines.push({ what: 'fundamentals', because: 'up_to_date', count: fundamentals!.upToDate, examples: [] });
  }
  if (fundamentals?.isAvailable === false) say('fundamentals', fundamentals.because ?? 'not available');
  for (const { asset, state, because } of derived) {
    if (state === 'unchanged') say(asset, 'inputs_unchanged');
    if (state === 'nothing_to_compute') say(asset, because ?? 'nothing to compute');
  }
  for (const [factor, because] of Object.entries(scored?.absent ?? {})) say(`factor ${factor}`, because);
  for (const [because, names] of Object.entries(scored?.unscored ?? {})) {
    lines.push({ what: 'scores', because, count: names.length, examples: names.slice(0, EXAMPLES_MAX) });
  }
  return lines;
}

const EXAMPLES_MAX = 5;

function gapSection({ gaps, completed }: Findings): GapSection | null {
  const after = completed?.after ?? gaps;
  if (after === null) return null;
  const { from, to, expected, outside, held, filled: allFilled, suspended, missing, byReason, examples } = after;
  const fetched = completed?.fetched ?? 0;
  const filled = completed?.filled ?? 0;
  return {
    from,
    to,
    expected,
    outside,
    held: held - fetched,
    filledEarlier: allFilled - filled,
    suspended,
    found: missing + fetched + filled,
    fetched,
    filled,
    filledBy: completed?.filledBy ?? null,
    left: missing,
    leftByReason: byReason,
    examples,
  };
}

function nextCommands({ scored, quality, gaps, completed, job }: Findings): readonly string[] {
  const next: string[] = [];
  if (scored !== null && scored.rows > 0) {
    next.push('tapeline sql "select * from scores order by session desc, score_rank limit 10"');
  }
  if (quality !== null && quality.quarantined > 0) next.push('tapeline quarantine');
  if (((completed?.after ?? gaps)?.missing ?? 0) > 0) next.push('tapeline sql "select * from gaps"');
  next.push(`tapeline status ${job}`, 'tapeline list');
  return next;
}
