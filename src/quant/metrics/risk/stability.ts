import { alike, metricOf } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';
import { defined, nothing, RETURN_NOISE } from '../kernel/outcome.ts';
import { pairMomentsOf } from '../kernel/sample.ts';

/**
 * R squared of a straight line through the cumulated logarithms: 1 is growth at one speed.
 *
 * edge  one return -> null, too_short; wealth that never moves -> null, no_dispersion
 */
export const stability = measureWith(
  metricOf({
    name: 'stability',
    aliases: ['stabilityOfTimeseries'],
    group: 'risk',
    title: 'Stability of growth',
    formulas: alike(
      ({ returns, isRuined }) => {
        if (isRuined) return nothing('ruined');
        if (returns.length < 2) return nothing('too_short');
        const logs = cumulatedLogs(returns);
        const both = pairMomentsOf(
          logs,
          logs.map((_, k) => k),
        );
        if (!(both.squaresReturn > RETURN_NOISE ** 2)) return nothing('no_dispersion');
        return defined(both.products ** 2 / (both.squaresReturn * both.squaresBenchmark));
      },
      'standard',
      'empyrical',
    ),
  }),
);

function cumulatedLogs(returns: Float64Array): Float64Array {
  const logs = new Float64Array(returns.length);
  let sum = 0;
  for (let k = 0; k < logs.length; k += 1) {
    sum += Math.log1p(returns[k]!);
    logs[k] = sum;
  }
  return logs;
}
