import { combine, type MissingFactorPolicy } from '../../quant/cross-section/combine.ts';
import { percentileScore } from '../../quant/cross-section/percentile-score.ts';
import { type StandardizePolicy, standardize } from '../../quant/cross-section/standardize.ts';
import { type WinsorizePolicy, winsorize } from '../../quant/cross-section/winsorize.ts';
import { rank } from '../../quant/statistics/rank.ts';

export type ScoreModel = {
  readonly weights: Readonly<Record<string, number>>;
  readonly winsorize: WinsorizePolicy;
  readonly standardize: StandardizePolicy;
  readonly missing: MissingFactorPolicy;
  /** Share of the weights that must have a value for a score, 0..1. */
  readonly coverageMin: number;
};

export type SessionScores = {
  readonly score: Float64Array;
  readonly percentile: Float64Array;
  /** NaN where there is no score. */
  readonly rank: Float64Array;
  readonly coverage: Float64Array;
  readonly parts: Readonly<Record<string, Float64Array>>;
};

/**
 * Scores one cross-section: each factor winsorised, standardised, weighted; the parts add up to the score.
 *
 * in      factors  by name, Float64Array[n] each: one session, same instruments in the same order
 * out     every column Float64Array[n]; NaN where too little is known of an instrument
 * edge    a factor that is the same for everyone tells nothing and counts as missing
 */
export function scoreSession(factors: Readonly<Record<string, Float64Array>>, model: ScoreModel): SessionScores {
  const standard = Object.fromEntries(
    Object.entries(factors).map(([name, values]) => [
      name,
      standardize(winsorize(values, model.winsorize), model.standardize),
    ]),
  );
  const weights = Object.fromEntries(Object.keys(factors).map((name) => [name, model.weights[name]!]));
  const { missing, coverageMin } = model;
  const { score, coverage, parts } = combine(standard, { weights, missing, coverageMin });
  const places = rank(score, { order: 'descending', ties: 'min' });
  return { score, percentile: percentileScore(score), rank: places, coverage, parts };
}
