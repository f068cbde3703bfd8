import {
  type Column,
  type Frame,
  frame,
  NO_FLAG,
  NO_INT,
  type Schema,
  textAt,
  textColumn,
} from '../../../core/frame.ts';
import type { Lake, LakeWrite } from '../lake.ts';

/** One empty lake; disposing of it closes every handle and removes the files. */
export interface LakeWorld extends AsyncDisposable {
  /** Another handle to the same lake, as another process would open it. */
  open(): Promise<Lake>;
  /** Harms a file of the lake from outside. */
  harm(path: string, how: 'remove' | 'cut' | 'garble'): Promise<void>;
}

export type NewWorld = () => Promise<LakeWorld>;

export const BARS: Schema = {
  instrument: 'text',
  session: 'day',
  close: 'double',
  trades: 'int',
  known_at: 'instant',
  is_filled: 'flag',
};
export const BAR_KEY = ['instrument', 'session'];

export type Bar = readonly [
  instrument: string | null,
  session: number,
  close: number,
  trades: number,
  knownAt: number,
  isFilled: number,
];

export function barsOf(bars: readonly Bar[]): Frame {
  const pick = (at: 1 | 2 | 3 | 4 | 5): number[] => bars.map((bar) => bar[at]);
  return frame({
    instrument: textColumn(bars.map(([instrument]) => instrument)),
    session: { type: 'day', values: Int32Array.from(pick(1)) },
    close: { type: 'double', values: Float64Array.from(pick(2)) },
    trades: { type: 'int', values: Int32Array.from(pick(3)) },
    known_at: { type: 'instant', values: Float64Array.from(pick(4)) },
    is_filled: { type: 'flag', values: Uint8Array.from(pick(5)) },
  });
}

/** Sorted by key, with every kind of missing cell. */
export const SOME_BARS: readonly Bar[] = [
  ['000001.XSHE', 19_844, 10.25, 1200, 1_714_978_800_000, 0],
  ['000001.XSHE', 19_845, Number.NaN, NO_INT, Number.NaN, NO_FLAG],
  ['600519.XSHG', 19_844, 1700.5, 88, 1_714_978_800_123, 1],
  ['600519.XSHG', 19_845, 1701, 91, 1_715_065_200_000, 0],
  ['AAPL', 19_844, 181.71, 0, -1, 1],
];

export function barsWrite(bars: readonly Bar[], changes: Partial<LakeWrite> = {}): LakeWrite {
  const provenance = {
    asset: 'bars',
    providers: ['kit'],
    simulated: true,
    runId: '0190-run',
    stepKey: 'sync',
    codeVersion: '1.0.0',
    inputs: [{ asset: 'raw_bars', version: 3 }],
  };
  return { asset: 'bars', partition: 'y=2024', rows: barsOf(bars), schema: BARS, key: BAR_KEY, provenance, ...changes };
}

/** Cells as plain values, null for missing: what two equal frames have in common whatever their dictionaries. */
export function cellsOf(rows: Frame): Readonly<Record<string, readonly unknown[]>> {
  return Object.fromEntries(Object.entries(rows.columns).map(([name, column]) => [name, columnCells(column)]));
}

function columnCells(column: Column): readonly unknown[] {
  if (column.type === 'text') return Array.from(column.codes, (_, row) => textAt(column, row));
  const missing = column.type === 'flag' ? NO_FLAG : NO_INT;
  const isDouble = column.type === 'double' || column.type === 'instant';
  return Array.from(column.values, (value) =>
    (isDouble ? Number.isNaN(value) : value === missing) ? null : String(value),
  );
}
