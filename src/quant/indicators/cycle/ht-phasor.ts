import { defineIndicator, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import {
  barsSeen,
  HILBERT_HISTORY,
  HILBERT_SLOTS,
  inPhaseOf,
  loadHilbert,
  quadratureOf,
  storeHilbert,
  takeBar,
} from './hilbert.ts';

const LOOKBACK = 32;

export const HT_PHASOR = defineIndicator({
  name: 'HT_PHASOR',
  group: 'cycle',
  title: 'Hilbert Transform - Phasor Components',
  inputs: ['real'],
  options: [],
  outputs: [realOutput('ht_phasor_inphase', 'outInPhase'), realOutput('ht_phasor_quadrature', 'outQuadrature')],
  lookback: () => LOOKBACK,
  history: () => HILBERT_HISTORY,
  slots: () => HILBERT_SLOTS,
  gaps: 'poison',
  run: ({ inputs, outputs }, begin, end, _, state, at) =>
    htPhasorInto(inputs[0]!, begin, end, outputs[0]!, outputs[1]!, state, at),
});

/**
 * Phasor of the dominant cycle (Ehlers): the detrended price and the same a quarter of a cycle apart.
 *
 * in      close   Float64Array[n]  price, one instrument, ascending
 * out     inPhase, quadrature: Float64Array[n] each, unit of the input
 * shape   NaN before bar 32 in both
 * seed    starts at bar 12 from zeros; settles in some 100 bars
 * edge    n <= 32 -> all NaN; a bar that is not finite -> NaN, restarts after it
 * cost    one pass, some 60 ns per bar, two allocations
 * throws  quant.input
 * source  Ehlers 2001; TA-Lib 0.7; golden: talib161 HT_PHASOR
 * tags    cycle
 */
export function htPhasor(close: Float64Array): { readonly inPhase: Float64Array; readonly quadrature: Float64Array } {
  const [inPhase, quadrature] = evaluate(HT_PHASOR, [close]);
  return { inPhase: inPhase!, quadrature: quadrature! };
}

/** Kernel. State as the Hilbert transform's. */
export function htPhasorInto(
  input: Float64Array,
  begin: number,
  end: number,
  inPhase: Float64Array,
  quadrature: Float64Array,
  state: Float64Array,
  at: number,
): void {
  loadHilbert(state, at);
  for (let bar = begin; bar < end; bar += 1) {
    takeBar(input, bar, 12);
    const isReady = barsSeen() > LOOKBACK;
    inPhase[bar] = isReady ? inPhaseOf() : Number.NaN;
    quadrature[bar] = isReady ? quadratureOf() : Number.NaN;
  }
  storeHilbert(state, at);
}
