import { metricOf } from '../kernel/definition.ts';
import { ofWealth, positive } from '../kernel/drawdowns.ts';
import { measureWith } from '../kernel/measure.ts';
import { quotient } from '../kernel/outcome.ts';
import { episodesOfSample } from '../kernel/sample.ts';

const mean = ofWealth((sample) => {
  const episodes = episodesOfSample(sample);
  const sum = episodes.reduce((total, { depth }) => total + depth, 0);
  return quotient(sum, episodes.length, 'no_drawdown');
});

/**
 * Mean depth of the episodes.
 *
 * out   negative; positive for performanceanalytics
 * edge  none -> null, no_drawdown
 */
export const averageDrawdown = measureWith(
  metricOf({
    name: 'averageDrawdown',
    group: 'drawdown',
    title: 'Average drawdown',
    formulas: { standard: mean, performanceanalytics: positive(mean) },
  }),
);
