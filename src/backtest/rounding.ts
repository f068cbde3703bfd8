/** Four units in the last place: what a decimal product may miss its own half by. */
const NUDGE = 1 + 1e-15;
/** A quotient that should be whole may fall short of it by this much, relatively; but not by a part of it that counts. */
const SHORTFALL = 1e-12;
const SHORTFALL_MAX = 1e-6;

/**
 * Rounds to a whole number, halves away from zero, as the decimal value would be: 4.26 * 110 is 468.59999999999997 in
 * doubles, and 1.005 * 100 is 100.49999999999999.
 *
 * in      value  of at most 9 decimals before rounding, below 1e10
 * source  property test against whole-number arithmetic
 */
export function roundHalfUp(value: number): number {
  return value < 0 ? -Math.floor(-value * NUDGE + 0.5) : Math.floor(value * NUDGE + 0.5);
}

/** The largest multiple of `step` that is not above a value of zero or more. Step 0: the value itself. */
export function floorTo(value: number, step: number): number {
  if (step === 1) return wholePart(value);
  if (step === 0) return value;
  const steps = wholePart(value / step);
  const perUnit = Math.round(1 / step);
  return isReciprocal(perUnit, step) ? steps / perUnit : steps * step;
}

function wholePart(value: number): number {
  return Math.floor(value + Math.min(value * SHORTFALL, SHORTFALL_MAX));
}

/** How amounts of money are kept: as whole units of 1 / `perCurrency`, or unrounded. */
export type Money = { readonly isRounded: boolean; readonly perCurrency: number };

export function moneyOf(decimals: number | null): Money {
  return decimals === null ? { isRounded: false, perCurrency: 1 } : { isRounded: true, perCurrency: 10 ** decimals };
}

/** An amount of currency in units. */
export function unitsOf(money: Money, amount: number): number {
  return money.isRounded ? roundHalfUp(amount * money.perCurrency) : amount;
}

export type TickRounding = 'nearest' | 'up' | 'down';

/** A price moved to its grid. `null`: there is none. */
export function toTick(price: number, tick: number | null, rounding: TickRounding): number {
  if (tick === null) return price;
  const perUnit = Math.round(1 / tick);
  const isFraction = isReciprocal(perUnit, tick);
  const ticks = wholeTicks(isFraction ? price * perUnit : price / tick, rounding);
  return isFraction ? ticks / perUnit : ticks * tick;
}

/** Grids are mostly decimal fractions, which doubles only hold as quotients: 0.07 is 7 / 100, not 7 * 0.01. */
function isReciprocal(perUnit: number, step: number): boolean {
  return Math.abs(perUnit * step - 1) < 1e-12;
}

const NEAR_TICK = 1e-9;

function wholeTicks(ticks: number, rounding: TickRounding): number {
  if (rounding === 'nearest') return roundHalfUp(ticks);
  return rounding === 'up' ? Math.ceil(ticks - NEAR_TICK) : Math.floor(ticks + NEAR_TICK);
}
