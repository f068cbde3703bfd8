import { invalid } from '../error.ts';
import type { PreparedMarket } from '../market/prepare.ts';
import type { RunRange } from './run.ts';

/** The range with nothing left open. @throws backtest.invalid */
export function checkRange({ bars }: PreparedMarket, { cash, begin = 0, end = bars }: RunRange): Required<RunRange> {
  if (!(cash > 0 && cash < Infinity)) throw invalid('Setting "cash"', `it is ${cash}`, 'Give an amount above 0.');
  const isSound = Number.isInteger(begin) && Number.isInteger(end) && begin >= 0 && begin <= end && end <= bars;
  if (isSound) return { cash, begin, end };
  throw invalid(
    'The range of bars',
    `it is ${begin} to ${end}`,
    `Give whole numbers within 0 to ${bars}, begin first.`,
  );
}

/** Columns that reach to the end of the range will do. @throws backtest.invalid */
export function checkPositions(
  { assets, bars }: PreparedMarket,
  positions: readonly Float64Array[],
  end: number,
): void {
  if (positions.length !== assets.length) {
    const problem = `there are ${positions.length} columns for ${assets.length} assets`;
    throw invalid('The positions', problem, 'Give one column per asset of the market, in its order.');
  }
  positions.forEach((column, asset) => {
    if (column.length >= end && column.length <= bars) return;
    const problem = `the column of "${assets[asset]!.name}" has ${column.length} bars, the run ends after ${end}`;
    throw invalid('The positions', problem, 'Give one value per bar, NaN where there is no opinion.');
  });
}
