import { alike, type Formula, metricOf } from '../kernel/definition.ts';
import { annualReturnOf, annualReturnOfElapsed } from '../kernel/growth.ts';
import { measureWith } from '../kernel/measure.ts';
import { defined } from '../kernel/outcome.ts';
import { momentsOfSample } from '../kernel/sample.ts';

const ofMean: Formula = (sample, terms) => defined(momentsOfSample(sample).mean * terms.periodsPerYear);

/**
 * Growth per year: (product of 1 + r) ^ (N / n) - 1. empyrical and vectorbt count missing periods as time; qlib takes
 * the mean times N.
 *
 * period  per year
 * edge    a return below -1 -> null, ruined; everything lost -> -1
 */
export const annualReturn = measureWith(
  metricOf({
    name: 'annualReturn',
    aliases: ['annualizedReturn'],
    group: 'return',
    title: 'Annual return',
    isAnnual: true,
    formulas: {
      ...alike(annualReturnOf, 'standard', 'quantstats', 'performanceanalytics', 'rqrisk', 'backtesting', 'cn'),
      ...alike(annualReturnOfElapsed, 'empyrical', 'vectorbt'),
      ...alike(ofMean, 'qlib', 'arithmetic'),
    },
  }),
);
