import { inputError, parameterError } from '../indicators/kernel/options.ts';
import { correlation, rankCorrelation } from '../statistics/correlation.ts';
import { moments } from '../statistics/moments.ts';

/** `pearson` is the IC, `spearman` the rank IC. */
export type IcMethod = 'pearson' | 'spearman';

/**
 * Information coefficient of each session: how a factor known then correlates with the returns that followed.
 *
 * in      factor, forwardReturns  Float64Array[n] each, sorted by session
 *         offsets                 session k owns rows offsets[k] .. offsets[k+1]-1
 * out     Float64Array[sessions], -1..1; NaN where fewer than two pairs exist or one side has no spread
 * edge    forward returns are the caller's: from the next open, without what could not be traded. Overlapping horizons
 *         make t too large
 */
export function informationCoefficient(
  factor: Float64Array,
  forwardReturns: Float64Array,
  offsets: Int32Array | Uint32Array,
  method: IcMethod = 'pearson',
): Float64Array {
  if (forwardReturns.length !== factor.length || offsets[offsets.length - 1] !== factor.length) {
    const got = `${factor.length} factors, ${forwardReturns.length} returns, offsets to ${offsets[offsets.length - 1]}`;
    throw inputError('informationCoefficient', 'forwardReturns', got, 'All must end at the same row.');
  }
  const correlate = method === 'pearson' ? correlation : rankCorrelation;
  return Float64Array.from({ length: offsets.length - 1 }, (_, k) =>
    correlate(factor.subarray(offsets[k]!, offsets[k + 1]!), forwardReturns.subarray(offsets[k]!, offsets[k + 1]!)),
  );
}

export type IcSummary = {
  readonly sessions: number;
  readonly mean: number;
  /** Sample deviation, ddof 1. */
  readonly deviation: number;
  /** ICIR: mean / deviation, per session. What qlib calls ICIR and alphalens risk-adjusted IC. */
  readonly ratio: number;
  /** ratio * sqrt(periodsPerYear), as one annualises a Sharpe ratio; neither library does. Absent unless asked for. */
  readonly ratioAnnual?: number;
  /** ratio * sqrt(sessions): right only for horizons that do not overlap. */
  readonly t: number;
  readonly positiveShare: number;
};

export type IcSummaryOptions = {
  /** How many coefficients a year has, horizons not overlapping: 252 of daily ones, 52 of weekly ones. */
  readonly periodsPerYear?: number;
};

/**
 * Mean, ICIR and t of a series of coefficients; sessions without one are left out.
 *
 * throws  quant.parameter when periodsPerYear is not above 0
 * source  qlib 0.9.7 (IC, ICIR), alphalens-reloaded 0.5.1 (risk-adjusted IC, t); golden: xsec, ic-alphalens
 */
export function summarizeIc(coefficients: Float64Array, { periodsPerYear }: IcSummaryOptions = {}): IcSummary {
  const { count, mean, deviation } = moments(coefficients);
  const positive = coefficients.filter((value) => value > 0).length;
  const ratio = mean / deviation;
  const summary = {
    sessions: count,
    mean,
    deviation,
    ratio,
    t: ratio * Math.sqrt(count),
    positiveShare: positive / count,
  };
  if (periodsPerYear === undefined) return summary;
  if (!(periodsPerYear > 0 && Number.isFinite(periodsPerYear))) {
    throw parameterError('summarizeIc', 'periodsPerYear', String(periodsPerYear), 'Give a number above 0.');
  }
  return { ...summary, ratioAnnual: ratio * Math.sqrt(periodsPerYear) };
}
