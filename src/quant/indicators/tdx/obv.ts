import type { CloseVolume } from '../kernel/bars.ts';
import { evaluate } from '../kernel/run.ts';
import { formula } from './formula.ts';
import { scale, sum } from './parts.ts';
import { signedVolume } from './terms.ts';

export const TDX_OBV = formula({
  name: 'OBV',
  group: 'volume',
  title: '能量潮',
  inputs: ['close', 'volume'],
  outputs: ['OBV'],
  parts: ([close, volume]) => [scale(sum(signedVolume(close!, volume!), 0), 1e-4)],
});

/**
 * On-balance volume in tens of thousands (万), begun with 0. TA-Lib begins with the first volume, in units.
 *
 * in      bars     close, volume: Float64Array[n] each
 * out     Float64Array[n]  10 000 units of volume
 * shape   no lookback
 * seed    0 at the first bar: the level depends on where the series starts
 * edge    a bar that is not finite -> NaN, restarts after it
 * cost    a pass per part of the formula
 * throws  quant.parameter, quant.input
 * source  通达信; golden: tdx-mytt OBV
 * tags    tdx
 */
export function OBV(bars: CloseVolume): Float64Array {
  return evaluate(TDX_OBV, [bars.close, bars.volume])[0]!;
}
