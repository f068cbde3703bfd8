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

/**
 * The transform at work: kernels load it, take bars in, and put it back. Its place never changes, which the engine knows:
 * half the time of a state that is passed around.
 */
const live = new Float64Array(HILBERT_SLOTS);

export function loadHilbert(state: Float64Array, at: number): void {
  for (let slot = 0; slot < HILBERT_SLOTS; slot += 1) live[slot] = state[at + slot]!;
}

export function storeHilbert(state: Float64Array, at: number): void {
  for (let slot = 0; slot < HILBERT_SLOTS; slot += 1) state[at + slot] = live[slot]!;
}

/** Takes one bar in; returns its smoothed price, 0 before the transform starts. */
export function takeBar(input: Float64Array, bar: number, start: HilbertStart): number {
  const seen = live[SEEN]! | 0;
  live[SEEN] = seen + 1;
  const smoothed = smoothPrice(input, bar, seen);
  if (seen < start) return 0;
  transform(smoothed, seen & 1);
  return smoothed;
}

/** Bars taken in so far. */
export const barsSeen = (): number => live[SEEN]!;
export const inPhaseOf = (): number => live[IN_PHASE]!;
export const quadratureOf = (): number => live[QUADRATURE]!;
/** The dominant cycle, in bars, smoothed. */
export const smoothPeriodOf = (): number => live[SMOOTH_PERIOD]!;

/** Weighted average of four bars: 4, 3, 2, 1 tenths. */
function smoothPrice(input: Float64Array, bar: number, seen: number): number {
  const price = input[bar]!;
  live[PLAIN]! += price;
  if (seen < 3) {
    live[WEIGHTED]! += price * (seen + 1);
    return 0;
  }
  if (seen > 3) live[PLAIN]! -= input[bar - 4]!;
  live[WEIGHTED]! += price * 4;
  const smoothed = live[WEIGHTED]! * 0.1;
  live[WEIGHTED]! -= live[PLAIN]!;
  return smoothed;
}

function transform(smoothed: number, parity: number): void {
  const index = live[INDEX]! | 0;
  const gain = 0.075 * live[PERIOD]! + 0.54;
  const side = FILTERS + parity * FILTER_SLOTS;
  const inPhase = live[parity === 0 ? IN_PHASE_EVEN_3 : IN_PHASE_ODD_3]!;
  const detrended = filter(smoothed, gain, index, side);
  const quadrature = filter(detrended, gain, index, side + FILTERS_APART);
  const inPhaseAhead = filter(inPhase, gain, index, side + 2 * FILTERS_APART);
  const quadratureAhead = filter(quadrature, gain, index, side + 3 * FILTERS_APART);
  if (parity === 0) {
    live[INDEX] = index === 2 ? 0 : index + 1;
    live[IN_PHASE_ODD_3] = live[IN_PHASE_ODD_2]!;
    live[IN_PHASE_ODD_2] = detrended;
  } else {
    live[IN_PHASE_EVEN_3] = live[IN_PHASE_EVEN_2]!;
    live[IN_PHASE_EVEN_2] = detrended;
  }
  live[IN_PHASE] = inPhase;
  live[QUADRATURE] = quadrature;
  measurePeriod(inPhase - quadratureAhead, quadrature + inPhaseAhead);
}

function filter(input: number, gain: number, index: number, base: number): number {
  const scaled = 0.0962 * input;
  let value = -live[base + index]!;
  live[base + index] = scaled;
  value += scaled;
  value -= live[base + 3]!;
  const carried = 0.5769 * live[base + 4]!;
  live[base + 3] = carried;
  value += carried;
  live[base + 4] = input;
  return value * gain;
}

/** Homodyne discriminator: the angle between this bar's phasor and the last one's says how long a full turn takes. */
function measurePeriod(phasorI: number, phasorQ: number): void {
  const beforeI = live[PREVIOUS_I2]!;
  const beforeQ = live[PREVIOUS_Q2]!;
  const q2 = 0.2 * phasorQ + 0.8 * beforeQ;
  const i2 = 0.2 * phasorI + 0.8 * beforeI;
  const real = 0.2 * (i2 * beforeI + q2 * beforeQ) + 0.8 * live[REAL]!;
  const imaginary = 0.2 * (i2 * beforeQ - q2 * beforeI) + 0.8 * live[IMAGINARY]!;
  const before = live[PERIOD]!;
  const turn = imaginary !== 0 && real !== 0 ? 360 / (Math.atan(imaginary / real) * DEGREES_PER_RADIAN) : before;
  const period = 0.2 * boundedPeriod(turn, before) + 0.8 * before;
  live[PREVIOUS_I2] = i2;
  live[PREVIOUS_Q2] = q2;
  live[REAL] = real;
  live[IMAGINARY] = imaginary;
  live[PERIOD] = period;
  live[SMOOTH_PERIOD] = 0.33 * period + 0.67 * live[SMOOTH_PERIOD]!;
}

function boundedPeriod(period: number, before: number): number {
  let bounded = period;
  if (bounded > 1.5 * before) bounded = 1.5 * before;
  if (bounded < 0.67 * before) bounded = 0.67 * before;
  return Math.min(Math.max(bounded, 6), 50);
}
