import { PHASE_HISTORY, PHASE_LOOKBACK, PHASE_START } from '../cycle/dominant-phase.ts';
import { barsSeen, HILBERT_SLOTS, loadHilbert, smoothPeriodOf, storeHilbert, takeBar } from '../cycle/hilbert.ts';
import { TREND_SLOTS, takeTrend } from '../cycle/trend-average.ts';
import { defineIndicator, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';

export const HT_TRENDLINE = defineIndicator({
  name: 'HT_TRENDLINE',
  group: 'overlap',
  title: 'Hilbert Transform - Instantaneous Trendline',
  inputs: ['real'],
  options: [],
  outputs: [realOutput('ht_trendline')],
  lookback: () => PHASE_LOOKBACK,
  history: () => PHASE_HISTORY,
  slots: () => HILBERT_SLOTS + TREND_SLOTS,
  gaps: 'poison',
  run: ({ inputs, outputs }, begin, end, _, state, at) =>
    htTrendlineInto(inputs[0]!, begin, end, outputs[0]!, state, at),
});

/**
 * Instantaneous trendline (Ehlers): what is left of the price when the dominant cycle is averaged out.
 *
 * in      close   Float64Array[n]  price, one instrument, ascending
 * out     Float64Array[n]          unit of the input
 * shape   out[0 .. 62] = NaN (lookback 63)
 * seed    starts at bar 37 from zeros; settles in some 100 bars
 * edge    n <= 63 -> all NaN; a bar that is not finite -> NaN, restarts after it
 * cost    one pass, one step per bar of the cycle, one allocation
 * throws  quant.input
 * source  Ehlers 2001; TA-Lib 0.7; golden: talib161 HT_TRENDLINE
 * tags    overlap, trend, cycle
 */
export function htTrendline(close: Float64Array): Float64Array {
  return evaluate(HT_TRENDLINE, [close])[0]!;
}

/** Kernel. State: the Hilbert transform's, then the three last means. */
export function htTrendlineInto(
  input: Float64Array,
  begin: number,
  end: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  loadHilbert(state, at);
  for (let bar = begin; bar < end; bar += 1) {
    takeBar(input, bar, PHASE_START);
    output[bar] = Number.NaN;
    if (barsSeen() <= PHASE_START) continue;
    const trend = takeTrend(input, bar, smoothPeriodOf(), state, at + HILBERT_SLOTS);
    if (barsSeen() > PHASE_LOOKBACK) output[bar] = trend;
  }
  storeHilbert(state, at);
}
