import { days, doubles, type Frame, text } from '../../core/frame.ts';
import type { SessionDay } from '../../core/time.ts';
import { NO_PAYOUT, type Payout, type Payouts } from '../payouts.ts';
import { rowOrder } from '../rows.ts';

/** How a delivered value follows from the one before it. */
export type NavSteps = {
  /** Day of the value before, -1 where there is none to compare with. */
  readonly fromDay: Int32Array;
  /** (nav x split + dividend) / nav before - 1; NaN where there is nothing to compare with. */
  readonly computed: Float64Array;
  /** How far a published return may be off because of rounding alone. */
  readonly tolerance: Float64Array;
  /** Rise of accumulated NAV less that of unit NAV, less the dividend; NaN where it says nothing. */
  readonly accumulatedGap: Float64Array;
};

/** NAVs are printed with four decimals, returns in percent with two. */
const NAV_HALF_TICK = 0.5e-4;
const RETURN_HALF_TICK = 0.5e-4;
const SLACK = 1e-9;

export type StepContext = {
  /** Stored rows with instrument, nav_date, unit_nav and accumulated_nav, around the delivered days. */
  readonly stored: Frame;
  readonly payouts: Payouts;
  /** The day on which a fund states the value before that of a day. */
  readonly dayBefore: (day: SessionDay) => SessionDay;
};

/**
 * Walks each fund's values in the order of days, stored and delivered ones together, and compares every delivered value
 * with the one before it. A value that does not follow is not what the next one is compared with: one wrong value does
 * not make its neighbour look wrong.
 */
export function navSteps(table: Frame, context: StepContext): NavSteps {
  const steps: NavSteps = {
    fromDay: new Int32Array(table.rows).fill(-1),
    computed: new Float64Array(table.rows).fill(Number.NaN),
    tolerance: new Float64Array(table.rows).fill(Number.NaN),
    accumulatedGap: new Float64Array(table.rows).fill(Number.NaN),
  };
  const delivered = valuesOf(table);
  const stored = storedByFund(context.stored);
  const order = rowOrder(table, ['instrument', 'nav_date']);
  for (let first = 0; first < order.length; ) {
    const code = delivered.codes[order[first]!]!;
    let end = first + 1;
    while (end < order.length && delivered.codes[order[end]!] === code) end += 1;
    const name = delivered.names[code] ?? '';
    walkFund(order.subarray(first, end), delivered, steps, {
      known: stored.get(name) ?? [],
      payouts: context.payouts.get(name),
      dayBefore: context.dayBefore,
    });
    first = end;
  }
  return steps;
}

type Values = {
  readonly codes: Int32Array;
  readonly names: readonly string[];
  readonly day: Int32Array;
  readonly unit: Float64Array;
  readonly accumulated: Float64Array;
  readonly published: Float64Array;
};

function valuesOf(table: Frame): Values {
  const { codes, dictionary: names } = text(table, 'instrument');
  return {
    codes,
    names,
    day: days(table, 'nav_date'),
    unit: doubles(table, 'unit_nav'),
    accumulated: doubles(table, 'accumulated_nav'),
    published: doubles(table, 'daily_return'),
  };
}

type Known = { readonly day: SessionDay; readonly unit: number; readonly accumulated: number };

function storedByFund(stored: Frame): ReadonlyMap<string, readonly Known[]> {
  const { codes, dictionary } = text(stored, 'instrument');
  const [day, unit, accumulated] = [
    days(stored, 'nav_date'),
    doubles(stored, 'unit_nav'),
    doubles(stored, 'accumulated_nav'),
  ];
  const found = new Map<string, Known[]>();
  for (const row of rowOrder(stored, ['instrument', 'nav_date'])) {
    const name = dictionary[codes[row]!]!;
    const own = found.get(name) ?? [];
    own.push({ day: day[row]!, unit: unit[row]!, accumulated: accumulated[row]! });
    found.set(name, own);
  }
  return found;
}

type Fund = {
  readonly known: readonly Known[];
  readonly payouts: ReadonlyMap<SessionDay, Payout> | undefined;
  readonly dayBefore: (day: SessionDay) => SessionDay;
};

function walkFund(rows: Int32Array, values: Values, steps: NavSteps, { known, payouts, dayBefore }: Fund): void {
  let [at, last]: [number, Known | null] = [0, null];
  const splitDay = Math.min(...[...(payouts ?? [])].flatMap(([day, { split }]) => (split === 1 ? [] : [day])));
  for (const row of rows) {
    const day = values.day[row]!;
    for (; at < known.length && known[at]!.day < day; at += 1) {
      if (known[at]!.unit > 0 && (last === null || known[at]!.day > last.day)) last = known[at]!;
    }
    const own = { day, unit: values.unit[row]!, accumulated: values.accumulated[row]! };
    if (!(own.unit > 0)) continue;
    const payout = payouts?.get(day) ?? NO_PAYOUT;
    if (last !== null && last.day === dayBefore(day)) {
      compare(steps, row, { last, own, payout, isAfterSplit: day >= splitDay });
    }
    const isOff = Math.abs(steps.computed[row]! - values.published[row]!) > steps.tolerance[row]!;
    if (!isOff) last = own;
  }
}

type Pair = {
  readonly last: Known;
  readonly own: Known;
  readonly payout: Payout;
  /** Since a split, accumulated NAV of some houses moves by more than unit NAV. */
  readonly isAfterSplit: boolean;
};

function compare(steps: NavSteps, row: number, { last, own, payout, isAfterSplit }: Pair): void {
  const { dividend, split } = payout;
  const worth = own.unit * split + dividend;
  steps.fromDay[row] = last.day;
  steps.computed[row] = worth / last.unit - 1;
  steps.tolerance[row] =
    RETURN_HALF_TICK + (NAV_HALF_TICK * split) / last.unit + (NAV_HALF_TICK * worth) / last.unit ** 2 + SLACK;
  if (!isAfterSplit) steps.accumulatedGap[row] = own.accumulated - last.accumulated - (own.unit - last.unit) - dividend;
}
