import { type Formula, metricOf } from '../kernel/definition.ts';
import { ofWealth } from '../kernel/drawdowns.ts';
import { measureWith } from '../kernel/measure.ts';
import { quotient } from '../kernel/outcome.ts';
import { episodesOfSample } from '../kernel/sample.ts';

/** R's package counts an episode that lasts as if the period after the sample ended it. */
const mean = (extraWhenOngoing: number): Formula =>
  ofWealth((sample) => {
    const episodes = episodesOfSample(sample);
    const periods = episodes.reduce(
      (sum, { length, isOngoing }) => sum + length + (isOngoing ? extraWhenOngoing : 0),
      0,
    );
    return quotient(periods, episodes.length, 'no_drawdown');
  });

/**
 * Mean number of periods from a peak to its recovery, or to the end while it lasts.
 *
 * edge  none -> null, no_drawdown
 */
export const averageDrawdownLength = measureWith(
  metricOf({
    name: 'averageDrawdownLength',
    group: 'drawdown',
    title: 'Average length of a drawdown',
    formulas: { standard: mean(0), performanceanalytics: mean(1) },
  }),
);
