import { defineIndicator, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import {
  barsSeen,
  HILBERT_HISTORY,
  HILBERT_SLOTS,
  loadHilbert,
  smoothPeriodOf,
  storeHilbert,
  takeBar,
} from './hilbert.ts';

const LOOKBACK = 32;

export const HT_DCPERIOD = defineIndicator({
  name: 'HT_DCPERIOD',
  group: 'cycle',
  title: 'Hilbert Transform - Dominant Cycle Period',
  inputs: ['real'],
  options: [],
  outputs: [realOutput('ht_dcperiod', 'outReal', [0, 50])],
  lookback: () => LOOKBACK,
  history: () => HILBERT_HISTORY,
  slots: () => HILBERT_SLOTS,
  gaps: 'poison',
  run: ({ inputs, outputs }, begin, end, _, state, at) =>
    htDcPeriodInto(inputs[0]!, begin, end, outputs[0]!, state, at),
});

/**
 * Dominant cycle period (Ehlers): how many bars the strongest cycle in the price takes.
 *
 * in      close   Float64Array[n]  price, one instrument, ascending
 * out     Float64Array[n]          bars, 6..50 once settled, from below at first
 * shape   out[0 .. 31] = NaN (lookback 32)
 * seed    starts at bar 12 from zeros; settles in some 100 bars, faster or slower with the prices
 * edge    n <= 32 -> all NaN; a bar that is not finite -> NaN, restarts after it
 * cost    one pass, some 60 ns per bar, one allocation
 * throws  quant.input
 * source  Ehlers 2001; TA-Lib 0.7; golden: talib161 HT_DCPERIOD
 * tags    cycle
 */
export function htDcPeriod(close: Float64Array): Float64Array {
  return evaluate(HT_DCPERIOD, [close])[0]!;
}

/** Kernel. State as the Hilbert transform's. */
export function htDcPeriodInto(
  input: Float64Array,
  begin: number,
  end: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  loadHilbert(state, at);
  for (let bar = begin; bar < end; bar += 1) {
    takeBar(input, bar, 12);
    output[bar] = barsSeen() > LOOKBACK ? smoothPeriodOf() : Number.NaN;
  }
  storeHilbert(state, at);
}
