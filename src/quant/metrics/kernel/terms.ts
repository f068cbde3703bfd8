import type { Session } from '../../../core/time.ts';
import { parameterError } from '../../indicators/kernel/options.ts';
import { CONVENTIONS, type Compounding, type ConventionId } from './conventions.ts';
import { isAnnualIn, type Metric, type ParameterName, type ParameterSpec } from './definition.ts';
import { exactPeriodsPerYear } from './exact-year.ts';
import { meanOf } from './moments.ts';
import type { Series } from './series.ts';

/** What a calendar has to answer for an exact year; `tapeline/calendar` answers it. */
export type SessionCalendar = { readonly sessionDays: (from: Session, to: Session) => Int32Array };

/** A number of periods, or the calendar that counts them over the sessions given beside it. */
export type PeriodsPerYear = number | { readonly calendar: SessionCalendar };

/**
 * A rate of return. A bare number is annual. `perPeriod` is as long as one return, and may be a column beside them.
 */
export type RateInput =
  | number
  | { readonly annual: number; readonly compounding?: Compounding }
  | { readonly perPeriod: number | Float64Array };

/** How a metric is to be computed. Whatever a metric does not use is ignored, so that one setting serves a whole report. */
export type Settings = {
  readonly convention?: ConventionId;
  readonly periodsPerYear?: PeriodsPerYear;
  /** 0 by default. */
  readonly riskFree?: RateInput;
  /** Minimum acceptable return: the target of downside metrics. 0 by default; for Sortino the risk-free rate. */
  readonly mar?: RateInput;
  /** Returns of the benchmark, aligned with the returns. */
  readonly benchmark?: Series;
  /** Days since 1970-01-01, ascending: of the returns, or of the values (one more). */
  readonly sessions?: Int32Array;
  readonly missing?: 'skip' | 'refuse';
  /** Values of fewer than this many points (returns + 1) are not given. */
  readonly pointsMin?: number;
  /** Only the newest points count. */
  readonly pointsMax?: number;
} & { readonly [name in ParameterName]?: number | string };

/** A rate in every form a formula may want. */
export type Rate = {
  readonly perPeriod: number;
  readonly annual: number;
  readonly isAnnual: boolean;
  readonly series: Float64Array | null;
};

export const NO_RATE: Rate = { perPeriod: 0, annual: 0, isAnnual: true, series: null };

/** Settings with nothing left open. */
export type Terms = {
  readonly convention: ConventionId;
  /** NaN where nothing is annual. */
  readonly periodsPerYear: number;
  readonly riskFree: Rate;
  readonly mar: Rate;
  readonly parameters: Readonly<Record<string, number | string | undefined>>;
};

/** @throws quant.parameter naming what is missing or out of range, with what would do */
export function termsOf(metric: Metric, settings: Settings): Terms {
  const convention = conventionFor(metric, settings.convention);
  const { riskFree, mar } = CONVENTIONS[convention];
  const periodsPerYear = periodsOf(metric, convention, settings);
  const target = settings.mar ?? (metric.isRateTheTarget ? settings.riskFree : 0);
  const rate = (name: string, input: RateInput, rule: Compounding) => rateOf(metric, name, input, rule, periodsPerYear);
  return {
    convention,
    periodsPerYear,
    riskFree: rate('riskFree', metric.uses.includes('riskFree') ? (settings.riskFree ?? 0) : 0, riskFree),
    mar: rate('mar', metric.uses.includes('mar') ? (target ?? 0) : 0, mar),
    parameters: Object.fromEntries(metric.parameters.map((spec) => [spec.name, parameterOf(metric, spec, settings)])),
  };
}

function conventionFor(metric: Metric, given: ConventionId | undefined): ConventionId {
  const convention = given ?? 'standard';
  if (Object.hasOwn(metric.formulas, convention)) return convention;
  const wayOut = `It is defined for ${Object.keys(metric.formulas).join(', ')}.`;
  throw parameterError(metric.name, 'convention', String(convention), wayOut);
}

