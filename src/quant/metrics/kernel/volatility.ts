import type { Formula } from './definition.ts';
import { deviationOf, momentsOf } from './moments.ts';
import { defined, mapped, nothing, type Outcome } from './outcome.ts';
import { growthOfSample, momentsOfSample, type Sample } from './sample.ts';

/** Deviation per period times the root of the periods in a year. */
export function scaledDeviation(sample: Sample, periodsPerYear: number, ddof: 0 | 1): Outcome {
  if (sample.returns.length <= ddof) return nothing('too_short');
  return defined(deviationOf(momentsOfSample(sample), ddof) * Math.sqrt(periodsPerYear));
}

/** As above, or no dispersion where it is zero: for what stands below a line. */
export function positiveDeviation(sample: Sample, periodsPerYear: number, ddof: 0 | 1): Outcome {
  const outcome = scaledDeviation(sample, periodsPerYear, ddof);
  return outcome.value === 0 ? nothing('no_dispersion') : outcome;
}

/** Deviation of a year's compounded growth when periods are independent: sqrt((var + g^2)^N - g^2N), g the mean growth. */
export const volatilityOfGrowth: Formula = (sample, { periodsPerYear }) => {
  if (sample.isRuined) return nothing('ruined');
  if (sample.returns.length < 2) return nothing('too_short');
  const growth = growthOfSample(sample) ** (1 / sample.returns.length);
  const variance = deviationOf(momentsOfSample(sample), 1) ** 2;
  const squares = (variance + growth ** 2) ** periodsPerYear - growth ** (2 * periodsPerYear);
  return defined(Math.sqrt(Math.max(0, squares)));
};

/** Sample deviation of log(1 + r), times the root of N. */
export const logDeviation: Formula = (sample, { periodsPerYear }) => {
  if (sample.isRuined) return nothing('ruined');
  if (sample.returns.length < 2) return nothing('too_short');
  const logs = momentsOf(sample.returns.map(Math.log1p));
  return mapped(defined(deviationOf(logs, 1)), (deviation) => deviation * Math.sqrt(periodsPerYear));
};
