import { metricOf } from '../kernel/definition.ts';
import { ofWealth } from '../kernel/drawdowns.ts';
import { measureWith } from '../kernel/measure.ts';
import { defined } from '../kernel/outcome.ts';
import { episodesOfSample } from '../kernel/sample.ts';

/** The most periods spent below one peak, one that lasts included. */
export const longestDrawdown = measureWith(
  metricOf({
    name: 'longestDrawdown',
    group: 'drawdown',
    title: 'Longest drawdown',
    formulas: {
      standard: ofWealth((sample) =>
        defined(episodesOfSample(sample).reduce((longest, { length }) => Math.max(longest, length), 0)),
      ),
    },
  }),
);
