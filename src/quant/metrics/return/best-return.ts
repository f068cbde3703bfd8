import { alike, metricOf } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';
import { defined } from '../kernel/outcome.ts';
import { sortedOfSample } from '../kernel/sample.ts';

/** The highest return of one period. */
export const bestReturn = measureWith(
  metricOf({
    name: 'bestReturn',
    aliases: ['best'],
    group: 'return',
    title: 'Best period',
    formulas: alike((sample) => defined(sortedOfSample(sample).at(-1)!), 'standard', 'quantstats'),
  }),
);
