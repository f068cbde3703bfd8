import { alike, metricOf } from '../kernel/definition.ts';
import { ofWealth } from '../kernel/drawdowns.ts';
import { measureWith } from '../kernel/measure.ts';
import { quotient } from '../kernel/outcome.ts';
import { growthOfSample, pathOfSample } from '../kernel/sample.ts';

/**
 * Total return over the maximum drawdown.
 *
 * edge  no drawdown -> null, no_drawdown
 */
export const recoveryFactor = measureWith(
  metricOf({
    name: 'recoveryFactor',
    group: 'drawdown',
    title: 'Recovery factor',
    formulas: alike(
      ofWealth((sample) => quotient(growthOfSample(sample) - 1, -pathOfSample(sample).worst, 'no_drawdown')),
      'standard',
    ),
  }),
);
