import { alike, type Formula, metricOf } from '../kernel/definition.ts';
import { excessOf } from '../kernel/excess.ts';
import { measureWith } from '../kernel/measure.ts';
import { nothing, quotient } from '../kernel/outcome.ts';
import { type Sides, sidesAround, sidesOf, sidesOfValues } from '../kernel/sides.ts';
import type { Terms } from '../kernel/terms.ts';

/** An annual target is a growth here, in every convention: (1 + L)^(1 / N) - 1. */
function thresholdOf({ mar, periodsPerYear }: Terms): number {
  if (!mar.isAnnual || mar.annual === 0) return mar.perPeriod;
  return (1 + mar.annual) ** (1 / periodsPerYear) - 1;
}

const ratioOf = (sides: Sides) => quotient(sides.sumAbove, sides.sumBelow, 'no_downside');

const aboveThreshold: Formula = (sample, terms) => {
  if (terms.mar.series !== null) return ratioOf(sidesOf(sample, terms.mar));
  return ratioOf(sidesAround(sample, thresholdOf(terms)));
};

const ofExcess: Formula = (sample, terms) =>
  sample.returns.length < 2
    ? nothing('too_short')
    : ratioOf(sidesOfValues(excessOf(sample, terms.riskFree), thresholdOf(terms)));

/**
 * Gains above a threshold over losses below it. empyrical, quantstats and vectorbt subtract the risk-free rate first.
 *
 * in      mar  the threshold L; an annual one becomes (1 + L)^(1 / N) - 1 per period
 * edge    nothing below it -> null, no_downside
 */
export const omega = measureWith(
  metricOf({
    name: 'omega',
    aliases: ['omegaRatio'],
    group: 'ratio',
    title: 'Omega ratio',
    uses: ['mar', 'riskFree'],
    formulas: {
      standard: aboveThreshold,
      performanceanalytics: (sample, { mar }) => ratioOf(sidesOf(sample, mar)),
      ...alike(ofExcess, 'empyrical', 'quantstats', 'vectorbt'),
    },
  }),
);
