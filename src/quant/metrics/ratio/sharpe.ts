import { alike, choiceParameter, type Formula, metricOf } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';
import {
  sharpeOfAnnual,
  sharpeOfCompoundedYear,
  sharpeOfGrowth,
  sharpeOfMean,
  sharpePerPeriod,
} from '../kernel/sharpes.ts';
import { choiceFrom } from '../kernel/terms.ts';

const chained =
  (byDefault: 'arithmetic' | 'geometric'): Formula =>
  (sample, terms) =>
    choiceFrom(terms, 'chaining', byDefault) === 'geometric'
      ? sharpeOfGrowth(sample, terms)
      : sharpeOfMean(sample, terms);

/**
 * Excess return per unit of deviation: mean(r - rf) / sd(r - rf) * sqrt(N).
 *
 * in      chaining  arithmetic: mean times N above the line; geometric: annual growth of the excess. Geometric is what
 *                   performanceanalytics means unless told otherwise (its own default since version 2.1.0 is arithmetic)
 * period  per year; per period for backtrader
 * ddof    1; 0 for backtrader
 * edge    constant returns -> null, no_dispersion; one return -> null, too_short
 */
export const sharpe = measureWith(
  metricOf({
    name: 'sharpe',
    aliases: ['sharpeRatio'],
    group: 'ratio',
    title: 'Sharpe ratio',
    isAnnual: true,
    notAnnualIn: ['backtrader'],
    uses: ['riskFree'],
    parameters: [choiceParameter('chaining', ['arithmetic', 'geometric'])],
    formulas: {
      ...alike(chained('arithmetic'), 'standard', 'empyrical', 'quantstats', 'qlib', 'rqrisk', 'vectorbt'),
      performanceanalytics: chained('geometric'),
      backtrader: (sample, terms) => sharpePerPeriod(sample, terms, 0),
      backtesting: sharpeOfCompoundedYear,
      cn: sharpeOfAnnual,
    },
  }),
);
