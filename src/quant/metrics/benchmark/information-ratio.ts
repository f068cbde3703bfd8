import { activeSharpe, premiumOverError } from '../kernel/active.ts';
import { alike, type Formula, metricOf } from '../kernel/definition.ts';
import { annualPairOf } from '../kernel/growth.ts';
import { measureWith } from '../kernel/measure.ts';
import { deviationOf } from '../kernel/moments.ts';
import { mapped, quotient } from '../kernel/outcome.ts';
import { onLine, residualMoments } from '../kernel/regression.ts';
import { NO_RATE } from '../kernel/terms.ts';

const annual: Formula = (sample, terms) =>
  mapped(activeSharpe(sample, terms), (ratio) => ratio * Math.sqrt(terms.periodsPerYear));

/** (R - beta * B) / (sd(r - beta * b) * sqrt(N)). */
const ofResidual: Formula = (sample, terms) =>
  onLine(sample, NO_RATE, ({ slope }) => {
    const deviation = deviationOf(residualMoments(sample, slope), 1);
    const { own, benchmark } = annualPairOf(sample, terms);
    if (own.value === null) return own;
    if (benchmark.value === null) return benchmark;
    return quotient(own.value - slope * benchmark.value, deviation * Math.sqrt(terms.periodsPerYear), 'no_dispersion');
  });

/**
 * Active return per unit of active risk: mean(r - b) / sd(r - b) * sqrt(N). empyrical, quantstats and vectorbt do not
 * annualise; performanceanalytics and cn divide the annual difference by the tracking error; rqrisk takes both of the
 * residual.
 *
 * period  per year; per period for empyrical, quantstats and vectorbt
 * ddof    1
 * edge    returns that follow the benchmark exactly -> null, no_dispersion
 */
export const informationRatio = measureWith(
  metricOf({
    name: 'informationRatio',
    group: 'benchmark',
    title: 'Information ratio',
    isAnnual: true,
    notAnnualIn: ['empyrical', 'quantstats', 'vectorbt'],
    needs: ['benchmark'],
    formulas: {
      ...alike(annual, 'standard', 'qlib'),
      ...alike(activeSharpe, 'empyrical', 'quantstats', 'vectorbt'),
      ...alike(premiumOverError, 'performanceanalytics', 'cn'),
      rqrisk: ofResidual,
    },
  }),
);
