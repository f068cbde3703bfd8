import { choiceParameter, type Formula, metricOf } from '../kernel/definition.ts';
import { growthOver, ofWealth } from '../kernel/drawdowns.ts';
import { measureWith } from '../kernel/measure.ts';
import { defined, mapped } from '../kernel/outcome.ts';
import { episodesOfSample, type Sample } from '../kernel/sample.ts';
import { choiceFrom, type Terms } from '../kernel/terms.ts';

const ofEpisodes = (sample: Sample): number =>
  Math.sqrt(episodesOfSample(sample).reduce((sum, { depth }) => sum + depth ** 2, 0));

/**
 * R's package calls a run of losing periods a drawdown, never begins one with the first period, and compounds fractions
 * as if they were percent.
 */
function ofLosingRuns({ returns }: Sample): number {
  let squares = 0;
  for (let k = 1; k < returns.length; k += 1) {
    let growth = 1;
    for (; k < returns.length && returns[k]! < 0; k += 1) growth *= 1 + returns[k]! * 0.01;
    squares += ((growth - 1) * 100) ** 2;
  }
  return Math.sqrt(squares);
}

const over = (risk: (sample: Sample) => number, less: (terms: Terms) => number): Formula =>
  ofWealth((sample, terms) => {
    const plain = growthOver(sample, terms, less(terms), defined(risk(sample)));
    const isModified = choiceFrom(terms, 'scale', 'plain') === 'modified';
    return mapped(plain, (value) => (isModified ? value * Math.sqrt(sample.returns.length) : value));
  });

/**
 * Annual excess return over the root of the summed squares of the drawdowns.
 *
 * in      scale  plain; modified: times the root of n
 * period  per year
 * edge    performanceanalytics: as its version 2.1.0 computes, which mixes percent and fractions and takes the rate per
 *         period from the annual return
 */
export const burke = measureWith(
  metricOf({
    name: 'burke',
    aliases: ['burkeRatio'],
    group: 'drawdown',
    title: 'Burke ratio',
    isAnnual: true,
    uses: ['riskFree'],
    parameters: [choiceParameter('scale', ['plain', 'modified'])],
    formulas: {
      standard: over(ofEpisodes, ({ riskFree }) => riskFree.annual),
      performanceanalytics: over(ofLosingRuns, ({ riskFree }) => riskFree.perPeriod),
    },
  }),
);
