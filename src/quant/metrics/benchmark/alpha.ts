import { alike, type Formula, metricOf } from '../kernel/definition.ts';
import { logBetaOf } from '../kernel/log-beta.ts';
import { measureWith } from '../kernel/measure.ts';
import { defined, joined, nothing } from '../kernel/outcome.ts';
import { jensenOf, onLine } from '../kernel/regression.ts';
import { pairGrowthOfSample } from '../kernel/sample.ts';
import { NO_RATE } from '../kernel/terms.ts';

const compounded: Formula = (sample, { riskFree, periodsPerYear }) =>
  onLine(sample, riskFree, ({ intercept }) =>
    intercept < -1 ? nothing('ruined') : defined((1 + intercept) ** periodsPerYear - 1),
  );

const perPeriod: Formula = (sample, { riskFree }) => onLine(sample, riskFree, ({ intercept }) => defined(intercept));

/** QuantStats asks for no risk-free rate here. */
const timesPeriods: Formula = (sample, { periodsPerYear }) =>
  onLine(sample, NO_RATE, ({ intercept }) => defined(intercept * periodsPerYear));

const ofTotals: Formula = (sample, terms) => {
  const { own, benchmark } = pairGrowthOfSample(sample);
  const rate = terms.riskFree.annual;
  return joined(
    defined(own - 1),
    logBetaOf(sample, terms),
    (total, slope) => total - rate - slope * (benchmark - 1 - rate),
  );
};

/**
 * What the line through the benchmark does not explain: the intercept, compounded to a year: (1 + a)^N - 1.
 * quantstats: a * N without a rate; performanceanalytics: a, per period; rqrisk, cn: Jensen's, of annual returns;
 * backtesting.py: of total returns, with the beta of logarithms.
 *
 * period  per year; per period for performanceanalytics; the whole sample for backtesting
 * edge    as beta
 */
export const alpha = measureWith(
  metricOf({
    name: 'alpha',
    group: 'benchmark',
    title: 'Alpha',
    isAnnual: true,
    notAnnualIn: ['performanceanalytics', 'backtesting'],
    needs: ['benchmark'],
    uses: ['riskFree'],
    formulas: {
      ...alike(compounded, 'standard', 'empyrical', 'vectorbt'),
      quantstats: timesPeriods,
      performanceanalytics: perPeriod,
      ...alike(jensenOf, 'rqrisk', 'cn'),
      backtesting: ofTotals,
    },
  }),
);
