import { inputError } from '../../indicators/kernel/options.ts';
import type { ConventionId } from './conventions.ts';
import { isAnnualIn, type Metric } from './definition.ts';
import { nothing, type Outcome } from './outcome.ts';
import { type Sample, sampleOf } from './sample.ts';
import type { Series } from './series.ts';
import { checkSettings } from './settings.ts';
import { type Settings, type Terms, termsOf } from './terms.ts';

/** A metric of one series: the number or why there is none, and what it was computed from. */
export type Measured = Outcome & {
  readonly metric: string;
  readonly convention: ConventionId;
  /** What was used; null where nothing is annual. */
  readonly periodsPerYear: number | null;
  /** Values: the returns that are there, and the start. */
  readonly points: number;
  /** Periods without a return. */
  readonly missing: number;
  /** An annual figure from less than a year: a projection, not an observation. */
  readonly isExtrapolated: boolean;
};

/** A metric as a function of returns. `definition` is what the catalogue lists. */
export type MetricFunction = ((returns: Series, settings?: Settings) => Measured) & { readonly definition: Metric };

/** @throws quant.parameter, quant.input; whatever is undefined is a value of null with a reason */
export function measureWith(definition: Metric): MetricFunction {
  const measureReturns = (returns: Series, settings: Settings = {}): Measured => {
    checkSettings(definition.name, settings);
    return measure(definition, sampleOf({ ...settings, returns }), termsOf(definition, settings), settings.pointsMin);
  };
  return Object.assign(measureReturns, { definition });
}

export function measure(metric: Metric, sample: Sample, terms: Terms, pointsMin = 0): Measured {
  checkNeeds(metric, sample);
  const periodsPerYear = isAnnualIn(metric, terms.convention) ? terms.periodsPerYear : null;
  const count = sample.returns.length;
  const outcome = count + 1 < pointsMin ? nothing('too_short') : outcomeOf(metric, sample, terms);
  return {
    metric: metric.name,
    convention: terms.convention,
    value: outcome.value,
    reason: outcome.reason,
    periodsPerYear,
    points: count === 0 ? 0 : count + 1,
    missing: sample.elapsed - count,
    isExtrapolated: periodsPerYear !== null && count < periodsPerYear,
  } as Measured;
}

function outcomeOf(metric: Metric, sample: Sample, terms: Terms): Outcome {
  if (sample.returns.length === 0) return nothing('empty');
  const formula = metric.formulas[terms.convention] ?? metric.formulas.standard;
  return formula(sample, terms);
}

function checkNeeds(metric: Metric, sample: Sample): void {
  for (const need of metric.needs) {
    if (sample[need] !== null) continue;
    throw inputError(metric.name, need, 'nothing', `Give { ${need} } beside the returns.`);
  }
}
