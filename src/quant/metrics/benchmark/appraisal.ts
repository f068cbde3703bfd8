import { alike, metricOf } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';
import { quotient } from '../kernel/outcome.ts';
import { onAnnualLine, specificRiskOf } from '../kernel/regression.ts';

/**
 * Jensen's alpha over specific risk.
 *
 * period  per year
 * edge    no specific risk -> null, no_dispersion
 */
export const appraisal = measureWith(
  metricOf({
    name: 'appraisal',
    aliases: ['appraisalRatio'],
    group: 'benchmark',
    title: 'Appraisal ratio',
    isAnnual: true,
    needs: ['benchmark'],
    uses: ['riskFree'],
    formulas: alike(
      (sample, terms) =>
        onAnnualLine(sample, terms, (line, own, benchmark) => {
          const rate = terms.riskFree.annual;
          const jensen = own - rate - line.slope * (benchmark - rate);
          return quotient(jensen, specificRiskOf(sample, line, terms), 'no_dispersion');
        }),
      'standard',
      'performanceanalytics',
    ),
  }),
);
