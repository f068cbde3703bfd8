import type { SessionDay } from '../../core/time.ts';
import {
  type NumberReader,
  type NumberRules,
  numberReader,
  PLAIN_NUMBERS,
  sessionReader,
  whyNoNumber,
} from '../../data/source/cells.ts';
import {
  type ColumnMapping,
  type ColumnPositions,
  MAPPED_COLUMNS,
  type MappedColumn,
  positionsIn,
} from './column-mapping.ts';
import type { CsvTable, TextEncodingName } from './csv.ts';

/** How a table of prices is written. */
export type PriceLayout = {
  readonly encoding: TextEncodingName;
  readonly delimiter: string;
  readonly mapping: ColumnMapping;
  /** Every row's instrument, when no column says it. */
  readonly instrument: string | null;
  readonly dateFormat: string;
  readonly numbers: NumberRules;
};

/** Our own spelling, for bodies that we write ourselves: our names, ISO dates, plain numbers. */
export const PLAIN_LAYOUT: PriceLayout = {
  encoding: 'utf-8',
  delimiter: ',',
  mapping: Object.fromEntries(MAPPED_COLUMNS.map((column) => [column, column])),
  instrument: null,
  dateFormat: 'YYYY-MM-DD',
  numbers: PLAIN_NUMBERS,
};

export type NumberColumn = Exclude<MappedColumn, 'instrument' | 'session'>;

/** One record of prices, read as far as asked: a text stands for what cannot be read and why. */
export type PriceRecord = {
  readonly line: number;
  readonly cells: readonly string[];
  readonly instrument: string;
  readonly session: SessionDay;
  readonly number: (column: NumberColumn) => number | { readonly refused: string };
};

export type UnreadRecord = { readonly line: number; readonly cells: readonly string[]; readonly refused: string };

/** Reads the records of a table one after the other; those without instrument or session come as unread. */
export function* priceRecords(table: CsvTable, layout: PriceLayout): Generator<PriceRecord | UnreadRecord> {
  const at = positionsIn(layout.mapping, table.header);
  const readSession = sessionReader(layout.dateFormat);
  const readNumber = numberReader(layout.numbers);
  const context = { at, layout, readNumber };
  for (let row = 0; row < table.records.length; row += 1) {
    const [cells, line] = [table.records[row]!, table.lines[row]!];
    if (cells.length !== table.header.length) {
      yield { line, cells, refused: `${cells.length} cells, the header has ${table.header.length}` };
      continue;
    }
    const instrument = layout.instrument ?? cells[at.instrument]!.trim();
    const session = readSession(cells[at.session]!);
    const refused = refusalOf(instrument, session, cells[at.session]!, layout);
    if (refused === null) yield { line, cells, instrument, session: session!, number: numberOf(cells, context) };
    else yield { line, cells, refused };
  }
}

function refusalOf(instrument: string, session: number | null, cell: string, layout: PriceLayout): string | null {
  if (instrument === '') return 'instrument: empty';
  if (session !== null) return null;
  return `session: ${JSON.stringify(cell.slice(0, 40))} is not a date like ${layout.dateFormat}`;
}

type ReadContext = { readonly at: ColumnPositions; readonly layout: PriceLayout; readonly readNumber: NumberReader };

function numberOf(cells: readonly string[], { at, layout, readNumber }: ReadContext): PriceRecord['number'] {
  return (column) => {
    if (at[column] < 0) return Number.NaN;
    const cell = cells[at[column]]!;
    return readNumber(cell) ?? { refused: `${column}: ${whyNoNumber(cell, layout.numbers)}` };
  };
}

/** A table in our own spelling: what `PLAIN_LAYOUT` reads. */
export function plainTable(columns: readonly MappedColumn[], rows: Iterable<readonly (string | number)[]>): Uint8Array {
  const lines = [columns.join(',')];
  for (const row of rows) lines.push(row.map(plainCell).join(','));
  return new TextEncoder().encode(`${lines.join('\n')}\n`);
}

function plainCell(value: string | number): string {
  if (typeof value === 'number') return Number.isNaN(value) ? '' : String(value);
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
