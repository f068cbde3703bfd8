import { ADJUST_TYPES, type Adjustment, type AdjustType, adjustmentOf } from '../adjustment.ts';
import type { BarSeries } from '../bars.ts';
import { arrangeColumns, centsCell, floatCell } from '../csv.ts';
import type { SimulatedInstrument } from '../instruments.ts';
import { SUSPENDED } from '../life.ts';
import {
  checkNames,
  checkSize,
  type Method,
  readFlag,
  readInstruments,
  readSessionRange,
  readText,
  readTexts,
  refuseValue,
} from '../request.ts';

const FIELDS = [
  ...['open', 'close', 'high', 'low', 'limit_up', 'limit_down'],
  ...['prev_close', 'total_turnover', 'volume', 'num_trades'],
];

/** Daily bars. Other frequencies and time slices are not simulated and are refused. */
export const getPrice: Method = {
  parameters: [
    ...['order_book_ids', 'start_date', 'end_date', 'frequency', 'fields'],
    ...['adjust_type', 'skip_suspended', 'expect_df', 'time_slice', 'market'],
  ],
  answer: (args, context) => {
    const asked = readTexts(args, 'fields');
    checkNames(asked ?? [], FIELDS, 'fields');
    checkFrequency(readText(args, 'frequency', '1d'));
    const adjustType = readText(args, 'adjust_type', 'pre');
    checkNames([adjustType], ADJUST_TYPES, 'adjust_type');
    const fields = arrangeColumns(FIELDS, asked);
    const instruments = readInstruments(args, context);
    const range = readSessionRange(args, context);
    checkSize(instruments.length * (range.end - range.begin) * fields.length, context);
    const { market, lastIndex } = context;
    const skipsSuspended = readFlag(args, 'skip_suspended', false);
    return {
      columns: ['order_book_id', asked === null ? 'datetime' : 'date', ...fields],
      rows: rowsOf(instruments, (instrument) => {
        const series = market.series(instrument);
        const adjustment = adjustmentOf(series, adjustType as AdjustType, lastIndex);
        return { series, range, fields, skipsSuspended, adjustment, sessions: market.sessions };
      }),
    };
  },
};

function* rowsOf(
  instruments: readonly SimulatedInstrument[],
  question: (instrument: SimulatedInstrument) => RowsQuestion,
): Generator<readonly string[]> {
  for (const instrument of instruments) yield* seriesRows(question(instrument));
}

type RowsQuestion = {
  readonly series: BarSeries;
  readonly range: { readonly begin: number; readonly end: number };
  readonly fields: readonly string[];
  readonly skipsSuspended: boolean;
  readonly adjustment: Adjustment;
  readonly sessions: readonly string[];
};

function* seriesRows(question: RowsQuestion): Generator<readonly string[]> {
  const { series, range, skipsSuspended, sessions } = question;
  const cells = question.fields.map((field) => cellOf(field, series, question.adjustment));
  const first = Math.max(0, range.begin - series.begin);
  const end = Math.min(series.rows, range.end - series.begin);
  for (let row = first; row < end; row += 1) {
    if (skipsSuspended && (series.flags[row]! & SUSPENDED) !== 0) continue;
    const cellsOfRow = [series.instrument.orderBookId, sessions[series.begin + row]!];
    for (const cell of cells) cellsOfRow.push(cell(row));
    yield cellsOfRow;
  }
}

type Cell = (row: number) => string;

/** Prices follow the factor, volume runs against it; the previous close stays as published. */
function cellOf(field: string, series: BarSeries, adjustment: Adjustment): Cell {
  switch (field) {
    case 'open':
      return priceCell(series.openCents, adjustment);
    case 'high':
      return priceCell(series.highCents, adjustment);
    case 'low':
      return priceCell(series.lowCents, adjustment);
    case 'close':
      return priceCell(series.closeCents, adjustment);
    case 'limit_up':
      return limitCell(series.limitUpCents, adjustment);
    case 'limit_down':
      return limitCell(series.limitDownCents, adjustment);
    case 'prev_close':
      return (row) => centsCell(series.prevCloseCents[row]!);
    case 'volume':
      return (row) => floatCell(Math.round(series.volume[row]! * adjustment.volume(row)));
    case 'total_turnover':
      return (row) => floatCell(series.turnoverCents[row]! / 100);
    default:
      return (row) => floatCell(series.trades[row]!);
  }
}

function priceCell(cents: Int32Array, adjustment: Adjustment): Cell {
  return (row) => {
    const factor = adjustment.price(row);
    return factor === 1 ? centsCell(cents[row]!) : floatCell(Math.round(cents[row]! * 100 * factor) / 10_000);
  };
}

/** Empty on the sessions without a limit. */
function limitCell(cents: Int32Array, adjustment: Adjustment): Cell {
  const cell = priceCell(cents, adjustment);
  return (row) => (cents[row] === 0 ? '' : cell(row));
}

function checkFrequency(frequency: string): void {
  if (frequency === '1d') return;
  refuseValue(`frequency: the simulated market has daily bars only, got ${frequency}; ask for 1d`);
}
