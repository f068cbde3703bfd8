import { inputError } from './indicators/kernel/options.ts';
import { assertAscending, assertSameLength } from './input.ts';

/** What holders of one share get on its ex-date; columns of one length, absent ones 0. */
export type CorporateActions = {
  /** Days since 1970-01-01, ascending, each once: what falls on one day is added up before. */
  readonly exDates: Int32Array;
  /** Cash for a share. */
  readonly cash?: Float64Array;
  /** New shares for a share: bonus and capitalisation, 1 for a split of 2 for 1, -0.5 for 1 for 2. */
  readonly bonus?: Float64Array;
  /** Shares that may be bought for a share, and at what price. */
  readonly rights?: Float64Array;
  readonly rightsPrice?: Float64Array;
};

export type ExFactorTable = {
  readonly exDates: Int32Array;
  /** Close before / ex-right reference price, of the day alone. */
  readonly factors: Float64Array;
  /** From that day on: what `factorPerSession` takes. */
  readonly cumulative: Float64Array;
};

/**
 * Adjustment factors from corporate actions: the close before over the ex-right reference price,
 * (close - cash + rights * rightsPrice) / (1 + bonus + rights). The reference is not rounded to the tick.
 *
 * in      sessions  Int32Array[n]    days since 1970-01-01, ascending
 *         closes    Float64Array[n]  as traded, one instrument
 *         actions   per share, ascending by ex-date
 * out     one row for every action in force: with a close before it, and no later than the last session
 * edge    an action before the first close or after the last session is left out: nothing here depends on it yet
 * cost    one pass
 * throws  quant.input for lengths, order, a reference price that is not above 0
 * source  ex-right formula of the Shanghai and Shenzhen exchanges; by hand
 * tags    adjustment
 */
export function exFactors(sessions: Int32Array, closes: Float64Array, actions: CorporateActions): ExFactorTable {
  assertSameLength('exFactors', { sessions, closes });
  const { exDates, cash, bonus, rights, rightsPrice } = actions;
  const count = assertSameLength('exFactors', { exDates, cash, bonus, rights, rightsPrice });
  assertAscending('exFactors', 'sessions', sessions);
  assertAscending('exFactors', 'exDates', exDates);
  const [days, factors]: [number[], number[]] = [[], []];
  let bar = 0;
  for (let k = 0; k < count; k += 1) {
    while (bar < sessions.length && sessions[bar]! < exDates[k]!) bar += 1;
    if (bar === 0 || bar === sessions.length) continue;
    days.push(exDates[k]!);
    factors.push(factorOf(closes[bar - 1]!, actions, k));
  }
  let product = 1;
  const cumulative = Float64Array.from(factors, (factor) => {
    product *= factor;
    return product;
  });
  return { exDates: Int32Array.from(days), factors: Float64Array.from(factors), cumulative };
}

function factorOf(close: number, { exDates, cash, bonus, rights, rightsPrice }: CorporateActions, k: number): number {
  const bought = rights?.[k] ?? 0;
  const paid = bought === 0 ? 0 : bought * (rightsPrice?.[k] ?? 0);
  const reference = (close - (cash?.[k] ?? 0) + paid) / (1 + (bonus?.[k] ?? 0) + bought);
  if (reference > 0 && reference < Number.POSITIVE_INFINITY && close > 0) return close / reference;
  const got = `a reference price of ${reference} after a close of ${close} on day ${exDates[k]}`;
  throw inputError('exFactors', 'actions', got, 'Check the amounts: they are for one share.');
}
