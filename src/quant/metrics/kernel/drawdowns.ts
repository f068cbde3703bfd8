import type { Formula } from './definition.ts';
import { annualReturnOf } from './growth.ts';
import { mapped, nothing, type Outcome, over } from './outcome.ts';
import type { Sample } from './sample.ts';
import type { Terms } from './terms.ts';

/** A formula on wealth, which has none below zero. */
export function ofWealth(formula: Formula): Formula {
  return (sample, terms) => (sample.isRuined ? nothing('ruined') : formula(sample, terms));
}

/** The same with the sign turned: libraries differ in whether a loss is a negative number. */
export function positive(formula: Formula): Formula {
  return (sample, terms) => mapped(formula(sample, terms), Math.abs);
}

/** Annual return less a rate, over a measure of drawdowns. */
export function growthOver(sample: Sample, terms: Terms, less: number, below: Outcome): Outcome {
  const excess = mapped(annualReturnOf(sample, terms), (annual) => annual - less);
  return over(excess, mapped(below, Math.abs), 'no_drawdown');
}
