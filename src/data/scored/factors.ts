import { TapelineError } from '../../core/errors.ts';
import { doubles, type Frame } from '../../core/frame.ts';
import { nearestName } from '../../core/nearest.ts';

/** What a score is made of: one number per instrument, of which more is better after its weight's sign. */
export type Factor = {
  readonly name: string;
  readonly about: string;
  /** Columns of `merged_daily` that it reads; `sma_` stands for the shortest one there is. */
  readonly needs: readonly string[];
  readonly of: (...columns: readonly Float64Array[]) => Float64Array;
};

const ratio = (above: Float64Array, below: Float64Array): Float64Array =>
  above.map((value, row) => (below[row] === 0 ? Number.NaN : value / below[row]!));

const inverse = (column: Float64Array): Float64Array => column.map((value) => (value === 0 ? Number.NaN : 1 / value));

/** Factors that come with the program. Any numeric column of `merged_daily` is a factor too, by its own name. */
export const FACTORS: readonly Factor[] = [
  {
    name: 'trend',
    about: 'close over its moving average, minus 1',
    needs: ['close_adj', 'sma_'],
    of: (close, average) => ratio(close!, average!).map((value) => value - 1),
  },
  {
    name: 'momentum',
    about: 'MACD histogram over close',
    needs: ['macd_hist_', 'close_adj'],
    of: (histogram, close) => ratio(histogram!, close!),
  },
  {
    name: 'oversold',
    about: '50 minus RSI: high after a fall',
    needs: ['rsi_'],
    of: (rsi) => rsi!.map((value) => 50 - value),
  },
  { name: 'pe', about: '1 / PE: cheap for its earnings', needs: ['pe_ttm'], of: (pe) => inverse(pe!) },
  { name: 'pb', about: '1 / PB: cheap for its book value', needs: ['pb'], of: (pb) => inverse(pb!) },
  { name: 'roe', about: 'return on equity', needs: ['roe_ttm'], of: (roe) => roe! },
];

/** Momentum, price and quality in equal thirds. */
export const WEIGHTS_DEFAULT: Readonly<Record<string, number>> = {
  trend: 0.2,
  momentum: 0.2,
  oversold: 0.1,
  pe: 0.2,
  pb: 0.1,
  roe: 0.2,
};

export type FactorColumns = {
  /** By factor, for every row of the table; factors that cannot be had are left out. */
  readonly values: Readonly<Record<string, Float64Array>>;
  /** Factors without a column to compute them from. */
  readonly absent: Readonly<Record<string, string>>;
};

/**
 * The factors that have a weight, for each row.
 *
 * throws  usage.unknown_name for a weight of something that is neither a factor nor a column
 */
export function factorColumns(table: Frame, weights: Readonly<Record<string, number>>): FactorColumns {
  const values: Record<string, Float64Array> = {};
  const absent: Record<string, string> = {};
  for (const name of Object.keys(weights)) {
    const factor = FACTORS.find((each) => each.name === name) ?? ownColumn(table, name);
    const columns = factor.needs.map((needed) => columnFor(table, needed));
    const missing = factor.needs.find((_, k) => columns[k] === null);
    if (missing !== undefined) absent[name] = missingText(missing);
    else values[name] = factor.of(...columns.map((column) => doubles(table, column!)));
  }
  return { values, absent };
}

function ownColumn(table: Frame, name: string): Factor {
  if (table.columns[name]?.type === 'double') {
    return { name, about: `the column ${name}`, needs: [name], of: (column) => column! };
  }
  const columns = Object.keys(table.columns).filter((column) => table.columns[column]!.type === 'double');
  const known = [...FACTORS.map((factor) => factor.name), ...columns];
  const facts = { kind: 'factor or column in weights', name, nearest: nearestName(name, known), known };
  throw new TapelineError('usage.unknown_name', { facts });
}

function missingText(needed: string): string {
  const family = needed.endsWith('_') ? ` (any ${needed.slice(0, -1)})` : '';
  return `no column ${needed}${family}`;
}

/** A column by name, or the first of a family (`sma_`) by its shortest parameter. */
function columnFor(table: Frame, needed: string): string | null {
  if (!needed.endsWith('_')) return table.columns[needed]?.type === 'double' ? needed : null;
  const family = Object.keys(table.columns).filter((name) => name.startsWith(needed));
  const parameters = (name: string) => name.slice(needed.length).split('_').map(Number);
  return family.sort((left, right) => parameters(left)[0]! - parameters(right)[0]!)[0] ?? null;
}
