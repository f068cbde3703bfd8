import { alike, metricOf } from '../kernel/definition.ts';
import { ofWealth, positive } from '../kernel/drawdowns.ts';
import { measureWith } from '../kernel/measure.ts';
import { defined } from '../kernel/outcome.ts';
import { pathOfSample, type Sample } from '../kernel/sample.ts';

const worst = ofWealth((sample) => defined(pathOfSample(sample).worst));

/** Lowest point of the running sum under its highest so far. */
const ofSums = ({ returns }: Sample) => {
  let sum = 0;
  let peak = 0;
  let low = 0;
  for (let k = 0; k < returns.length; k += 1) {
    sum += returns[k]!;
    if (sum > peak) peak = sum;
    if (sum - peak < low) low = sum - peak;
  }
  return defined(low);
};

/**
 * Deepest fall from a peak, as a fraction of it. The starting value counts as a peak in every convention (leaving it
 * out, as some libraries did, hides a loss of the first days).
 *
 * period  the whole sample
 * out     negative; positive for performanceanalytics, rqrisk and cn; Qlib measures in the running sum of returns
 * edge    never below a peak -> 0
 */
export const maxDrawdown = measureWith(
  metricOf({
    name: 'maxDrawdown',
    aliases: ['mdd'],
    group: 'drawdown',
    title: 'Maximum drawdown',
    formulas: {
      ...alike(worst, 'standard', 'empyrical', 'quantstats', 'backtesting', 'vectorbt'),
      ...alike(positive(worst), 'performanceanalytics', 'rqrisk', 'cn'),
      qlib: ofSums,
    },
  }),
);
