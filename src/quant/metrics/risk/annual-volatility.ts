import { alike, type Formula, metricOf } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';
import { logDeviation, scaledDeviation, volatilityOfGrowth } from '../kernel/volatility.ts';

const sample1: Formula = (sample, terms) => scaledDeviation(sample, terms.periodsPerYear, 1);
const population: Formula = (sample, terms) => scaledDeviation(sample, terms.periodsPerYear, 0);

/**
 * Standard deviation of a year: that of a period times the root of N. backtesting.py takes the deviation of the
 * compounded year; `log` that of logarithmic returns.
 *
 * period  per year
 * ddof    1; 0 for backtrader
 * edge    one return -> null, too_short
 */
export const annualVolatility = measureWith(
  metricOf({
    name: 'annualVolatility',
    aliases: ['volatility', 'annualizedVolatility'],
    group: 'risk',
    title: 'Annual volatility',
    isAnnual: true,
    formulas: {
      ...alike(sample1, 'standard', 'empyrical', 'quantstats', 'performanceanalytics'),
      ...alike(sample1, 'qlib', 'rqrisk', 'vectorbt', 'cn'),
      backtrader: population,
      backtesting: volatilityOfGrowth,
      log: logDeviation,
    },
  }),
);
