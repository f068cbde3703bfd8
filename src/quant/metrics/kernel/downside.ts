import { deviationOf, momentsOf } from './moments.ts';
import { defined, nothing, type Outcome } from './outcome.ts';
import { momentsOfSample, type Sample } from './sample.ts';
import { sidesAround, sidesOf } from './sides.ts';
import type { Rate } from './terms.ts';
import { choiceFrom, type Terms } from './terms.ts';

/** Root of the mean square of what fell short of the target; over all periods, or over those that did. */
export function downsideOf(sample: Sample, target: Rate, over: 'full' | 'subset' = 'full'): Outcome {
  const { squaresBelow, count, countBelow } = sidesOf(sample, target);
  if (countBelow === 0) return over === 'full' ? defined(0) : nothing('no_downside');
  return defined(Math.sqrt(squaresBelow / (over === 'full' ? count : countBelow)));
}

/** As `downsideOf`, with what stands below the line chosen by the parameter `denominator`. */
export function chosenDownside(sample: Sample, terms: Terms): Outcome {
  return downsideOf(sample, terms.mar, choiceFrom(terms, 'denominator', 'full') as 'full' | 'subset');
}

/** Downside about the mean of the returns themselves. */
export function semideviationOf(sample: Sample, ddof: 0 | 1): Outcome {
  const { count, mean } = momentsOfSample(sample);
  if (count <= ddof) return nothing('too_short');
  return defined(Math.sqrt(sidesAround(sample, mean).squaresBelow / (count - ddof)));
}

/** Sample deviation of those values alone that are negative. */
export function deviationOfNegatives(values: Float64Array): Outcome {
  const negatives = values.filter((value) => value < 0);
  if (negatives.length < 2) return nothing('no_downside');
  const deviation = deviationOf(momentsOf(negatives), 1);
  return deviation > 0 ? defined(deviation) : nothing('no_dispersion');
}
