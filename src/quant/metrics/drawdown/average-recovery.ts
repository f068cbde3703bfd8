import { metricOf } from '../kernel/definition.ts';
import { ofWealth } from '../kernel/drawdowns.ts';
import { measureWith } from '../kernel/measure.ts';
import { quotient } from '../kernel/outcome.ts';
import { episodesOfSample } from '../kernel/sample.ts';

const ofRecovered = ofWealth((sample) => {
  const recoveries = episodesOfSample(sample).flatMap(({ toRecovery }) => (toRecovery === null ? [] : [toRecovery]));
  return quotient(
    recoveries.reduce((sum, periods) => sum + periods, 0),
    recoveries.length,
    'no_drawdown',
  );
});

/** R's package counts an episode that lasts as if the period after the sample had ended it. */
const ofAll = ofWealth((sample) => {
  const episodes = episodesOfSample(sample);
  const periods = episodes.map(({ toRecovery, length, toTrough }) => toRecovery ?? length + 1 - toTrough);
  return quotient(
    periods.reduce((sum, each) => sum + each, 0),
    episodes.length,
    'no_drawdown',
  );
});

/**
 * Mean number of periods from a trough to the recovery, of the episodes that are over.
 *
 * edge  none -> null, no_drawdown
 */
export const averageRecovery = measureWith(
  metricOf({
    name: 'averageRecovery',
    group: 'drawdown',
    title: 'Average recovery',
    formulas: { standard: ofRecovered, performanceanalytics: ofAll },
  }),
);
