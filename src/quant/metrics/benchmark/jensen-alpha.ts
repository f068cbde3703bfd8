import { alike, metricOf } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';
import { jensenOf } from '../kernel/regression.ts';

/**
 * Jensen's alpha of annual returns: R - rf - beta * (B - rf).
 *
 * period  per year
 * edge    as beta
 */
export const jensenAlpha = measureWith(
  metricOf({
    name: 'jensenAlpha',
    aliases: ['selectivity'],
    group: 'benchmark',
    title: "Jensen's alpha",
    isAnnual: true,
    needs: ['benchmark'],
    uses: ['riskFree'],
    formulas: alike(jensenOf, 'standard', 'performanceanalytics', 'rqrisk', 'cn'),
  }),
);
