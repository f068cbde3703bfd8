import { alike, choiceParameter, type Formula, metricOf } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';
import { kurtosisOf } from '../kernel/moments.ts';
import { defined, nothing } from '../kernel/outcome.ts';
import { momentsOfSample } from '../kernel/sample.ts';
import { choiceFrom } from '../kernel/terms.ts';

const METHODS = ['excess', 'moment', 'fisher', 'sample', 'sample_excess'];

const by =
  (byDefault: string): Formula =>
  (sample, terms) => {
    const moments = momentsOfSample(sample);
    const kurtosis = kurtosisOf(moments);
    const method = choiceFrom(terms, 'method', byDefault);
    if (kurtosis === null) return nothing('no_dispersion');
    if (method === 'moment') return defined(kurtosis);
    if (method === 'excess') return defined(kurtosis - 3);
    return moments.count < 4 ? nothing('too_short') : defined(adjusted(kurtosis, moments.count, method));
  };

/** `fisher` and `sample_excess` are one number by two roads; `sample` is not reduced by what a normal one has. */
function adjusted(kurtosis: number, n: number, method: string): number {
  const factor = (n - 1) / ((n - 2) * (n - 3));
  if (method === 'sample') return factor * (n + 1) * kurtosis;
  return factor * ((n + 1) * kurtosis - 3 * (n - 1));
}

/**
 * Fourth standardised moment: how heavy the tails are.
 *
 * in    method  excess: less 3; moment: as it is; fisher and sample_excess: adjusted for the sample, less 3;
 *               sample: adjusted, not reduced
 * edge  constant returns -> null, no_dispersion; below 4 returns the adjusted ones -> null, too_short
 */
export const kurtosis = measureWith(
  metricOf({
    name: 'kurtosis',
    group: 'risk',
    title: 'Kurtosis',
    parameters: [choiceParameter('method', METHODS)],
    formulas: { ...alike(by('excess'), 'standard', 'performanceanalytics'), quantstats: by('fisher') },
  }),
);