function periodsOf(metric: Metric, convention: ConventionId, settings: Settings): number {
  const { periodsPerYear, sessions, pointsMax } = settings;
  const asked = periodsPerYear ?? CONVENTIONS[convention].periodsPerYear;
  if (asked === null) {
    if (!isAnnualIn(metric, convention)) return Number.NaN;
    const wayOut =
      'Nothing is assumed about the year: give 252, 250, 242, 365, 52, 12 … or { calendar } with sessions.';
    throw parameterError(metric.name, 'periodsPerYear', 'nothing', wayOut);
  }
  if (typeof asked === 'number') {
    if (asked > 0 && Number.isFinite(asked)) return asked;
    throw parameterError(metric.name, 'periodsPerYear', String(asked), 'Give a number above 0.');
  }
  if (sessions !== undefined) return exactPeriodsPerYear(sessions.slice(-(pointsMax ?? Infinity)), asked.calendar);
  throw parameterError(
    metric.name,
    'periodsPerYear',
    'a calendar without sessions',
    'Give the sessions of the returns.',
  );
}

function rateOf(metric: Metric, name: string, input: RateInput, rule: Compounding, periods: number): Rate {
  if (typeof input === 'number') return annualRate(metric, name, input, rule, periods);
  if ('annual' in input) return annualRate(metric, name, input.annual, input.compounding ?? rule, periods);
  const series = typeof input.perPeriod === 'number' ? null : input.perPeriod;
  const perPeriod = typeof input.perPeriod === 'number' ? input.perPeriod : meanOf(input.perPeriod);
  if (!Number.isFinite(perPeriod) || perPeriod <= -1) throw badRate(metric, name, perPeriod);
  const annual = rule === 'simple' ? perPeriod * periods : (1 + perPeriod) ** periods - 1;
  return { perPeriod, annual, isAnnual: false, series };
}

function annualRate(metric: Metric, name: string, annual: number, rule: Compounding, periods: number): Rate {
  if (!Number.isFinite(annual) || annual <= -1) throw badRate(metric, name, annual);
  if (annual === 0) return NO_RATE;
  if (Number.isNaN(periods)) {
    const wayOut = `An annual ${name} needs the number of periods per year; or give { perPeriod }.`;
    throw parameterError(metric.name, 'periodsPerYear', 'nothing', wayOut);
  }
  const perPeriod = rule === 'simple' ? annual / periods : (1 + annual) ** (1 / periods) - 1;
  return { perPeriod, annual, isAnnual: true, series: null };
}

function badRate(metric: Metric, name: string, got: number) {
  return parameterError(metric.name, name, String(got), 'Give a finite fraction above -1: 0.02 is two percent.');
}

function parameterOf(metric: Metric, spec: ParameterSpec, settings: Settings): number | string | undefined {
  const given = settings[spec.name] ?? spec.default;
  if (given === undefined) return undefined;
  if (spec.kind === 'choice') {
    if (spec.choices.includes(String(given))) return given;
    throw parameterError(metric.name, spec.name, String(given), `Give one of ${spec.choices.join(', ')}.`);
  }
  const isInside = typeof given === 'number' && given >= spec.min && given <= spec.max;
  if (isInside && (!spec.isWhole || Number.isInteger(given))) return given;
  const kind = spec.isWhole ? 'a whole number' : 'a number';
  throw parameterError(metric.name, spec.name, String(given), `Give ${kind} from ${spec.min} to ${spec.max}.`);
}

/** A numeric parameter with a default. */
export function numberFrom(terms: Terms, name: ParameterName): number {
  return terms.parameters[name] as number;
}

/** A choice, or what the convention does when none was made. */
export function choiceFrom(terms: Terms, name: ParameterName, byConvention: string): string {
  return (terms.parameters[name] as string | undefined) ?? byConvention;
}
