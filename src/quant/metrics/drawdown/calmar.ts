import { alike, type Formula, metricOf } from '../kernel/definition.ts';
import { ofWealth } from '../kernel/drawdowns.ts';
import { annualReturnOf, annualReturnOfElapsed } from '../kernel/growth.ts';
import { measureWith } from '../kernel/measure.ts';
import { defined, over } from '../kernel/outcome.ts';
import { pathOfSample } from '../kernel/sample.ts';

const by = (annual: Formula): Formula =>
  ofWealth((sample, terms) => over(annual(sample, terms), defined(-pathOfSample(sample).worst), 'no_drawdown'));

/**
 * Annual return over the maximum drawdown, of the whole sample (Young's original looks at 36 months).
 *
 * period  per year
 * edge    no drawdown -> null, no_drawdown (rqrisk would say infinite)
 */
export const calmar = measureWith(
  metricOf({
    name: 'calmar',
    aliases: ['calmarRatio'],
    group: 'drawdown',
    title: 'Calmar ratio',
    isAnnual: true,
    formulas: {
      ...alike(by(annualReturnOf), 'standard', 'quantstats', 'performanceanalytics', 'rqrisk', 'backtesting', 'cn'),
      ...alike(by(annualReturnOfElapsed), 'empyrical', 'vectorbt'),
    },
  }),
);
