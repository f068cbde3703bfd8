import { alike, choiceParameter, type Formula, metricOf } from '../kernel/definition.ts';
import { chosenDownside, deviationOfNegatives, downsideOf, semideviationOf } from '../kernel/downside.ts';
import { excessOf } from '../kernel/excess.ts';
import { measureWith } from '../kernel/measure.ts';
import { mapped, type Outcome } from '../kernel/outcome.ts';
import { NO_RATE, type Terms } from '../kernel/terms.ts';

const perYear = (outcome: Outcome, { periodsPerYear }: Terms): Outcome =>
  mapped(outcome, (value) => value * Math.sqrt(periodsPerYear));

const annual: Formula = (sample, terms) => perYear(chosenDownside(sample, terms), terms);
const aboutMean =
  (ddof: 0 | 1): Formula =>
  (sample, terms) =>
    perYear(semideviationOf(sample, ddof), terms);
const belowZero: Formula = (sample, terms) => perYear(downsideOf(sample, NO_RATE), terms);
const ofNegatives: Formula = (sample, terms) => perYear(deviationOfNegatives(excessOf(sample, terms.mar)), terms);

/**
 * Root of the mean square shortfall below the target: sqrt(sum of min(r - MAR, 0)^2 / n), times the root of N.
 * PerformanceAnalytics leaves it per period; rqrisk and `cn` measure from the mean of the returns; backtesting.py from 0.
 *
 * in      denominator  full: all periods; subset: those below the target
 * period  per year; per period for performanceanalytics
 * ddof    0; 1 for rqrisk
 * edge    nothing below the target -> 0 (subset: null, no_downside)
 */
export const downsideDeviation = measureWith(
  metricOf({
    name: 'downsideDeviation',
    aliases: ['downsideRisk'],
    group: 'risk',
    title: 'Downside deviation',
    isAnnual: true,
    notAnnualIn: ['performanceanalytics'],
    uses: ['mar'],
    parameters: [choiceParameter('denominator', ['full', 'subset'])],
    formulas: {
      ...alike(annual, 'standard', 'empyrical', 'vectorbt'),
      performanceanalytics: chosenDownside,
      rqrisk: aboutMean(1),
      cn: aboutMean(0),
      backtesting: belowZero,
      negatives: ofNegatives,
    },
  }),
);
