import { alike, metricOf } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';
import { defined } from '../kernel/outcome.ts';
import { sortedOfSample } from '../kernel/sample.ts';

/** The lowest return of one period. */
export const worstReturn = measureWith(
  metricOf({
    name: 'worstReturn',
    aliases: ['worst'],
    group: 'return',
    title: 'Worst period',
    formulas: alike((sample) => defined(sortedOfSample(sample)[0]!), 'standard', 'quantstats'),
  }),
);
