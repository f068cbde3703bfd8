import type { DailyReport, InstrumentChart, QualityFigures } from '../../charts/report/model.ts';
import type { QualityLine, RunSummary } from '../../data/reported/report.ts';
import type { ScoredFacts } from '../../data/scored/scored.ts';
import { INDICATORS_SHOWN, instrumentChart } from './instrument-chart.ts';
import { lastSummary } from './last-summary.ts';
import { headOf, type ReportContext, readBars } from './read.ts';

export type DailyWish = {
  /** Instruments with a chart: the best ones, in order. */
  readonly charts: number;
  /** Sessions that each chart shows. */
  readonly sessions: number;
};

/** What the last run of the stock desk did and what came of it. @throws usage.invalid when there was none */
export async function dailyReport(context: ReportContext, wish: DailyWish): Promise<DailyReport> {
  const found = await lastSummary(context);
  const { run, summary } = found;
  const top = summary.scores?.top ?? [];
  const charted = top.slice(0, wish.charts).map(({ instrument }) => instrument);
  const named = top.map(({ instrument }) => instrument);
  const { tables, names, origin } = await readBars(context, { instruments: charted, named, from: null });
  const charts = tables.map((table): InstrumentChart => {
    const from = table.sessions.at(-wish.sessions) ?? null;
    return instrumentChart(table, INDICATORS_SHOWN, { from, to: null });
  });
  return {
    kind: 'daily_report',
    ...headOf(context, { asOfMs: run.created.asOfMs, ...origin }),
    run: {
      runId: run.runId,
      job: run.job,
      state: run.state,
      startedAt: new Date(run.createdAtMs).toISOString(),
      durationMs: run.endedAtMs === null ? null : run.endedAtMs - run.createdAtMs,
    },
    source: summary.source,
    synced: summary.synced.map(({ dataset, rowsReceived, inserted, revised, unchanged }) => {
      return { dataset, received: rowsReceived, inserted, revised, unchanged };
    }),
    gaps: gapsOf(summary),
    quality: summary.quality === null ? null : qualityOf(summary.quality),
    skipped: summary.skipped.map(({ what, because, count }) => ({ what, because, count })),
    scores: summary.scores === null ? null : scoresOf(summary.scores, names),
    charts,
  };
}

function gapsOf({ gaps }: RunSummary): DailyReport['gaps'] {
  if (gaps === null) return null;
  const { to, expected, held, suspended, found, fetched, filled, left } = gaps;
  return { to, expected, held, suspended, found, fetched, filled, left };
}

function qualityOf({ verdict, score, quarantined, datasets }: QualityLine): QualityFigures {
  const findings = datasets.flatMap(({ dataset, findings: found }) =>
    found.map(({ rule, rows, about, samples }) => ({ dataset, rule, rows, about, example: samples[0] ?? null })),
  );
  return { verdict, score, quarantined, findings };
}

function scoresOf(
  { sessions, rows, factors, absent, top }: ScoredFacts,
  names: Readonly<Record<string, string | null>>,
): DailyReport['scores'] {
  return {
    session: sessions.at(-1) ?? null,
    rows,
    factors,
    absent,
    top: top.map(({ rank, instrument, score, percentile, parts }) => {
      return { rank, symbol: instrument, name: names[instrument] ?? null, score, percentile, parts };
    }),
  };
}
