import { alike, metricOf } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';
import { ulcerOf } from '../kernel/ulcer.ts';

/**
 * Root of the mean squared drawdown. The libraries divide by different counts: n; n - 1 (quantstats); n + 1, and in
 * percent (rqrisk).
 *
 * period  the whole sample
 */
export const ulcerIndex = measureWith(
  metricOf({
    name: 'ulcerIndex',
    aliases: ['ulcer'],
    group: 'drawdown',
    title: 'Ulcer index',
    formulas: {
      ...alike(ulcerOf.periods, 'standard', 'performanceanalytics'),
      quantstats: ulcerOf.periodsLessOne,
      rqrisk: ulcerOf.pointsInPercent,
    },
  }),
);
