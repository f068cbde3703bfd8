import { alike, metricOf } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';
import { painOf } from '../kernel/pain.ts';

/** Mean depth below the peak over all periods: a positive number. */
export const painIndex = measureWith(
  metricOf({
    name: 'painIndex',
    group: 'drawdown',
    title: 'Pain index',
    formulas: alike(painOf, 'standard', 'performanceanalytics'),
  }),
);
