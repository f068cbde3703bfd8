import { parameterError } from './indicators/kernel/options.ts';
import { assertAscending, assertSameLength } from './input.ts';

/**
 * `forward` (前复权): today's prices are real, the past is scaled to them. `backward` (后复权): the first prices are real.
 * `{ asOf }`: forward as it looked at that bar; later bars have no value.
 */
export type AdjustmentBasis = 'forward' | 'backward' | { readonly asOf: number };

/**
 * The cumulative factor in force in each session, from a table of ex-dates.
 *
 * in      sessions   Int32Array[n]  days since 1970-01-01, ascending
 *         exDates    Int32Array[m]  ascending; cumulative: Float64Array[m]  ex_cum_factor from that day on
 * out     Float64Array[n]  1 before the first ex-date
 * throws  quant.input
 */
export function factorPerSession(sessions: Int32Array, exDates: Int32Array, cumulative: Float64Array): Float64Array {
  assertSameLength('factorPerSession', { exDates, cumulative });
  assertAscending('factorPerSession', 'exDates', exDates);
  assertAscending('factorPerSession', 'sessions', sessions);
  const factors = new Float64Array(sessions.length);
  let next = 0;
  for (let bar = 0; bar < sessions.length; bar += 1) {
    while (next < exDates.length && exDates[next]! <= sessions[bar]!) next += 1;
    factors[bar] = next === 0 ? 1 : cumulative[next - 1]!;
  }
  return factors;
}

/**
 * Prices on one basis: price * factor / factor of the basis.
 *
 * in      prices   Float64Array[n]  as traded, one instrument, ascending
 *         factors  Float64Array[n]  cumulative (factorPerSession)
 * out     Float64Array[n]; forward leaves the last bar, backward the bars before the first ex-date as they are
 * edge    a forward series changes with every new ex-date: for anything point-in-time use { asOf }
 * throws  quant.input, quant.parameter when asOf is not a bar
 */
export function adjust(prices: Float64Array, factors: Float64Array, basis: AdjustmentBasis): Float64Array {
  assertSameLength('adjust', { prices, factors });
  const last = lastBar(prices.length, basis);
  const divisor = basis === 'backward' || last < 0 ? 1 : factors[last]!;
  return prices.map((price, bar) => (bar > last ? Number.NaN : (price * factors[bar]!) / divisor));
}

/** Volumes on the same basis, so that price * volume stays what was traded. The factors are those of splits alone. */
export function adjustVolume(volumes: Float64Array, factors: Float64Array, basis: AdjustmentBasis): Float64Array {
  return adjust(
    volumes,
    factors.map((factor) => 1 / factor),
    basis,
  );
}

function lastBar(bars: number, basis: AdjustmentBasis): number {
  if (typeof basis === 'string') return bars - 1;
  if (Number.isInteger(basis.asOf) && basis.asOf >= 0 && basis.asOf < bars) return basis.asOf;
  throw parameterError('adjust', 'asOf', String(basis.asOf), `Give a bar number from 0 to ${bars - 1}.`);
}
