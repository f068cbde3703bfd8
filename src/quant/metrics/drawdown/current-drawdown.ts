import { metricOf } from '../kernel/definition.ts';
import { ofWealth } from '../kernel/drawdowns.ts';
import { measureWith } from '../kernel/measure.ts';
import { defined } from '../kernel/outcome.ts';
import { pathOfSample } from '../kernel/sample.ts';

/** How far below its peak the last value stands: 0 or negative. */
export const currentDrawdown = measureWith(
  metricOf({
    name: 'currentDrawdown',
    group: 'drawdown',
    title: 'Current drawdown',
    formulas: { standard: ofWealth((sample) => defined(pathOfSample(sample).depths.at(-1)!)) },
  }),
);
