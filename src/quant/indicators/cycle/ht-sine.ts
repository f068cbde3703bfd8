import { defineIndicator, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { PHASE_HISTORY, PHASE_LOOKBACK, PHASE_SLOTS, takePhase } from './dominant-phase.ts';
import { barsSeen, loadHilbert, storeHilbert } from './hilbert.ts';

export const HT_SINE = defineIndicator({
  name: 'HT_SINE',
  group: 'cycle',
  title: 'Hilbert Transform - SineWave',
  inputs: ['real'],
  options: [],
  outputs: [realOutput('ht_sine', 'outSine', [-1, 1]), realOutput('ht_leadsine', 'outLeadSine', [-1, 1])],
  lookback: () => PHASE_LOOKBACK,
  history: () => PHASE_HISTORY,
  slots: () => PHASE_SLOTS,
  temps: 1,
  gaps: 'poison',
  run: ({ inputs, outputs, temps }, begin, end, _, state, at) =>
    htSineInto(inputs[0]!, begin, end, temps[0]!, outputs[0]!, outputs[1]!, state, at),
});

/** Degrees to radians, rounded as TA-Lib rounds it. */
export const RADIANS_PER_DEGREE = 1 / (45 / Math.atan(1));

/**
 * Sine of the dominant cycle's phase, and the same 45 degrees ahead (Ehlers): they cross at turning points of a cycle.
 *
 * in      close   Float64Array[n]  price, one instrument, ascending
 * out     sine, leadSine: Float64Array[n] each, -1..1
 * shape   NaN before bar 63 in both
 * seed    as HT_DCPHASE
 * edge    n <= 63 -> all NaN; a bar that is not finite -> NaN, restarts after it
 * cost    as HT_DCPHASE and two sines per bar, three allocations
 * throws  quant.input
 * source  Ehlers 2001; TA-Lib 0.7; golden: talib161 HT_SINE
 * tags    cycle, oscillator
 */
export function htSine(close: Float64Array): { readonly sine: Float64Array; readonly leadSine: Float64Array } {
  const [sine, leadSine] = evaluate(HT_SINE, [close]);
  return { sine: sine!, leadSine: leadSine! };
}

/** Kernel. State as `takePhase`; `smooth` keeps the smoothed prices. */
export function htSineInto(
  input: Float64Array,
  begin: number,
  end: number,
  smooth: Float64Array,
  sine: Float64Array,
  leadSine: Float64Array,
  state: Float64Array,
  at: number,
): void {
  loadHilbert(state, at);
  for (let bar = begin; bar < end; bar += 1) {
    const phase = takePhase(input, bar, smooth, state, at);
    const isReady = barsSeen() > PHASE_LOOKBACK;
    sine[bar] = isReady ? Math.sin(phase * RADIANS_PER_DEGREE) : Number.NaN;
    leadSine[bar] = isReady ? Math.sin((phase + 45) * RADIANS_PER_DEGREE) : Number.NaN;
  }
  storeHilbert(state, at);
}
