import { type Formula, metricOf } from '../kernel/definition.ts';
import { growthOver, ofWealth } from '../kernel/drawdowns.ts';
import { excessOf } from '../kernel/excess.ts';
import { measureWith } from '../kernel/measure.ts';
import { defined, over } from '../kernel/outcome.ts';
import { growthOf, growthOfSample } from '../kernel/sample.ts';
import { ulcerOf } from '../kernel/ulcer.ts';

const annual: Formula = (sample, terms) =>
  growthOver(sample, terms, terms.riskFree.annual, ulcerOf.periods(sample, terms));

const rateAsGiven: Formula = (sample, terms) =>
  growthOver(sample, terms, terms.riskFree.perPeriod, ulcerOf.periods(sample, terms));

const ofTotal: Formula = (sample, terms) =>
  over(
    defined(growthOfSample(sample) - 1 - terms.riskFree.annual),
    ulcerOf.periodsLessOne(sample, terms),
    'no_drawdown',
  );

const ofTotalExcess: Formula = (sample, terms) =>
  over(defined(growthOf(excessOf(sample, terms.riskFree)) - 1), ulcerOf.pointsInPercent(sample, terms), 'no_drawdown');

/**
 * Excess return over the ulcer index (ulcer performance index). quantstats and rqrisk take the total, not the annual
 * return, each with its own ulcer index; performanceanalytics subtracts the rate per period from the annual return.
 *
 * period  per year; the whole sample for quantstats and rqrisk
 * edge    no drawdown -> null, no_drawdown
 */
export const martin = measureWith(
  metricOf({
    name: 'martin',
    aliases: ['martinRatio', 'ulcerPerformanceIndex'],
    group: 'drawdown',
    title: 'Martin ratio',
    isAnnual: true,
    notAnnualIn: ['quantstats', 'rqrisk'],
    uses: ['riskFree'],
    formulas: {
      standard: annual,
      performanceanalytics: rateAsGiven,
      quantstats: ofWealth(ofTotal),
      rqrisk: ofWealth(ofTotalExcess),
    },
  }),
);
