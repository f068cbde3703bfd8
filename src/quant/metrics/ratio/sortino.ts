import { alike, choiceParameter, type Formula, metricOf } from '../kernel/definition.ts';
import { chosenDownside, deviationOfNegatives, downsideOf, semideviationOf } from '../kernel/downside.ts';
import { excessMoments, excessOf } from '../kernel/excess.ts';
import { measureWith } from '../kernel/measure.ts';
import { defined, mapped, nothing, type Outcome, over } from '../kernel/outcome.ts';
import { annualExcess } from '../kernel/sharpes.ts';
import { NO_RATE, type Terms } from '../kernel/terms.ts';

const perYear = (outcome: Outcome, { periodsPerYear }: Terms): Outcome =>
  mapped(outcome, (value) => value * Math.sqrt(periodsPerYear));

/** Mean excess over a deviation, of which one return has none. */
const meanOver =
  (risk: Formula): Formula =>
  (sample, terms) => {
    if (sample.returns.length < 2) return nothing('too_short');
    return over(defined(excessMoments(sample, terms.mar).mean), risk(sample, terms), 'no_downside');
  };

const annually =
  (perPeriod: Formula): Formula =>
  (sample, terms) =>
    perYear(perPeriod(sample, terms), terms);

const perPeriod = meanOver(chosenDownside);
const aboutMean = meanOver((sample) => semideviationOf(sample, 1));
const ofNegatives = meanOver((sample, terms) => deviationOfNegatives(excessOf(sample, terms.mar)));

/** Annual excess return over an annual deviation. */
const annualOver =
  (risk: Formula): Formula =>
  (sample, terms) =>
    over(annualExcess(sample, terms), perYear(risk(sample, terms), terms), 'no_downside');

/**
 * Excess return per unit of downside: mean(r - MAR) * N / (downside deviation * sqrt(N)).
 *
 * in      mar          the target; the risk-free rate when it is not given
 *         denominator  full, subset (performanceanalytics)
 * period  per year; per period for performanceanalytics
 * edge    nothing below the target -> null, no_downside; one return -> null, too_short
 */
export const sortino = measureWith(
  metricOf({
    name: 'sortino',
    aliases: ['sortinoRatio'],
    group: 'ratio',
    title: 'Sortino ratio',
    isAnnual: true,
    notAnnualIn: ['performanceanalytics'],
    uses: ['riskFree', 'mar'],
    isRateTheTarget: true,
    parameters: [choiceParameter('denominator', ['full', 'subset'])],
    formulas: {
      ...alike(annually(perPeriod), 'standard', 'empyrical', 'quantstats', 'vectorbt'),
      performanceanalytics: perPeriod,
      rqrisk: annually(aboutMean),
      backtesting: annualOver((sample) => downsideOf(sample, NO_RATE)),
      cn: annualOver((sample) => semideviationOf(sample, 0)),
      negatives: annually(ofNegatives),
    },
  }),
);
