import { ALL, shareOf } from '../kernel/capture.ts';
import { alike, metricOf } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';

/** Share of the periods in which the returns beat the benchmark. */
export const battingAverage = measureWith(
  metricOf({
    name: 'battingAverage',
    aliases: ['excessWinRate'],
    group: 'benchmark',
    title: 'Batting average',
    needs: ['benchmark'],
    formulas: alike(shareOf(ALL, 'beat'), 'standard', 'rqrisk'),
  }),
);
