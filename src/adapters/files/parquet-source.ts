import type { Column, Frame, TextColumn } from '../../core/frame.ts';
import { NO_INT, textAt } from '../../core/frame.ts';
import { DAY_MS, dayOfSession, type Session, sessionOfDay } from '../../core/time.ts';
import { numberReader, sessionReader } from '../../data/source/cells.ts';
import { type MappedColumn, mappedEntries } from './column-mapping.ts';
import type { CsvPage } from './csv-pages.ts';
import { type PriceLayout, plainTable } from './price-table.ts';

/** Reads Parquet for us; the engine that can lives elsewhere. Fails as it likes: its errors become `source.*`. */
export type ParquetReader = {
  readonly columns: (path: string, signal: AbortSignal) => Promise<readonly string[]>;
  /** The named columns, in pieces that fit into memory. */
  readonly read: (path: string, columns: readonly string[], signal: AbortSignal) => AsyncIterable<Frame>;
};

export type ParquetPagesOptions = {
  readonly reader: ParquetReader;
  /** Its date format and number rules are for columns that hold text. */
  readonly layout: Pick<PriceLayout, 'mapping' | 'dateFormat' | 'numbers'>;
  readonly signal: AbortSignal;
};

/**
 * The mapped columns of a Parquet file as tables in our own spelling (`PLAIN_LAYOUT`), so that one reader, with its
 * rejections, serves both formats. Doubles survive exactly; what is not of a column's kind becomes a cell that is
 * rejected for what it is, never another number.
 */
export async function* parquetPages(path: string, options: ParquetPagesOptions): AsyncGenerator<CsvPage> {
  const { reader, layout, signal } = options;
  const entries = mappedEntries(layout.mapping);
  const names = [...new Set(entries.map(([, name]) => name))];
  let firstLine = 2;
  for await (const piece of reader.read(path, names, signal)) {
    signal.throwIfAborted();
    const cells = entries.map(([column, name]) => cellsFor(column, piece.columns[name]!, layout));
    const columns = entries.map(([column]) => column);
    yield { bytes: plainTable(columns, rowsOf(piece.rows, cells)), firstLine };
    firstLine += piece.rows;
  }
}

type CellOf = (row: number) => string | number;

function* rowsOf(count: number, cells: readonly CellOf[]): Generator<(string | number)[]> {
  for (let row = 0; row < count; row += 1) yield cells.map((cell) => cell(row));
}

function cellsFor(use: MappedColumn, column: Column, layout: ParquetPagesOptions['layout']): CellOf {
  switch (column.type) {
    case 'text':
      return textCells(use, column, layout);
    case 'day': {
      const cellOf = remembered(dayCell);
      return (row) => cellOf(column.values[row]!);
    }
    case 'instant': {
      const cellOf = remembered(instantCell);
      return (row) => cellOf(column.values[row]!);
    }
    case 'flag':
      return (row) => FLAG_CELLS[column.values[row]!] ?? '';
    case 'int':
      return (row) => (column.values[row] === NO_INT ? '' : numberCell(use, column.values[row]!));
    case 'double':
      return (row) => numberCell(use, column.values[row]!);
  }
}

/** Text in the declared spelling becomes ours. Text in any other stays refused, also when it happens to look like ours. */
function textCells(use: MappedColumn, column: TextColumn, layout: ParquetPagesOptions['layout']): CellOf {
  if (use === 'instrument') return (row) => textAt(column, row) ?? '';
  const isSession = use === 'session';
  const sessionCell = remembered(sessionOfDay);
  const read = isSession ? sessionReader(layout.dateFormat) : numberReader(layout.numbers);
  const readPlain = isSession ? sessionReader('YYYY-MM-DD') : numberReader();
  return (row) => {
    const cell = textAt(column, row) ?? '';
    const value = read(cell);
    if (value !== null) return isSession ? sessionCell(value) : value;
    return readPlain(cell) === null ? cell : JSON.stringify(cell);
  };
}

/** Few sessions stand in many rows, and spelling one takes longer than all else (half of the time of 3 M rows). */
function remembered(cellOf: (value: number) => string): (value: number) => string {
  const known = new Map<number, string>();
  return (value) => {
    const seen = known.get(value);
    if (seen !== undefined) return seen;
    const cell = cellOf(value);
    known.set(value, cell);
    return cell;
  };
}

const FLAG_CELLS = ['false', 'true'];

/** A number is no date, not even one like 20240102 (seconds? days? digits?). */
function numberCell(use: MappedColumn, value: number): string | number {
  return use === 'session' && !Number.isNaN(value) ? `number ${value}` : value;
}

/** Years of four digits: what else a file can hold (an endless date, the year 10000) is no session. */
const [DAY_MIN, DAY_MAX] = [dayOfSession('0001-01-01' as Session), dayOfSession('9999-12-31' as Session)];

function dayCell(day: number): string {
  if (day === NO_INT) return '';
  return day >= DAY_MIN && day <= DAY_MAX ? sessionOfDay(day) : `day ${day}`;
}

/** A session at midnight UTC, and an instant otherwise. */
function instantCell(atMs: number): string {
  if (Number.isNaN(atMs)) return '';
  const isKnown = atMs >= DAY_MIN * DAY_MS && atMs < (DAY_MAX + 1) * DAY_MS;
  if (!isKnown) return `instant ${atMs}`;
  return atMs % DAY_MS === 0 ? sessionOfDay(atMs / DAY_MS) : new Date(atMs).toISOString();
}
