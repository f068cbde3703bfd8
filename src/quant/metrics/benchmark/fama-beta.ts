import { alike, metricOf } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';
import { nothing, quotient } from '../kernel/outcome.ts';
import { benchmarkDeviation, returnDeviation } from '../kernel/regression.ts';
import { pairMomentsOfSample } from '../kernel/sample.ts';

/**
 * The beta that full diversification would have had: sd(r) / sd(b).
 *
 * edge  a benchmark that never moves -> null, no_benchmark_move
 */
export const famaBeta = measureWith(
  metricOf({
    name: 'famaBeta',
    group: 'benchmark',
    title: 'Fama beta',
    needs: ['benchmark'],
    formulas: alike(
      (sample) => {
        const moments = pairMomentsOfSample(sample);
        if (moments.count < 2) return nothing('too_short');
        return quotient(returnDeviation(moments, 0), benchmarkDeviation(moments, 0), 'no_benchmark_move');
      },
      'standard',
      'performanceanalytics',
    ),
  }),
);
