import { defineIndicator, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { PHASE_HISTORY, PHASE_LOOKBACK, PHASE_SLOTS, takePhase } from './dominant-phase.ts';
import { barsSeen, loadHilbert, storeHilbert } from './hilbert.ts';

export const HT_DCPHASE = defineIndicator({
  name: 'HT_DCPHASE',
  group: 'cycle',
  title: 'Hilbert Transform - Dominant Cycle Phase',
  inputs: ['real'],
  options: [],
  outputs: [realOutput('ht_dcphase')],
  lookback: () => PHASE_LOOKBACK,
  history: () => PHASE_HISTORY,
  slots: () => PHASE_SLOTS,
  temps: 1,
  gaps: 'poison',
  run: ({ inputs, outputs, temps }, begin, end, _, state, at) =>
    htDcPhaseInto(inputs[0]!, begin, end, temps[0]!, outputs[0]!, state, at),
});

/**
 * Phase of the dominant cycle (Ehlers): where in its turn the price stands.
 *
 * in      close   Float64Array[n]  price, one instrument, ascending
 * out     Float64Array[n]          degrees, -45..315
 * shape   out[0 .. 62] = NaN (lookback 63)
 * seed    starts at bar 37 from zeros; settles in some 100 bars
 * edge    n <= 63 -> all NaN; a bar that is not finite -> NaN, restarts after it
 * cost    one pass, one step per bar of the cycle, two allocations; sines are tabled per period
 * throws  quant.input
 * source  Ehlers 2001; TA-Lib 0.7; golden: talib161 HT_DCPHASE
 * tags    cycle
 */
export function htDcPhase(close: Float64Array): Float64Array {
  return evaluate(HT_DCPHASE, [close])[0]!;
}

/** Kernel. State as `takePhase`; `smooth` keeps the smoothed prices. */
export function htDcPhaseInto(
  input: Float64Array,
  begin: number,
  end: number,
  smooth: Float64Array,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  loadHilbert(state, at);
  for (let bar = begin; bar < end; bar += 1) {
    const phase = takePhase(input, bar, smooth, state, at);
    output[bar] = barsSeen() > PHASE_LOOKBACK ? phase : Number.NaN;
  }
  storeHilbert(state, at);
}
