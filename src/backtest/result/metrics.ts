import { measureAll } from '../../quant/metrics/abstract.ts';
import type { Measured } from '../../quant/metrics/kernel/measure.ts';
import type { Settings } from '../../quant/metrics/kernel/terms.ts';
import type { BacktestResult } from './result.ts';

/**
 * Metrics of a result by an explicit convention, with its sessions and its benchmark where it has one. All that apply
 * by default.
 *
 * throws  usage.unknown_name, quant.parameter, quant.input
 */
export function metricsOf(
  { returns, sessions, benchmark }: BacktestResult,
  settings: Settings = {},
  names?: readonly string[],
): readonly Measured[] {
  const beside = benchmark === null ? {} : { benchmark: benchmark.returns };
  return measureAll(returns, { sessions, ...beside, ...settings }, names);
}
