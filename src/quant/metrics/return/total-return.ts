import { alike, type Formula, metricOf } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';
import { defined, nothing } from '../kernel/outcome.ts';
import { growthOfSample } from '../kernel/sample.ts';

const compounded: Formula = (sample) => (sample.isRuined ? nothing('ruined') : defined(growthOfSample(sample) - 1));

const added: Formula = ({ returns }) => defined(returns.reduce((sum, value) => sum + value, 0));

/**
 * What the whole time brought: the product of 1 + r, less 1. Qlib adds the returns up.
 *
 * period  the whole sample
 * edge    a return below -1 -> null, ruined
 */
export const totalReturn = measureWith(
  metricOf({
    name: 'totalReturn',
    aliases: ['cumulativeReturn'],
    group: 'return',
    title: 'Total return',
    formulas: {
      ...alike(compounded, 'standard', 'empyrical', 'quantstats', 'performanceanalytics', 'rqrisk'),
      ...alike(compounded, 'vectorbt', 'backtesting', 'cn'),
      qlib: added,
    },
  }),
);
