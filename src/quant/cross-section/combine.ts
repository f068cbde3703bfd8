import { parameterError } from '../indicators/kernel/options.ts';
import { assertSameLength } from '../input.ts';
import { inRange } from '../parameter.ts';

/** What a missing factor does: its weight goes to the others, it counts as average (0), or the instrument has no score. */
export type MissingFactorPolicy = 'renormalise' | 'average' | 'no_score';

export type CombineOptions = {
  /** Weight by factor name; negative when less is better. Only their proportions matter. */
  readonly weights: Readonly<Record<string, number>>;
  readonly missing?: MissingFactorPolicy;
  /** Share of the weight that must be present for a score, 0..1. */
  readonly coverageMin?: number;
};

export type CombinedScores = {
  readonly score: Float64Array;
  /** Share of the weight that was present, 0..1. */
  readonly coverage: Float64Array;
  /** What each factor gave: effective weight * value. They add up to the score, in this order. */
  readonly parts: Readonly<Record<string, Float64Array>>;
};

/**
 * Weighted sum of standardised factors, with each factor's part.
 *
 * in      factors  by name, Float64Array[n] each: one session, same instruments in the same order
 *         weights  scaled so that their absolute values add up to 1
 *         missing  `renormalise` by default; coverageMin 0.5
 * out     score, coverage, parts: Float64Array[n] each; no unit
 * edge    coverage below coverageMin, or 0 -> score and parts NaN; a missing factor's part is NaN under `renormalise`, 0 under `average`
 * throws  quant.parameter for a weight without a factor, a factor without a weight, all weights 0; quant.input for unequal lengths
 */
export function combine(factors: Readonly<Record<string, Float64Array>>, options: CombineOptions): CombinedScores {
  const names = Object.keys(options.weights);
  checkNames(names, Object.keys(factors));
  const count = assertSameLength('combine', factors);
  const total = names.reduce((sum, name) => sum + Math.abs(options.weights[name]!), 0);
  if (!(total > 0 && Number.isFinite(total))) {
    throw parameterError('combine', 'weights', JSON.stringify(options.weights), 'Give finite weights, not all 0.');
  }
  const weights = names.map((name) => options.weights[name]! / total);
  const columns = names.map((name) => factors[name]!);
  const coverageMin = inRange('combine', 'coverageMin', options.coverageMin ?? 0.5, 0, 1);
  return scoreRows(names, columns, weights, count, options.missing ?? 'renormalise', coverageMin);
}

function scoreRows(
  names: readonly string[],
  columns: readonly Float64Array[],
  weights: readonly number[],
  count: number,
  missing: MissingFactorPolicy,
  coverageMin: number,
): CombinedScores {
  const score = new Float64Array(count).fill(Number.NaN);
  const coverage = new Float64Array(count);
  const parts = names.map(() => new Float64Array(count).fill(Number.NaN));
  for (let row = 0; row < count; row += 1) {
    const present = coverageOf(columns, weights, row);
    coverage[row] = present.share;
    if (present.share === 0 || present.share + ROUNDING < coverageMin) continue;
    if (missing === 'no_score' && !present.isWhole) continue;
    const scale = missing === 'renormalise' ? present.share : 1;
    score[row] = 0;
    for (let k = 0; k < columns.length; k += 1) {
      const value = columns[k]![row]!;
      const part = Number.isFinite(value) ? (weights[k]! / scale) * value : 0;
      if (Number.isFinite(value) || missing === 'average') parts[k]![row] = part;
      score[row]! += part;
    }
  }
  return { score, coverage, parts: Object.fromEntries(names.map((name, k) => [name, parts[k]!])) };
}

/** Shares are sums of quotients: 0.5 may come out as 0.49999999999999994. */
const ROUNDING = 1e-12;

function coverageOf(columns: readonly Float64Array[], weights: readonly number[], row: number) {
  let share = 0;
  let isWhole = true;
  for (let k = 0; k < columns.length; k += 1) {
    if (Number.isFinite(columns[k]![row]!)) share += Math.abs(weights[k]!);
    else isWhole = false;
  }
  return { share, isWhole };
}

function checkNames(weighted: readonly string[], given: readonly string[]): void {
  const unknown = weighted.find((name) => !given.includes(name));
  const unweighted = given.find((name) => !weighted.includes(name));
  if (unknown !== undefined) {
    throw parameterError('combine', `weights.${unknown}`, 'no such factor', `The factors are ${given.join(', ')}.`);
  }
  if (unweighted !== undefined) {
    throw parameterError(
      'combine',
      `weights.${unweighted}`,
      'nothing',
      'Give every factor a weight, 0 to leave it out.',
    );
  }
}
