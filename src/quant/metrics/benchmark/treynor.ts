import { alike, type Formula, metricOf } from '../kernel/definition.ts';
import { above } from '../kernel/excess.ts';
import { annualised } from '../kernel/growth.ts';
import { measureWith } from '../kernel/measure.ts';
import { defined, nothing, over } from '../kernel/outcome.ts';
import { onAnnualLine, onLine } from '../kernel/regression.ts';
import { growthOf, pairOfSample } from '../kernel/sample.ts';

const ofGrowth: Formula = (sample, terms) =>
  onLine(sample, terms.riskFree, ({ slope }) => {
    const { returns, rows } = pairOfSample(sample);
    const excess = above(sample, returns, rows, terms.riskFree);
    if (sample.isRuined || excess.some((value) => value < -1)) return nothing('ruined');
    return over(annualised(growthOf(excess), excess.length, terms), defined(slope), 'no_exposure');
  });

const ofAnnual: Formula = (sample, terms) =>
  onAnnualLine(sample, terms, ({ slope }, own) =>
    over(defined(own - terms.riskFree.annual), defined(slope), 'no_exposure'),
  );

/**
 * Annual excess return per unit of beta (the annual, not the total return).
 *
 * period  per year
 * edge    beta 0 -> null, no_exposure
 */
export const treynor = measureWith(
  metricOf({
    name: 'treynor',
    aliases: ['treynorRatio'],
    group: 'benchmark',
    title: 'Treynor ratio',
    isAnnual: true,
    needs: ['benchmark'],
    uses: ['riskFree'],
    formulas: { ...alike(ofGrowth, 'standard', 'performanceanalytics'), cn: ofAnnual },
  }),
);
