import { TapelineError } from '../../../core/errors.ts';

/** Functions of the terminal that change or place values by what came later. There is no honest series of them. */
const LOOK_AHEAD: Readonly<Record<string, string>> = {
  BACKSET: 'marks bars before the one that proves them',
  PEAK: 'is known only after the price has turned',
  REFX: 'reads bars to come',
  TROUGH: 'is known only after the price has turned',
  ZIG: 'is redrawn when the price goes on',
};

/** The refusal of a function that looks ahead, or null for any other name. */
export function lookAheadError(bareName: string): TapelineError | null {
  const reason = LOOK_AHEAD[bareName.toUpperCase()];
  if (reason === undefined) return null;
  return new TapelineError('quant.look_ahead', { facts: { function: `tdx.${bareName.toUpperCase()}`, reason } });
}

function refuse(name: string): () => never {
  return () => {
    throw lookAheadError(name)!;
  };
}

/** Refused: looks ahead. @throws quant.look_ahead */
export const BACKSET = refuse('BACKSET');
/** Refused: looks ahead. @throws quant.look_ahead */
export const PEAK = refuse('PEAK');
/** Refused: looks ahead. @throws quant.look_ahead */
export const REFX = refuse('REFX');
/** Refused: looks ahead. @throws quant.look_ahead */
export const TROUGH = refuse('TROUGH');
/** Refused: looks ahead. @throws quant.look_ahead */
export const ZIG = refuse('ZIG');
