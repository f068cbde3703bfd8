import { activePremiumOf } from '../kernel/active.ts';
import { alike, metricOf } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';

/**
 * Annual return less that of the benchmark.
 *
 * period  per year
 */
export const activePremium = measureWith(
  metricOf({
    name: 'activePremium',
    aliases: ['activeReturn'],
    group: 'benchmark',
    title: 'Active premium',
    isAnnual: true,
    needs: ['benchmark'],
    formulas: alike(activePremiumOf, 'standard', 'performanceanalytics', 'cn'),
  }),
);
