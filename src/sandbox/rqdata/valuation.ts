import type { BarSeries } from './bars.ts';
import type { Statement } from './fundamentals.ts';
import { numberOfQuarter, type Quarter } from './quarters.ts';
import type { StatementField, StatementValues } from './statement-fields.ts';

/**
 * The daily factors of the simulated vendor. Ratios use what had been announced before the session and the unadjusted
 * close; `turnover` is the traded part of the float in percent.
 */
export const FACTORS = [
  ...(['market_cap', 'a_share_market_val', 'a_share_market_val_in_circulation'] as const),
  ...(['pe_ratio_ttm', 'pe_ratio_lyr', 'pb_ratio_lf', 'ps_ratio_ttm', 'return_on_equity_ttm', 'turnover'] as const),
] as const;
export type Factor = (typeof FACTORS)[number];

/** What the market knows of a company: NaN where it does not. */
type Known = {
  readonly profitTtm: number;
  readonly profitAnnual: number;
  readonly revenueTtm: number;
  readonly equity: number;
};

const NOTHING: Known = {
  profitTtm: Number.NaN,
  profitAnnual: Number.NaN,
  revenueTtm: Number.NaN,
  equity: Number.NaN,
};

/** One value per row of the series. */
export function factorValues(series: BarSeries, knownAt: readonly Known[], factor: Factor): Float64Array {
  const values = new Float64Array(series.rows);
  for (let row = 0; row < series.rows; row += 1) values[row] = factorAt(series, knownAt[row]!, { row, factor });
  return values;
}

function factorAt(series: BarSeries, known: Known, { row, factor }: { row: number; factor: Factor }): number {
  const worth = (series.closeCents[row]! * series.shares[row]!) / 100;
  const { floatRatio } = series.instrument.traits;
  switch (factor) {
    case 'a_share_market_val_in_circulation':
      return Math.round(worth * floatRatio);
    case 'pe_ratio_ttm':
      return rounded(worth / known.profitTtm);
    case 'pe_ratio_lyr':
      return rounded(worth / known.profitAnnual);
    case 'pb_ratio_lf':
      return rounded(worth / known.equity);
    case 'ps_ratio_ttm':
      return rounded(worth / known.revenueTtm);
    case 'return_on_equity_ttm':
      return rounded(known.profitTtm / known.equity);
    case 'turnover':
      return rounded((100 * series.volume[row]!) / (series.shares[row]! * floatRatio));
    default:
      return worth;
  }
}

/** What was known before each session: an evening announcement counts from the next session on. */
export function knownBySession(
  series: BarSeries,
  statements: readonly Statement[],
  days: Int32Array,
): readonly Known[] {
  const queue = statements.toSorted((left, right) => left.infoDay - right.infoDay || left.quarter - right.quarter);
  const latest = new Map<Quarter, StatementValues>();
  let next = 0;
  let known = NOTHING;
  return Array.from({ length: series.rows }, (_, row) => {
    const before = next;
    while (next < queue.length && queue[next]!.infoDay < days[series.begin + row]!) {
      latest.set(queue[next]!.quarter, queue[next]!.values);
      next += 1;
    }
    if (next > before) known = summarise(latest);
    return known;
  });
}

function summarise(latest: ReadonlyMap<Quarter, StatementValues>): Known {
  const quarter = Math.max(...latest.keys());
  const annual = numberOfQuarter(quarter) === 4 ? quarter : quarter - numberOfQuarter(quarter);
  return {
    profitTtm: trailing(latest, quarter, 'net_profit_parent_company'),
    revenueTtm: trailing(latest, quarter, 'revenue'),
    profitAnnual: latest.get(annual)?.net_profit_parent_company ?? Number.NaN,
    equity: latest.get(quarter)?.equity_parent_company ?? Number.NaN,
  };
}

/** The last four quarters from year-to-date figures: this year so far, plus last year, minus last year so far. */
function trailing(latest: ReadonlyMap<Quarter, StatementValues>, quarter: Quarter, field: StatementField): number {
  const at = (wanted: Quarter): number => latest.get(wanted)?.[field] ?? Number.NaN;
  const number = numberOfQuarter(quarter);
  return number === 4 ? at(quarter) : at(quarter) + at(quarter - number) - at(quarter - 4);
}

function rounded(value: number): number {
  return Number.isFinite(value) ? Math.round(value * 1e4) / 1e4 : Number.NaN;
}
