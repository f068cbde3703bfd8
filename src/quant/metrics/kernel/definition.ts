import type { ConventionId } from './conventions.ts';
import type { Outcome } from './outcome.ts';
import type { Sample } from './sample.ts';
import type { Terms } from './terms.ts';

/** The five shelves of the metric house. */
export type MetricGroup = 'return' | 'risk' | 'drawdown' | 'ratio' | 'benchmark';

export type ParameterName =
  | 'chaining'
  | 'confidence'
  | 'denominator'
  | 'excess'
  | 'fraction'
  | 'method'
  | 'order'
  | 'referenceSharpe'
  | 'scale';

/** One parameter of a metric. Without a default it is the convention's choice. */
export type ParameterSpec =
  | {
      readonly name: ParameterName;
      readonly kind: 'number';
      readonly default: number;
      readonly min: number;
      readonly max: number;
      readonly isWhole?: boolean;
    }
  | {
      readonly name: ParameterName;
      readonly kind: 'choice';
      readonly default?: string;
      readonly choices: readonly string[];
    };

/** A pure function of one sample; it is never called with an empty one. */
export type Formula = (sample: Sample, terms: Terms) => Outcome;

export type Formulas = { readonly [Id in ConventionId]?: Formula };

export type Metric = {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly group: MetricGroup;
  readonly title: string;
  /** Data beside the returns. */
  readonly needs: readonly ('benchmark' | 'sessions')[];
  readonly uses: readonly ('riskFree' | 'mar')[];
  /** Where no `mar` is named, the risk-free rate is the target. */
  readonly isRateTheTarget: boolean;
  /** The value is per year, so the number of periods in one has to be known. */
  readonly isAnnual: boolean;
  /** Conventions in which an otherwise annual value is per period, or of the whole sample. */
  readonly notAnnualIn: readonly ConventionId[];
  readonly parameters: readonly ParameterSpec[];
  /** By convention; `standard` is what is meant when none is named. */
  readonly formulas: Formulas & { readonly standard: Formula };
};

type Defaults = 'aliases' | 'needs' | 'uses' | 'isRateTheTarget' | 'isAnnual' | 'notAnnualIn' | 'parameters';

export function metricOf(definition: Omit<Metric, Defaults> & Partial<Pick<Metric, Defaults>>): Metric {
  return {
    aliases: [],
    needs: [],
    uses: [],
    isRateTheTarget: false,
    isAnnual: false,
    notAnnualIn: [],
    parameters: [],
    ...definition,
  };
}

export function isAnnualIn({ isAnnual, notAnnualIn }: Metric, convention: ConventionId): boolean {
  return isAnnual && !notAnnualIn.includes(convention);
}

/** One formula under several names. */
export function alike<const Id extends ConventionId>(
  formula: Formula,
  ...conventions: readonly Id[]
): { readonly [Each in Id]: Formula } {
  return Object.fromEntries(conventions.map((id) => [id, formula])) as { [Each in Id]: Formula };
}

export function numberParameter(name: ParameterName, byDefault: number, min: number, max: number): ParameterSpec {
  return { name, kind: 'number', default: byDefault, min, max };
}

/** Probabilities that leave something on both sides. */
export function confidenceParameter(byDefault = 0.95): ParameterSpec {
  return numberParameter('confidence', byDefault, 0, 1);
}

export function choiceParameter(name: ParameterName, choices: readonly string[], byDefault?: string): ParameterSpec {
  return { name, kind: 'choice', choices, ...(byDefault === undefined ? {} : { default: byDefault }) };
}
