import {
  barsSeen,
  HILBERT_HISTORY,
  HILBERT_SLOTS,
  inPhaseOf,
  loadHilbert,
  quadratureOf,
  storeHilbert,
  takeBar,
} from '../cycle/hilbert.ts';
import { defineIndicator, realOption, realOutput } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';

const START = 12;
export const MAMA_LOOKBACK = 32;
const PHASE = HILBERT_SLOTS;
const MAMA_VALUE = HILBERT_SLOTS + 1;
const FAMA_VALUE = HILBERT_SLOTS + 2;
export const MAMA_SLOTS = HILBERT_SLOTS + 3;

export const MAMA = defineIndicator({
  name: 'MAMA',
  group: 'overlap',
  title: 'MESA Adaptive Moving Average',
  inputs: ['real'],
  options: [
    realOption('optInFastLimit', 'fastLimit', 0.5, 0.01, 0.99),
    realOption('optInSlowLimit', 'slowLimit', 0.05, 0.01, 0.99),
  ],
  outputs: [realOutput('mama', 'outMAMA'), realOutput('fama', 'outFAMA')],
  lookback: () => MAMA_LOOKBACK,
  history: () => HILBERT_HISTORY,
  slots: () => MAMA_SLOTS,
  gaps: 'poison',
  run: ({ inputs, outputs }, begin, end, options, state, at) =>
    mamaInto(inputs[0]!, begin, end, options[0]!, options[1]!, outputs[0]!, outputs[1]!, state, at),
});

/**
 * MESA adaptive moving average (Ehlers): as fast as the phase of the dominant cycle turns; FAMA follows it at half the
 * speed, and their crossings mark trends.
 *
 * in      close      Float64Array[n]  price, one instrument, ascending
 *         fastLimit  0.01..0.99       largest weight of the newest bar, 0.5
 *         slowLimit  0.01..0.99       smallest one, 0.05
 * out     mama, fama: Float64Array[n] each, unit of the input
 * shape   NaN before bar 32 in both
 * seed    starts at bar 12 from 0: the first values are too low, below 1e-9 only after some 400 bars at the slow limit
 * edge    n <= 32 -> all NaN; a bar that is not finite -> NaN, restarts after it
 * cost    one pass, some 70 ns per bar, two allocations
 * throws  quant.parameter
 * source  Ehlers 2001; TA-Lib 0.7; golden: talib161 MAMA
 * tags    overlap, trend, adaptive
 */
export function mama(
  close: Float64Array,
  options: { readonly fastLimit?: number; readonly slowLimit?: number } = {},
): { readonly mama: Float64Array; readonly fama: Float64Array } {
  const [line, following] = evaluate(MAMA, [close], [options.fastLimit, options.slowLimit]);
  return { mama: line!, fama: following! };
}

/** Kernel; the two outputs may be one column, which then holds MAMA. State: the Hilbert transform's, phase, both averages. */
export function mamaInto(
  input: Float64Array,
  begin: number,
  end: number,
  fastLimit: number,
  slowLimit: number,
  mamaOutput: Float64Array,
  famaOutput: Float64Array,
  state: Float64Array,
  at: number,
): void {
  loadHilbert(state, at);
  for (let bar = begin; bar < end; bar += 1) {
    takeBar(input, bar, START);
    const seen = barsSeen();
    if (seen > START) {
      const weight = weightOf(inPhaseOf(), quadratureOf(), fastLimit, slowLimit, state, at);
      const line = weight * input[bar]! + (1 - weight) * state[at + MAMA_VALUE]!;
      state[at + MAMA_VALUE] = line;
      state[at + FAMA_VALUE] = weight * 0.5 * line + (1 - weight * 0.5) * state[at + FAMA_VALUE]!;
    }
    famaOutput[bar] = seen > MAMA_LOOKBACK ? state[at + FAMA_VALUE]! : Number.NaN;
    mamaOutput[bar] = seen > MAMA_LOOKBACK ? state[at + MAMA_VALUE]! : Number.NaN;
  }
  storeHilbert(state, at);
}

/** The faster the phase falls, the smaller the weight of the newest bar. */
function weightOf(
  inPhase: number,
  quadrature: number,
  fastLimit: number,
  slowLimit: number,
  state: Float64Array,
  at: number,
): number {
  const phase = inPhase === 0 ? 0 : Math.atan(quadrature / inPhase) * DEGREES_PER_RADIAN;
  const turned = state[at + PHASE]! - phase;
  state[at + PHASE] = phase;
  if (turned <= 1) return fastLimit;
  return Math.max(fastLimit / turned, slowLimit);
}

const DEGREES_PER_RADIAN = 180 / (4 * Math.atan(1));
