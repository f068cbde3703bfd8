import { days, doubles, type Frame, NO_INT, text, textAt, textColumn } from '../../core/frame.ts';
import type { Draft } from '../lake/draft.ts';
import { WHOLE } from '../lake/partitions.ts';
import { type Authorship, provenanceOf, readAsset, writePartition } from '../lake/upsert.ts';
import { concatRows, sortRows, takeRows } from '../rows.ts';
import { FUND_ASSETS } from '../stored/fund-assets.ts';
import { type ScoreModel, scoreSession } from './score-session.ts';

/** What makes a fund better than another of its class: more return, less risk. */
export const FUND_WEIGHTS = {
  return_annual: 0.25,
  sharpe: 0.25,
  sortino: 0.15,
  max_drawdown: -0.15,
  volatility_annual: -0.1,
  return_63d: 0.1,
} as const;

export type FundScores = {
  readonly rows: number;
  /** Funds that have a score, by class. */
  readonly scored: Readonly<Record<string, number>>;
  /** Classes of too few funds to compare. */
  readonly tooFew: readonly string[];
  readonly top: readonly { readonly instrument: string; readonly fundClass: string; readonly score: number }[];
};

/** Fewer funds than this make no comparison. */
const FUNDS_MIN = 3;

/**
 * Scores each fund against the others of its class.
 *
 * reads   fund_metrics
 * writes  fund_scores, the whole of it; idempotent by content
 */
export async function scoreFunds(
  draft: Draft,
  { topCount, author }: { readonly topCount: number; readonly author: Authorship },
): Promise<FundScores> {
  const table = await readAsset(draft, FUND_ASSETS.fund_metrics);
  const [fundClass, state] = [text(table, 'fund_class'), text(table, 'state')];
  const measured = [...Array(table.rows).keys()].filter((row) => textAt(state, row) === 'ok');
  const groups = Map.groupBy(measured, (row) => textAt(fundClass, row) ?? 'equity');
  const large = [...groups].filter(([, rows]) => rows.length >= FUNDS_MIN);
  const parts = large.map(([name, rows]) => scoredClass(takeRows(table, Int32Array.from(rows)), name));
  const asset = FUND_ASSETS.fund_scores;
  const rows = sortRows(concatRows(asset.schema, parts), asset.key);
  await writePartition(draft, { asset, partition: WHOLE, rows, provenance: provenanceOf(asset.name, author) });
  return {
    rows: rows.rows,
    scored: Object.fromEntries(parts.map((part) => [textAt(text(part, 'fund_class'), 0)!, part.rows])),
    tooFew: [...groups].filter(([, own]) => own.length < FUNDS_MIN).map(([name]) => name),
    top: topOf(rows, topCount),
  };
}

const MODEL: ScoreModel = {
  weights: FUND_WEIGHTS,
  winsorize: { method: 'mad' },
  standardize: { method: 'z' },
  missing: 'renormalise',
  coverageMin: 0.5,
};

function scoredClass(table: Frame, name: string): Frame {
  const factors = Object.fromEntries(Object.keys(FUND_WEIGHTS).map((factor) => [factor, doubles(table, factor)]));
  const { score, percentile, rank, parts } = scoreSession(factors, MODEL);
  const part = (factor: string) => [`part_${factor}`, { type: 'double', values: parts[factor]! } as const] as const;
  const columns = {
    instrument: table.columns.instrument!,
    fund_class: textColumn(new Array<string>(table.rows).fill(name)),
    nav_date: { type: 'day', values: days(table, 'nav_date') } as const,
    score: { type: 'double', values: score } as const,
    percentile: { type: 'double', values: percentile } as const,
    score_rank: {
      type: 'int',
      values: Int32Array.from(rank, (place) => (Number.isNaN(place) ? NO_INT : place)),
    } as const,
    funds: { type: 'int', values: new Int32Array(table.rows).fill(table.rows) } as const,
    ...Object.fromEntries(Object.keys(FUND_WEIGHTS).map(part)),
  };
  return { rows: table.rows, columns };
}

function topOf(rows: Frame, count: number): FundScores['top'] {
  const [instrument, fundClass, score] = [text(rows, 'instrument'), text(rows, 'fund_class'), doubles(rows, 'score')];
  return [...Array(rows.rows).keys()]
    .filter((row) => !Number.isNaN(score[row]!))
    .sort((left, right) => score[right]! - score[left]!)
    .slice(0, count)
    .map((row) => ({
      instrument: textAt(instrument, row)!,
      fundClass: textAt(fundClass, row)!,
      score: score[row]!,
    }));
}
