/**
 * Ehlers' discrete Hilbert transform with its homodyne period measurement, as TA-Lib writes it: shared by the six
 * functions that stand on it. Everything lives in numbered slots, so that any of them can stop after any bar.
 *
 * source  Ehlers 2001, Rocket Science for Traders; TA-Lib 0.7
 */
const SEEN = 0;
const WEIGHTED = 1;
const PLAIN = 2;
const INDEX = 3;
const PERIOD = 4;
const SMOOTH_PERIOD = 5;
const PREVIOUS_I2 = 6;
const PREVIOUS_Q2 = 7;
const REAL = 8;
const IMAGINARY = 9;
const IN_PHASE_ODD_2 = 10;
const IN_PHASE_ODD_3 = 11;
const IN_PHASE_EVEN_2 = 12;
const IN_PHASE_EVEN_3 = 13;
const IN_PHASE = 14;
const QUADRATURE = 15;
/** Four filters (detrender, Q1, jI, jQ), each twice (even bars, odd bars): three delayed inputs, last output, last input. */
const FILTERS = 16;
const FILTER_SLOTS = 5;
const FILTERS_APART = 2 * FILTER_SLOTS;

export const HILBERT_SLOTS = FILTERS + 4 * FILTERS_APART;
/** The smoothed price looks back this far. */
export const HILBERT_HISTORY = 4;

/** Bars before the transform starts: 12 where the first value is at bar 32, 37 where it is at bar 63. */
export type HilbertStart = 12 | 37;

const DEGREES_PER_RADIAN = 45 / Math.atan(1);

/** Takes one bar in; returns its smoothed price, 0 before the transform starts. */
export function takeBar(
  input: Float64Array,
  bar: number,
  start: HilbertStart,
  state: Float64Array,
  at: number,
): number {
  const seen = state[at + SEEN]!;
  state[at + SEEN] = seen + 1;
  const smoothed = smoothPrice(input, bar, seen, state, at);
  if (seen < start) return 0;
  transform(smoothed, seen % 2, state, at);
  return smoothed;
}

/** Bars taken in so far. */
export const barsSeen = (state: Float64Array, at: number): number => state[at + SEEN]!;
export const inPhaseOf = (state: Float64Array, at: number): number => state[at + IN_PHASE]!;
export const quadratureOf = (state: Float64Array, at: number): number => state[at + QUADRATURE]!;
/** The dominant cycle, in bars, smoothed. */
export const smoothPeriodOf = (state: Float64Array, at: number): number => state[at + SMOOTH_PERIOD]!;

/** Weighted average of four bars: 4, 3, 2, 1 tenths. */
function smoothPrice(input: Float64Array, bar: number, seen: number, state: Float64Array, at: number): number {
  const price = input[bar]!;
  state[at + PLAIN]! += price;
  if (seen < 3) {
    state[at + WEIGHTED]! += price * (seen + 1);
    return 0;
  }
  if (seen > 3) state[at + PLAIN]! -= input[bar - 4]!;
  state[at + WEIGHTED]! += price * 4;
  const smoothed = state[at + WEIGHTED]! * 0.1;
  state[at + WEIGHTED]! -= state[at + PLAIN]!;
  return smoothed;
}

function transform(smoothed: number, parity: number, state: Float64Array, at: number): void {
  const index = state[at + INDEX]! | 0;
  const gain = 0.075 * state[at + PERIOD]! + 0.54;
  const side = at + FILTERS + parity * FILTER_SLOTS;
  const inPhase = state[at + (parity === 0 ? IN_PHASE_EVEN_3 : IN_PHASE_ODD_3)]!;
  const detrended = filter(smoothed, gain, index, state, side);
  const quadrature = filter(detrended, gain, index, state, side + FILTERS_APART);
  const inPhaseAhead = filter(inPhase, gain, index, state, side + 2 * FILTERS_APART);
  const quadratureAhead = filter(quadrature, gain, index, state, side + 3 * FILTERS_APART);
  if (parity === 0) {
    state[at + INDEX] = index === 2 ? 0 : index + 1;
    state[at + IN_PHASE_ODD_3] = state[at + IN_PHASE_ODD_2]!;
    state[at + IN_PHASE_ODD_2] = detrended;
  } else {
    state[at + IN_PHASE_EVEN_3] = state[at + IN_PHASE_EVEN_2]!;
    state[at + IN_PHASE_EVEN_2] = detrended;
  }
  state[at + IN_PHASE] = inPhase;
  state[at + QUADRATURE] = quadrature;
  measurePeriod(inPhase - quadratureAhead, quadrature + inPhaseAhead, state, at);
}

function filter(input: number, gain: number, index: number, state: Float64Array, base: number): number {
  const scaled = 0.0962 * input;
  let value = -state[base + index]!;
  state[base + index] = scaled;
  value += scaled;
  value -= state[base + 3]!;
  const carried = 0.5769 * state[base + 4]!;
  state[base + 3] = carried;
  value += carried;
  state[base + 4] = input;
  return value * gain;
}

/** Homodyne discriminator: the angle between this bar's phasor and the last one's says how long a full turn takes. */
function measurePeriod(phasorI: number, phasorQ: number, state: Float64Array, at: number): void {
  const beforeI = state[at + PREVIOUS_I2]!;
  const beforeQ = state[at + PREVIOUS_Q2]!;
  const q2 = 0.2 * phasorQ + 0.8 * beforeQ;
  const i2 = 0.2 * phasorI + 0.8 * beforeI;
  const real = 0.2 * (i2 * beforeI + q2 * beforeQ) + 0.8 * state[at + REAL]!;
  const imaginary = 0.2 * (i2 * beforeQ - q2 * beforeI) + 0.8 * state[at + IMAGINARY]!;
  const before = state[at + PERIOD]!;
  const turn = imaginary !== 0 && real !== 0 ? 360 / (Math.atan(imaginary / real) * DEGREES_PER_RADIAN) : before;
  const period = 0.2 * boundedPeriod(turn, before) + 0.8 * before;
  state[at + PREVIOUS_I2] = i2;
  state[at + PREVIOUS_Q2] = q2;
  state[at + REAL] = real;
  state[at + IMAGINARY] = imaginary;
  state[at + PERIOD] = period;
  state[at + SMOOTH_PERIOD] = 0.33 * period + 0.67 * state[at + SMOOTH_PERIOD]!;
}

function boundedPeriod(period: number, before: number): number {
  let bounded = period;
  if (bounded > 1.5 * before) bounded = 1.5 * before;
  if (bounded < 0.67 * before) bounded = 0.67 * before;
  return Math.min(Math.max(bounded, 6), 50);
}
