import { quantileOfSorted } from '../../statistics/quantile.ts';
import { confidenceParameter, type Formula, metricOf } from '../kernel/definition.ts';
import { ofWealth, positive } from '../kernel/drawdowns.ts';
import { measureWith } from '../kernel/measure.ts';
import { defined } from '../kernel/outcome.ts';
import { episodesOfSample, pathOfSample, type Sample } from '../kernel/sample.ts';
import { tailProbability } from '../kernel/tail.ts';

/** Mean of the values at or below their own quantile. */
const worstOf = (values: (sample: Sample) => Float64Array): Formula =>
  ofWealth((sample, terms) => {
    const sorted = values(sample).slice().sort();
    const limit = quantileOfSorted(sorted, tailProbability(terms));
    let count = 0;
    let sum = 0;
    while (count < sorted.length && sorted[count]! <= limit) sum += sorted[count++]!;
    return defined(sum / count);
  });

const ofDepths = worstOf((sample) => pathOfSample(sample).depths);

/** The depths of the episodes, and a 0 for each stretch without one. */
const ofStretches = worstOf((sample) => {
  const { depths } = pathOfSample(sample);
  let calm = 0;
  for (let k = 0; k < depths.length; k += 1) if (depths[k] === 0 && (k === 0 || depths[k - 1]! < 0)) calm += 1;
  return Float64Array.from([...episodesOfSample(sample).map(({ depth }) => depth), ...new Array<number>(calm).fill(0)]);
});

/**
 * Mean of the worst drawdowns (CDaR): of all points in time below the quantile; for performanceanalytics of whole
 * episodes, each stretch without one counting as a drawdown of 0.
 *
 * in    confidence  0..1, 0.95
 * out   negative; positive for performanceanalytics
 */
export const conditionalDrawdown = measureWith(
  metricOf({
    name: 'conditionalDrawdown',
    aliases: ['cdar', 'conditionalDrawdownAtRisk'],
    group: 'drawdown',
    title: 'Conditional drawdown at risk',
    parameters: [confidenceParameter()],
    formulas: { standard: ofDepths, performanceanalytics: positive(ofStretches) },
  }),
);
