import { alike, metricOf } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';
import { defined, nothing } from '../kernel/outcome.ts';
import { growthOfSample } from '../kernel/sample.ts';

/**
 * The constant return with the same end: growth ^ (1 / n) - 1.
 *
 * period  per period
 */
export const geometricMeanReturn = measureWith(
  metricOf({
    name: 'geometricMeanReturn',
    aliases: ['expectedReturn'],
    group: 'return',
    title: 'Geometric mean return',
    formulas: alike(
      (sample) =>
        sample.isRuined ? nothing('ruined') : defined(growthOfSample(sample) ** (1 / sample.returns.length) - 1),
      'standard',
      'quantstats',
      'performanceanalytics',
      'backtesting',
    ),
  }),
);
