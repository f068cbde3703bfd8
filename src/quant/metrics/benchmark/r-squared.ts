import { correlationOf } from '../kernel/correlation.ts';
import { alike, metricOf } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';
import { mapped } from '../kernel/outcome.ts';

/** Share of the variance that the benchmark explains: the correlation squared. */
export const rSquared = measureWith(
  metricOf({
    name: 'rSquared',
    aliases: ['r2'],
    group: 'benchmark',
    title: 'R squared',
    needs: ['benchmark'],
    formulas: alike(
      (sample, terms) => mapped(correlationOf(sample, terms), (value) => value ** 2),
      'standard',
      'performanceanalytics',
      'quantstats',
    ),
  }),
);
