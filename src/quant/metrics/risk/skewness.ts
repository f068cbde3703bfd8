import { alike, choiceParameter, type Formula, metricOf } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';
import { skewnessOf } from '../kernel/moments.ts';
import { defined, nothing } from '../kernel/outcome.ts';
import { momentsOfSample } from '../kernel/sample.ts';
import { choiceFrom } from '../kernel/terms.ts';

const by =
  (byDefault: string): Formula =>
  (sample, terms) => {
    const moments = momentsOfSample(sample);
    const skewness = skewnessOf(moments);
    const method = choiceFrom(terms, 'method', byDefault);
    if (skewness === null) return nothing('no_dispersion');
    return moments.count < 3 && method !== 'moment'
      ? nothing('too_short')
      : defined(skewness * factorOf(method, moments.count));
  };

function factorOf(method: string, n: number): number {
  if (method === 'moment') return 1;
  return method === 'fisher' ? Math.sqrt(n * (n - 1)) / (n - 2) : n ** 2 / ((n - 1) * (n - 2));
}

/**
 * Third standardised moment: how lopsided the returns are.
 *
 * in    method  moment: population; fisher: adjusted as pandas does; sample: adjusted, with population deviations
 * edge  constant returns -> null, no_dispersion; below 3 returns the adjusted ones -> null, too_short
 */
export const skewness = measureWith(
  metricOf({
    name: 'skewness',
    aliases: ['skew'],
    group: 'risk',
    title: 'Skewness',
    parameters: [choiceParameter('method', ['moment', 'fisher', 'sample'])],
    formulas: { ...alike(by('moment'), 'standard', 'performanceanalytics'), quantstats: by('fisher') },
  }),
);
