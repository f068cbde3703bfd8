import { parameterError } from '../../indicators/kernel/options.ts';
import { assertSameLength } from '../../input.ts';
import { metricNamed } from '../abstract.ts';
import { measure } from '../kernel/measure.ts';
import { sampleOf } from '../kernel/sample.ts';
import { columnOf, type Series } from '../kernel/series.ts';
import { checkSettings } from '../kernel/settings.ts';
import { type Settings, termsOf } from '../kernel/terms.ts';

/**
 * A metric of the last `window` returns, at every return.
 *
 * in      name      as in the catalogue
 *         returns   Series[n]
 *         settings  as for the metric, and `window`: returns in each
 * out     Float64Array[n]
 * shape   out[0 .. window-2] = NaN; NaN also where the metric has no value
 * cost    n windows of the metric
 * throws  as the metric; quant.parameter when the window is not a whole number of at least 1; a column of rates per
 *         period and a calendar year are of the whole series, so neither can roll
 */
export function rolling(name: string, returns: Series, settings: Settings & { readonly window: number }): Float64Array {
  const { window, benchmark, sessions, ...rest } = settings;
  const { definition } = metricNamed(name);
  checkWindow(name, window);
  checkSettings(name, rest);
  checkConstant(name, rest);
  const terms = termsOf(definition, rest);
  const column = columnOf(returns);
  const beside = benchmark === undefined ? undefined : columnOf(benchmark);
  assertSameLength(name, { returns: column, benchmark: beside });
  const isLonger = sessions !== undefined && sessions.length === column.length + 1;
  const values = new Float64Array(column.length).fill(Number.NaN);
  for (let end = window; end <= column.length; end += 1) {
    const begin = end - window;
    const sample = sampleOf({
      returns: column.subarray(begin, end),
      benchmark: beside?.subarray(begin, end),
      sessions: sessions?.subarray(begin, end + (isLonger ? 1 : 0)),
      missing: rest.missing,
    });
    values[end - 1] = measure(definition, sample, terms, rest.pointsMin).value ?? Number.NaN;
  }
  return values;
}

function checkWindow(name: string, window: number): void {
  if (Number.isInteger(window) && window >= 1) return;
  throw parameterError(name, 'window', String(window), 'Give a whole number of at least 1.');
}

function checkConstant(name: string, { riskFree, mar, periodsPerYear }: Settings): void {
  for (const [key, rate] of Object.entries({ riskFree, mar })) {
    if (typeof rate !== 'object' || !('perPeriod' in rate) || typeof rate.perPeriod === 'number') continue;
    throw parameterError(name, key, 'a column', 'Subtract it from the returns first, or give one number.');
  }
  if (typeof periodsPerYear !== 'object') return;
  throw parameterError(name, 'periodsPerYear', 'a calendar', 'Give a number; exactPeriodsPerYear has it.');
}
