import { barsSeen, HILBERT_SLOTS, type HilbertStart, smoothPeriodOf, takeBar } from './hilbert.ts';

/** The functions with the long lookback start the transform here. */
export const PHASE_START: HilbertStart = 37;
export const PHASE_LOOKBACK = 63;
/** The longest cycle. */
export const PHASE_HISTORY = 50;
/** The Hilbert slots and the phase. */
export const PHASE_SLOTS = HILBERT_SLOTS + 1;
const PHASE = HILBERT_SLOTS;

const RADIANS_PER_TURN = Math.atan(1) * 8;
const DEGREES_PER_RADIAN = 45 / Math.atan(1);

/**
 * Takes one bar in, keeps its smoothed price in `smooth`, and returns the phase of the dominant cycle in degrees: the
 * angle of the last whole cycle's first Fourier coefficient. 0 before the transform starts.
 */
export function takePhase(
  input: Float64Array,
  bar: number,
  smooth: Float64Array,
  state: Float64Array,
  at: number,
): number {
  smooth[bar] = takeBar(input, bar, PHASE_START);
  const known = barsSeen() - PHASE_START;
  if (known <= 0) return 0;
  const smoothPeriod = smoothPeriodOf();
  const period = Math.trunc(smoothPeriod + 0.5);
  const { sines, cosines } = turnOf(period);
  let real = 0;
  let imaginary = 0;
  // Before the transform started there is nothing; TA-Lib has zeros there.
  const bars = Math.min(period, known);
  for (let age = 0; age < bars; age += 1) {
    const price = smooth[bar - age]!;
    real += sines[age]! * price;
    imaginary += cosines[age]! * price;
  }
  state[at + PHASE] = phaseOf(real, imaginary, smoothPeriod, state[at + PHASE]!);
  return state[at + PHASE]!;
}

function phaseOf(real: number, imaginary: number, smoothPeriod: number, before: number): number {
  let phase = before;
  if (Math.abs(imaginary) > 0) phase = Math.atan(real / imaginary) * DEGREES_PER_RADIAN;
  else if (real < 0) phase -= 90;
  else if (real > 0) phase += 90;
  phase += 90;
  phase += 360 / smoothPeriod;
  if (imaginary < 0) phase += 180;
  return phase > 315 ? phase - 360 : phase;
}

type Turn = { readonly sines: Float64Array; readonly cosines: Float64Array };

/** One turn in `period` steps; computed once per period, of which there are at most 51. */
function turnOf(period: number): Turn {
  const known = turns[period];
  if (known !== undefined) return known;
  const angles = Float64Array.from({ length: period }, (_, step) => (step * RADIANS_PER_TURN) / period);
  const turn = { sines: angles.map(Math.sin), cosines: angles.map(Math.cos) };
  turns[period] = turn;
  return turn;
}

const turns: (Turn | undefined)[] = [];
