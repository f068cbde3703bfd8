/** Why a metric has no value. */
export type UndefinedReason =
  /** There is no return at all. */
  | 'empty'
  /** Fewer points than asked for, or than the formula needs. */
  | 'too_short'
  /** Every return is the same: a deviation of zero stands below the line. */
  | 'no_dispersion'
  /** No return was below the target. */
  | 'no_downside'
  /** No return was above the target. */
  | 'no_upside'
  /** The value never fell below an earlier one. */
  | 'no_drawdown'
  /** The benchmark never moved, or not in the direction asked about. */
  | 'no_benchmark_move'
  /** Beta, or a return of the benchmark that stands below the line, is zero. */
  | 'no_exposure'
  /** A loss of more than everything: the wealth is negative, and growth of it means nothing. */
  | 'ruined'
  /** The observed ratio does not exceed the one it is tested against. */
  | 'not_better'
  /** The estimate has the wrong sign (a "risk" of gaining). */
  | 'unreliable'
  /** Too large for a number. */
  | 'not_finite';

/** A number, or none and why. */
export type Outcome =
  | { readonly value: number; readonly reason: null }
  | { readonly value: null; readonly reason: UndefinedReason };

/** Returns closer than this differ by rounding only: 1 + r has no finer digits. */
export const RETURN_NOISE = 1e-14;

/** @see UndefinedReason */
export function nothing(reason: UndefinedReason): Outcome {
  return { value: null, reason };
}

export function defined(value: number): Outcome {
  return Number.isFinite(value) ? { value, reason: null } : nothing('not_finite');
}

/** A quotient; without a value, for the reason given, when what stands below is zero. */
export function quotient(above: number, below: number, reason: UndefinedReason): Outcome {
  return below === 0 ? nothing(reason) : defined(above / below);
}

/** The outcome changed by a formula; a missing value stays missing, for the same reason. */
export function mapped(outcome: Outcome, change: (value: number) => number): Outcome {
  return outcome.value === null ? outcome : defined(change(outcome.value));
}

/** Two outcomes joined by a formula; the first reason wins. */
export function joined(left: Outcome, right: Outcome, join: (left: number, right: number) => number): Outcome {
  if (left.value === null) return left;
  return right.value === null ? right : defined(join(left.value, right.value));
}

/** One outcome over another. */
export function over(above: Outcome, below: Outcome, reason: UndefinedReason): Outcome {
  if (above.value === null) return above;
  return below.value === null ? below : quotient(above.value, below.value, reason);
}
