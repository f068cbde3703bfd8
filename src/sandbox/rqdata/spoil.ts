import type { Table } from './csv.ts';
import type { FaultKind } from './faults.ts';
import { hash32 } from './random.ts';

type Row = readonly string[];
type Spoiler = (table: Table, question: SpoilQuestion) => Table;

export type SpoilQuestion = {
  /** The newest date that the vendor has, `YYYY-MM-DD`. */
  readonly lastSession: string;
  /** A later one, of a session that has not come. */
  readonly futureSession: string;
};

/** One row in so many is spoilt; the first one always is. */
const ROWS_BETWEEN = 50;

/** The table with the fault in it, or as it is when the fault has nothing to do with its columns. */
export function spoil(table: Table, kind: FaultKind, question: SpoilQuestion): Table {
  return SPOILERS[kind]?.(table, question) ?? table;
}

const SPOILERS: Partial<Readonly<Record<FaultKind, Spoiler>>> = {
  reorder_columns: ({ columns, rows }) => ({
    columns: columns.toReversed(),
    rows: mapRows(rows, (r) => r.toReversed()),
  }),
  rename_column: ({ columns, rows }) => ({ columns: columns.map((name) => (name === 'close' ? 'last' : name)), rows }),
  missing_column: (table) => without(table, 'close'),
  extra_column: ({ columns, rows }) => ({ columns: [...columns, 'iopv'], rows: mapRows(rows, (row) => [...row, '']) }),
  duplicate_rows: (table) => ({ ...table, rows: repeatSome(table.rows, (row) => row) }),
  conflicting_rows: (table) => ({
    ...table,
    rows: repeatSome(
      table.rows,
      changer(table, 'close', (c) => `${c}1`),
    ),
  }),
  unsorted_rows: (table) => ({ ...table, rows: swapSome(table.rows) }),
  future_rows: (table, { futureSession }) => ({ ...table, rows: appendFuture(table, futureSession) }),
  negative_prices: (table) =>
    changeSome(
      table,
      changer(table, 'close', (cell) => `-${cell}`),
    ),
  high_below_low: (table) => changeSome(table, swapHighLow(table)),
  bad_numbers: (table) =>
    changeSome(
      table,
      changer(table, 'volume', () => '"12,345"'),
      changer(table, 'volume', () => '--'),
    ),
  zero_rows: ({ columns }) => ({ columns, rows: [] }),
  lost_rows: (table) => ({ ...table, rows: leaveOut(table.rows, rare(table, 'lost', LOST_ONE_IN)) }),
  late_rows: (table) => ({ ...table, rows: leaveOutOfMany(table.rows, rare(table, 'late', LOST_ONE_IN)) }),
  bad_rows: (table) => ({ ...table, rows: changeRare(table, swapHighLow(table)) }),
  restated_history: (table, { lastSession }) => ({ ...table, rows: restate(table, lastSession) }),
};

/** How rare the faults are that a good vendor has too. */
const LOST_ONE_IN = 12_000;
const BAD_ONE_IN = 40_000;
/** An answer of more rows than this is a large one. */
const MANY_ROWS = 1_000;

/** Chooses rows by instrument and date, so that every answer agrees on which. */
function rare({ columns }: Table, salt: string, oneIn: number): (row: Row) => boolean {
  const [id, date] = [columns.indexOf('order_book_id'), dateColumn(columns)];
  if (id < 0 || date < 0) return () => false;
  return (row) => hash32(`${salt} ${row[id]} ${row[date]!.slice(0, 10)}`) % oneIn === 0;
}

function* leaveOut(rows: Iterable<Row>, isChosen: (row: Row) => boolean): Generator<Row> {
  for (const row of rows) if (!isChosen(row)) yield row;
}

function* leaveOutOfMany(rows: Iterable<Row>, isChosen: (row: Row) => boolean): Generator<Row> {
  const held: Row[] = [];
  let isLarge = false;
  for (const row of rows) {
    if (!isLarge) held.push(row);
    else if (!isChosen(row)) yield row;
    if (isLarge || held.length <= MANY_ROWS) continue;
    isLarge = true;
    yield* leaveOut(held, isChosen);
  }
  if (!isLarge) yield* held;
}

function changeRare(table: Table, change: (row: Row) => Row): Generator<Row> {
  const isChosen = rare(table, 'bad', BAD_ONE_IN);
  return mapRows(table.rows, (row) => (isChosen(row) ? change(row) : row));
}

function* mapRows(rows: Iterable<Row>, change: (row: Row, index: number) => Row): Generator<Row> {
  let index = 0;
  for (const row of rows) {
    yield change(row, index);
    index += 1;
  }
}

/** The first change on every fiftieth row, the second, if any, on the row after it. */
function changeSome(table: Table, change: (row: Row) => Row, changeNext?: (row: Row) => Row): Table {
  const rows = mapRows(table.rows, (row, index) => {
    if (index % ROWS_BETWEEN === 0) return change(row);
    return index % ROWS_BETWEEN === 1 && changeNext !== undefined ? changeNext(row) : row;
  });
  return { ...table, rows };
}

function changer(table: Table, column: string, change: (cell: string) => string): (row: Row) => Row {
  const position = table.columns.indexOf(column);
  return (row) => (position < 0 ? row : row.with(position, change(row[position]!)));
}

function swapHighLow({ columns }: Table): (row: Row) => Row {
  const high = columns.indexOf('high');
  const low = columns.indexOf('low');
  return (row) => (high < 0 || low < 0 ? row : row.with(high, row[low]!).with(low, row[high]!));
}

function without({ columns, rows }: Table, column: string): Table {
  const position = columns.indexOf(column);
  if (position < 0) return { columns, rows };
  return { columns: columns.toSpliced(position, 1), rows: mapRows(rows, (row) => row.toSpliced(position, 1)) };
}

function* repeatSome(rows: Iterable<Row>, change: (row: Row) => Row): Generator<Row> {
  let index = 0;
  for (const row of rows) {
    yield row;
    if (index % ROWS_BETWEEN === 0) yield change(row);
    index += 1;
  }
}

function* swapSome(rows: Iterable<Row>): Generator<Row> {
  let held: Row | null = null;
  let index = 0;
  for (const row of rows) {
    if (index % ROWS_BETWEEN === 0) held = row;
    else yield row;
    if (index % ROWS_BETWEEN === 1 && held !== null) {
      yield held;
      held = null;
    }
    index += 1;
  }
  if (held !== null) yield held;
}

/** The last row again, under a date that has not come. */
function* appendFuture({ columns, rows }: Table, futureSession: string): Generator<Row> {
  const position = dateColumn(columns);
  let last: Row | null = null;
  for (const row of rows) {
    yield row;
    last = row;
  }
  if (last !== null && position >= 0) yield last.with(position, futureSession);
}

/** Closes of some past days move to the low, or to the high where they were there already. */
function restate({ columns, rows }: Table, lastSession: string): Iterable<Row> {
  const [date, close, low, high] = [dateColumn(columns), ...['close', 'low', 'high'].map((c) => columns.indexOf(c))];
  if (Math.min(date!, close!, low!, high!) < 0) return rows;
  return mapRows(rows, (row) => {
    const isPast = row[date!]! < lastSession && hash32(row[date!]!) % 7 === 0;
    return isPast ? row.with(close!, row[close!] === row[low!] ? row[high!]! : row[low!]!) : row;
  });
}

function dateColumn(columns: readonly string[]): number {
  return columns.findIndex((name) => name === 'date' || name === 'datetime');
}
