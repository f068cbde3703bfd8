import type { Formula } from './definition.ts';
import { activeOf } from './excess.ts';
import { annualPairOf } from './growth.ts';
import { deviationOf, type Moments, momentsOf } from './moments.ts';
import { defined, joined, mapped, nothing, type Outcome, over, quotient } from './outcome.ts';
import type { Sample } from './sample.ts';

/** Deviation of r - b, per period. */
export function activeDeviation(sample: Sample): Outcome {
  const active = activeMoments(sample);
  return active.count < 2 ? nothing('too_short') : defined(deviationOf(active, 1));
}

function activeMoments(sample: Sample): Moments {
  sample.cache.active ??= momentsOf(activeOf(sample));
  return sample.cache.active;
}

export const trackingErrorOf: Formula = (sample, { periodsPerYear }) =>
  mapped(activeDeviation(sample), (deviation) => deviation * Math.sqrt(periodsPerYear));

/** Annual return less the benchmark's. */
export const activePremiumOf: Formula = (sample, terms) => {
  const { own, benchmark } = annualPairOf(sample, terms);
  return joined(own, benchmark, (left, right) => left - right);
};

/** mean(r - b) / sd(r - b). */
export const activeSharpe: Formula = (sample) => {
  const deviation = activeDeviation(sample);
  if (deviation.value === null) return deviation;
  return quotient(activeMoments(sample).mean, deviation.value, 'no_dispersion');
};

/** Active premium over tracking error. */
export const premiumOverError: Formula = (sample, terms) =>
  over(activePremiumOf(sample, terms), trackingErrorOf(sample, terms), 'no_dispersion');
