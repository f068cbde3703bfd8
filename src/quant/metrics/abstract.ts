import { TapelineError } from '../../core/errors.ts';
import { nearestName } from '../../core/nearest.ts';
import { METRICS } from './catalogue.ts';
import { CONVENTIONS, type ConventionId } from './kernel/conventions.ts';
import type { Metric, MetricGroup, ParameterSpec } from './kernel/definition.ts';
import { type Measured, type MetricFunction, measure } from './kernel/measure.ts';
import { type Sample, sampleOf } from './kernel/sample.ts';
import type { Series } from './kernel/series.ts';
import { checkSettings } from './kernel/settings.ts';
import { type Settings, type Terms, termsOf } from './kernel/terms.ts';

/** What the catalogue says of a metric. */
export type MetricDescription = {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly group: MetricGroup;
  readonly title: string;
  readonly needs: readonly ('benchmark' | 'sessions')[];
  readonly uses: readonly ('riskFree' | 'mar')[];
  readonly isRateTheTarget: boolean;
  readonly isAnnual: boolean;
  readonly notAnnualIn: readonly ConventionId[];
  readonly parameters: readonly ParameterSpec[];
  /** The first is what is meant when none is named. */
  readonly conventions: readonly ConventionId[];
};

/** Spellings find each other: maxDrawdown, max_drawdown, Max Drawdown. */
const BY_NAME: ReadonlyMap<string, MetricFunction> = new Map(
  METRICS.flatMap((metric) =>
    [metric.definition.name, ...metric.definition.aliases].map((name) => [folded(name), metric] as const),
  ),
);

/** Every metric: name, group, what it needs and takes, and the conventions it is defined for. */
export function list(): readonly MetricDescription[] {
  return METRICS.map(({ definition }) => describe(definition));
}

/** The conventions, with the periods per year and the compounding that each assumes. */
export function conventions() {
  return CONVENTIONS;
}

/** @throws usage.unknown_name with the nearest known name */
export function metricNamed(name: string): MetricFunction {
  const metric = BY_NAME.get(folded(name));
  if (metric !== undefined) return metric;
  const known = METRICS.map(({ definition }) => definition.name);
  throw new TapelineError('usage.unknown_name', {
    facts: { kind: 'metric', name, nearest: nearestName(name, known), known },
  });
}

/**
 * One metric by name, for configuration-driven use.
 *
 * in      returns   Series[n]  fractions, oldest first; NaN is a period without a return
 * throws  usage.unknown_name, quant.parameter, quant.input; what is undefined is a value of null with a reason
 */
export function call(name: string, returns: Series, settings: Settings = {}): Measured {
  return metricNamed(name)(returns, settings);
}

/**
 * Many metrics of one series, sharing what they have in common. A metric that the convention does not define is computed
 * by `standard`, and says so in its own `convention`.
 *
 * in    names  all by default; those that need a benchmark or sessions are left out when there are none
 * cost  all of them on 756 points: well under a millisecond
 */
export function measureAll(returns: Series, settings: Settings = {}, names?: readonly string[]): readonly Measured[] {
  return prepareAll(settings, names)(returns, settings.benchmark);
}

/** `measureAll` with the settings checked once, for many series. */
export function prepareAll(
  settings: Settings = {},
  names?: readonly string[],
): (returns: Series, benchmark?: Series) => readonly Measured[] {
  checkSettings('metrics', settings);
  const asked = names === undefined ? METRICS : names.map(metricNamed);
  const plans = asked.map(({ definition }) => ({ definition, terms: termsFor(definition, settings) }));
  return (returns, benchmark = settings.benchmark) => {
    const sample = sampleOf({ ...settings, returns, benchmark });
    const measured: Measured[] = [];
    for (const { definition, terms } of plans) {
      if (names === undefined && !hasAll(sample, definition)) continue;
      measured.push(measure(definition, sample, terms, settings.pointsMin));
    }
    return measured;
  };
}

function termsFor(metric: Metric, settings: Settings): Terms {
  const { convention } = settings;
  if (convention === undefined || !Object.hasOwn(CONVENTIONS, convention)) return termsOf(metric, settings);
  if (Object.hasOwn(metric.formulas, convention)) return termsOf(metric, settings);
  const byConvention = CONVENTIONS[convention].periodsPerYear;
  const periodsPerYear = settings.periodsPerYear ?? byConvention;
  return termsOf(metric, {
    ...settings,
    convention: 'standard',
    ...(periodsPerYear === null ? {} : { periodsPerYear }),
  });
}

function hasAll(sample: Sample, { needs }: Metric): boolean {
  return needs.every((need) => sample[need] !== null);
}

function describe({ formulas, ...metric }: Metric): MetricDescription {
  const ids = Object.keys(formulas) as ConventionId[];
  return { ...metric, conventions: ['standard', ...ids.filter((id) => id !== 'standard')] };
}

function folded(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}
