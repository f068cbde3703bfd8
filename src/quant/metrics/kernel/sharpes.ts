import type { Formula } from './definition.ts';
import { excessMoments, excessOf } from './excess.ts';
import { annualised, annualReturnOf } from './growth.ts';
import { deviationOf } from './moments.ts';
import { mapped, nothing, type Outcome, over, quotient } from './outcome.ts';
import { growthOf, type Sample } from './sample.ts';
import type { Terms } from './terms.ts';
import { positiveDeviation, volatilityOfGrowth } from './volatility.ts';

/** Mean excess over its deviation, per period. */
export function sharpePerPeriod(sample: Sample, terms: Terms, ddof: 0 | 1 = 1): Outcome {
  const moments = excessMoments(sample, terms.riskFree);
  if (moments.count <= ddof) return nothing('too_short');
  return quotient(moments.mean, deviationOf(moments, ddof), 'no_dispersion');
}

/** Mean excess over its deviation, times the root of N. */
export const sharpeOfMean: Formula = (sample, terms) =>
  mapped(sharpePerPeriod(sample, terms), (ratio) => ratio * Math.sqrt(terms.periodsPerYear));

/** Annual growth of the excess over its annual deviation. */
export const sharpeOfGrowth: Formula = (sample, terms) => {
  const excess = excessOf(sample, terms.riskFree);
  if (excess.length < 2) return nothing('too_short');
  if (excess.some((value) => value < -1)) return nothing('ruined');
  const moments = excessMoments(sample, terms.riskFree);
  const growth = annualised(growthOf(excess), excess.length, terms);
  if (growth.value === null) return growth;
  return quotient(growth.value, deviationOf(moments, 1) * Math.sqrt(terms.periodsPerYear), 'no_dispersion');
};

/** Annual return less the annual rate. */
export const annualExcess: Formula = (sample, terms) =>
  mapped(annualReturnOf(sample, terms), (annual) => annual - terms.riskFree.annual);

/** (Annual return - rate) / annual volatility. */
export const sharpeOfAnnual: Formula = (sample, terms) =>
  over(annualExcess(sample, terms), positiveDeviation(sample, terms.periodsPerYear, 1), 'no_dispersion');

/** The same with the deviation of the compounded year. */
export const sharpeOfCompoundedYear: Formula = (sample, terms) =>
  over(annualExcess(sample, terms), volatilityOfGrowth(sample, terms), 'no_dispersion');
