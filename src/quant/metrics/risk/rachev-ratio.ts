import { quantileOfSorted } from '../../statistics/quantile.ts';
import { type Formula, metricOf, numberParameter } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';
import { meanOf } from '../kernel/moments.ts';
import { quotient } from '../kernel/outcome.ts';
import { sortedOfSample } from '../kernel/sample.ts';
import { roundedTail } from '../kernel/tail.ts';
import { numberFrom } from '../kernel/terms.ts';

/** Mean of the upper tail over the mean loss of the lower one; the upper tail begins where `limitOf` says. */
const from =
  (limitOf: (sorted: Float64Array, fraction: number) => number): Formula =>
  (sample, terms) => {
    const sorted = sortedOfSample(sample);
    const fraction = numberFrom(terms, 'fraction');
    const upper = sorted.subarray(firstAtLeast(sorted, limitOf(sorted, fraction)));
    const lower = sorted.subarray(0, countUpTo(sorted, quantileOfSorted(sorted, fraction)));
    return quotient(meanOf(upper), -meanOf(lower), 'no_downside');
  };

const byQuantile = from((sorted, fraction) => quantileOfSorted(sorted, roundedTail(fraction)));
/** The order statistic below the quantile, one place lower than the other tail's: R's package counts so. */
const byOrder = from((sorted, fraction) => sorted[Math.max(0, Math.floor(roundedTail(fraction) * sorted.length) - 1)]!);

function firstAtLeast(sorted: Float64Array, limit: number): number {
  let first = sorted.length;
  while (first > 0 && sorted[first - 1]! >= limit) first -= 1;
  return first;
}

function countUpTo(sorted: Float64Array, limit: number): number {
  let count = 0;
  while (count < sorted.length && sorted[count]! <= limit) count += 1;
  return count;
}

/**
 * Expected gain in the best share of the periods over expected loss in the worst.
 *
 * in      fraction  share on each side, 0.05
 * edge    mean of the lower tail 0 -> null, no_downside
 */
export const rachevRatio = measureWith(
  metricOf({
    name: 'rachevRatio',
    aliases: ['rachev'],
    group: 'risk',
    title: 'Rachev ratio',
    parameters: [numberParameter('fraction', 0.05, 0, 1)],
    formulas: { standard: byQuantile, performanceanalytics: byOrder },
  }),
);
