import { alike, metricOf } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';
import { mapped } from '../kernel/outcome.ts';
import { pairMomentsOf } from '../kernel/sample.ts';
import { sharpeOfMean } from '../kernel/sharpes.ts';

/**
 * Sharpe ratio over a penalty for returns that follow one another:
 * sqrt(1 + 2 * sum over k of (n - k) / n * |autocorrelation at 1|^k).
 *
 * period  per year
 */
export const smartSharpe = measureWith(
  metricOf({
    name: 'smartSharpe',
    group: 'ratio',
    title: 'Smart Sharpe ratio',
    isAnnual: true,
    uses: ['riskFree'],
    formulas: alike(
      (sample, terms) => mapped(sharpeOfMean(sample, terms), (ratio) => ratio / penaltyOf(sample.returns)),
      'standard',
      'quantstats',
    ),
  }),
);

function penaltyOf(returns: Float64Array): number {
  const count = returns.length;
  const lagged = pairMomentsOf(returns.subarray(1), returns.subarray(0, -1));
  const scale = Math.sqrt(lagged.squaresReturn * lagged.squaresBenchmark);
  const correlation = scale > 0 ? Math.abs(lagged.products) / scale : 0;
  let sum = 0;
  let power = 1;
  for (let k = 1; k < count && power > 1e-18; k += 1) {
    power *= correlation;
    sum += ((count - k) / count) * power;
  }
  return Math.sqrt(1 + 2 * sum);
}
