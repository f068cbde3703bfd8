import { defineIndicator } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { PHASE_HISTORY, PHASE_LOOKBACK, PHASE_SLOTS, PHASE_START, takePhase } from './dominant-phase.ts';
import { barsSeen, loadHilbert, smoothPeriodOf, storeHilbert } from './hilbert.ts';
import { RADIANS_PER_DEGREE } from './ht-sine.ts';
import { TREND_SLOTS, takeTrend } from './trend-average.ts';

const TREND = PHASE_SLOTS;
const PREVIOUS_PHASE = TREND + TREND_SLOTS;
const PREVIOUS_SINE = PREVIOUS_PHASE + 1;
const PREVIOUS_LEAD = PREVIOUS_PHASE + 2;
const BARS_IN_TREND = PREVIOUS_PHASE + 3;

export const HT_TRENDMODE = defineIndicator({
  name: 'HT_TRENDMODE',
  group: 'cycle',
  title: 'Hilbert Transform - Trend vs Cycle Mode',
  inputs: ['real'],
  options: [],
  outputs: [{ name: 'outInteger', stem: 'ht_trendmode', kind: 'integer', missing: Number.NaN, range: [0, 1] }],
  lookback: () => PHASE_LOOKBACK,
  history: () => PHASE_HISTORY,
  slots: () => BARS_IN_TREND + 1,
  temps: 1,
  gaps: 'poison',
  run: ({ inputs, outputs, temps }, begin, end, _, state, at) =>
    htTrendModeInto(inputs[0]!, begin, end, temps[0]!, outputs[0]!, state, at),
});

/**
 * Trend or cycle (Ehlers): 1 when the price trends, 0 when it turns in a cycle.
 *
 * in      close   Float64Array[n]  price, one instrument, ascending
 * out     Float64Array[n]          0 or 1
 * shape   out[0 .. 62] = NaN (lookback 63)
 * seed    starts at bar 37 from zeros; settles in some 100 bars
 * edge    n <= 63 -> all NaN; a bar that is not finite -> NaN, restarts after it
 * cost    as HT_SINE and HT_TRENDLINE together, two allocations
 * throws  quant.input
 * source  Ehlers 2001; TA-Lib 0.7; golden: talib161 HT_TRENDMODE, exact
 * tags    cycle, trend
 */
export function htTrendMode(close: Float64Array): Float64Array {
  return evaluate(HT_TRENDMODE, [close])[0]!;
}

/** Kernel. State: `takePhase`'s, `takeTrend`'s, the last phase, sine and lead, bars since the last crossing. */
export function htTrendModeInto(
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
    output[bar] = Number.NaN;
    if (barsSeen() <= PHASE_START) continue;
    const smoothPeriod = smoothPeriodOf();
    const trendline = takeTrend(input, bar, smoothPeriod, state, at + TREND);
    const isCycle = isCycling(phase, smoothPeriod, state, at);
    const isFar = trendline !== 0 && Math.abs((smooth[bar]! - trendline) / trendline) >= FAR_FROM_TREND;
    if (barsSeen() > PHASE_LOOKBACK) output[bar] = isCycle && !isFar ? 0 : 1;
  }
  storeHilbert(state, at);
}

/** This far from the trendline, relative to it, the price trends whatever the cycle says. */
const FAR_FROM_TREND = 0.015;

/** True around a crossing of sine and lead, for half a cycle after one, and while the phase turns as a cycle would. */
function isCycling(phase: number, smoothPeriod: number, state: Float64Array, at: number): boolean {
  const sine = Math.sin(phase * RADIANS_PER_DEGREE);
  const lead = Math.sin((phase + 45) * RADIANS_PER_DEGREE);
  const wasAbove = state[at + PREVIOUS_SINE]! >= state[at + PREVIOUS_LEAD]!;
  const wasBelow = state[at + PREVIOUS_SINE]! <= state[at + PREVIOUS_LEAD]!;
  const hasCrossed = (sine > lead && wasBelow) || (sine < lead && wasAbove);
  const turned = phase - state[at + PREVIOUS_PHASE]!;
  state[at + PREVIOUS_PHASE] = phase;
  state[at + PREVIOUS_SINE] = sine;
  state[at + PREVIOUS_LEAD] = lead;
  state[at + BARS_IN_TREND] = hasCrossed ? 1 : state[at + BARS_IN_TREND]! + 1;
  if (hasCrossed || state[at + BARS_IN_TREND]! < 0.5 * smoothPeriod) return true;
  const isEven = turned > (0.67 * 360) / smoothPeriod && turned < (1.5 * 360) / smoothPeriod;
  return smoothPeriod !== 0 && isEven;
}
