import { periodOption, wideMaTypeOption } from '../kernel/definition.ts';
import { evaluate } from '../kernel/run.ts';
import { variantOf } from '../kernel/variant.ts';
import { BBANDS } from '../overlap/bbands.ts';
import { type MaType, toMaType } from '../overlap/ma-type.ts';
import { SOUND_BBANDS } from '../sound/bbands.ts';

export const TALIB08_BBANDS = variantOf('talib08', BBANDS, {
  options: [periodOption(20), ...BBANDS.options.slice(1, 3), wideMaTypeOption('optInMAType', 'type', 0)],
  slots: SOUND_BBANDS.slots,
  gaps: SOUND_BBANDS.gaps,
  isPartial: SOUND_BBANDS.isPartial,
  run: SOUND_BBANDS.run,
});

/**
 * Bollinger bands as TA-Lib 0.8.1: 20 bars unless told otherwise (0.7: 5), and an accurate deviation.
 *
 * in      close    Float64Array[n]  any series, one instrument, ascending
 *         options  period >= 2, 20; deviationsUp 2; deviationsDown 2; type: as talib08.ma; sma
 * out     upper, middle, lower: Float64Array[n] each, unit of the input
 * shape   NaN before the lookback of the average (19)
 * seed    as the average
 * edge    as sound.bbands
 * cost    as sound.bbands
 * throws  quant.parameter, quant.input
 * source  TA-Lib 0.8.1; golden: talib081 BBANDS, 1e-9
 * tags    talib-0.8
 */
export function bbands(
  close: Float64Array,
  options: {
    readonly period?: number;
    readonly deviationsUp?: number;
    readonly deviationsDown?: number;
    readonly type?: MaType | number;
  } = {},
): { readonly upper: Float64Array; readonly middle: Float64Array; readonly lower: Float64Array } {
  const { period, deviationsUp, deviationsDown, type } = options;
  const given = [period, deviationsUp, deviationsDown, toMaType('BBANDS', type)];
  const [upper, middle, lower] = evaluate(TALIB08_BBANDS, [close], given);
  return { upper: upper!, middle: middle!, lower: lower! };
}
