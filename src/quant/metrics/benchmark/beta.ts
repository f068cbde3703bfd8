import { alike, type Formula, metricOf } from '../kernel/definition.ts';
import { logBetaOf } from '../kernel/log-beta.ts';
import { measureWith } from '../kernel/measure.ts';
import { defined } from '../kernel/outcome.ts';
import { onLine } from '../kernel/regression.ts';

const slope: Formula = (sample, { riskFree }) => onLine(sample, riskFree, (line) => defined(line.slope));

/**
 * How much the returns move with the benchmark: cov(r, b) / var(b). backtesting.py uses logarithms.
 *
 * edge  a benchmark that never moves -> null, no_benchmark_move; one period -> null, too_short
 */
export const beta = measureWith(
  metricOf({
    name: 'beta',
    group: 'benchmark',
    title: 'Beta',
    needs: ['benchmark'],
    uses: ['riskFree'],
    formulas: {
      ...alike(slope, 'standard', 'empyrical', 'quantstats', 'performanceanalytics', 'rqrisk', 'vectorbt', 'cn'),
      backtesting: logBetaOf,
    },
  }),
);
