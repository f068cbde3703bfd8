import { parameterError } from '../kernel/options.ts';
import { demaInto } from './dema.ts';
import { emaInto, smoothingOf } from './ema.ts';
import { hmaLookback, hullInto } from './hma.ts';
import { kamaInto } from './kama.ts';
import { MAMA_LOOKBACK, MAMA_SLOTS, mamaInto } from './mama.ts';
import { rmaInto } from './rma.ts';
import { smaInto } from './sma.ts';
import { t3Into } from './t3.ts';
import { temaInto } from './tema.ts';
import { trimaInto } from './trima.ts';
import { wmaInto } from './wma.ts';
import { zlemaInto, zlemaLookback } from './zlema.ts';

/**
 * Types of moving average; a type's place is TA-Lib's number for it. Those from `hma` on are 0.8's, for its functions
 * alone: `disabled` is no average, `default` the one that the function takes unless told otherwise.
 */
export const MA_TYPES = [
  ...(['sma', 'ema', 'wma', 'dema', 'tema', 'trima', 'kama', 'mama', 't3'] as const),
  ...(['hma', 'disabled', 'default', 'zlema', 'rma'] as const),
] as const;
export type MaType = (typeof MA_TYPES)[number];

const [SMA, EMA, WMA, DEMA, TEMA, TRIMA, KAMA, MAMA, T3] = [0, 1, 2, 3, 4, 5, 6, 7, 8] as const;
const [HMA, DISABLED, ZLEMA, RMA] = [9, 10, 12, 13] as const;

/** TA-Lib's number of a type given by name or number. @throws quant.parameter listing the names */
export function toMaType(functionName: string, type: MaType | string | number | undefined): number | undefined {
  if (type === undefined || typeof type === 'number') return type;
  const place = MA_TYPES.indexOf(type.toLowerCase() as MaType);
  if (place !== -1) return place;
  throw parameterError(functionName, 'type', type, `The types are ${MA_TYPES.slice(0, HMA).join(', ')}.`);
}

/** Bars before the first value of an average of this type. */
export function averageLookback(type: number, period: number): number {
  if (period === 1 || type === DISABLED) return 0;
  if (type === DEMA) return 2 * (period - 1);
  if (type === TEMA) return 3 * (period - 1);
  if (type === KAMA) return period;
  if (type === MAMA) return MAMA_LOOKBACK;
  if (type === ZLEMA) return zlemaLookback(period);
  if (type === HMA) return hmaLookback(period);
  return type === T3 ? 6 * (period - 1) : period - 1;
}

/** Past bars of its input that an average of this type looks at. */
export function averageHistory(type: number, period: number): number {
  if (type === HMA) return hmaLookback(period) + 1;
  return type === MAMA ? 4 : period + 1;
}

/** Numbers of state of an average of this type. */
export function averageSlots(type: number): number {
  return type === MAMA ? MAMA_SLOTS : 7;
}

/** Kernel of a moving average of any type; period 1 copies. A NaN leaves some slot of the state NaN. */
export function averageInto(
  type: number,
  input: Float64Array,
  begin: number,
  end: number,
  period: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  if (period === 1 || type === DISABLED) copyInto(input, begin, end, output, state, at);
  else if (type === SMA) smaInto(input, begin, end, period, output, state, at);
  else if (type === EMA) emaInto(input, begin, end, period, smoothingOf(period), output, state, at);
  else if (type === WMA) wmaInto(input, begin, end, period, output, state, at);
  else if (type === DEMA) demaInto(input, begin, end, period, output, state, at);
  else if (type === TEMA) temaInto(input, begin, end, period, output, state, at);
  else if (type === TRIMA) trimaInto(input, begin, end, period, output, state, at);
  else if (type === KAMA) kamaInto(input, begin, end, period, output, state, at);
  else if (type === MAMA) mamaInto(input, begin, end, 0.5, 0.05, output, output, state, at);
  else if (type === ZLEMA) zlemaInto(input, begin, end, period, output, state, at);
  else if (type === HMA) hullInto(input, begin, end, period, output, state, at);
  else if (type === RMA) rmaInto(input, begin, end, period, output, state, at);
  else t3Into(input, begin, end, period, 0.7, output, state, at);
}

/** State: a sum that no NaN leaves finite. */
function copyInto(
  input: Float64Array,
  begin: number,
  end: number,
  output: Float64Array,
  state: Float64Array,
  at: number,
): void {
  let poison = state[at]!;
  for (let bar = begin; bar < end; bar += 1) {
    output[bar] = input[bar]!;
    poison += input[bar]!;
  }
  state[at] = poison;
}
