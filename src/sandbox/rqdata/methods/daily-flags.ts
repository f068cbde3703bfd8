import type { BarSeries } from '../bars.ts';
import { boolCell, type Table } from '../csv.ts';
import { ST, SUSPENDED } from '../life.ts';
import {
  type Arguments,
  checkSize,
  type Method,
  type MethodContext,
  readInstruments,
  readSessionRange,
} from '../request.ts';

const PARAMETERS = ['order_book_ids', 'start_date', 'end_date', 'market'];

/** Whether a stock did not trade all day. */
export const isSuspended: Method = {
  parameters: PARAMETERS,
  answer: (args, context) => wideFlags(args, context, SUSPENDED),
};

/** Whether a stock was under special treatment. */
export const isStStock: Method = {
  parameters: PARAMETERS,
  answer: (args, context) => wideFlags(args, context, ST),
};

/** One row a session, one column a stock; empty where the stock is not listed. */
function wideFlags(args: Arguments, context: MethodContext, bit: number): Table {
  const { market } = context;
  const series = readInstruments(args, context).map(market.series);
  const { begin, end } = readSessionRange(args, context);
  checkSize(series.length * (end - begin), context);
  const indexes = Array.from({ length: end - begin }, (_, offset) => begin + offset);
  const listed = indexes.filter((index) => series.some((one) => isListedOn(one, index)));
  return {
    columns: ['date', ...series.map(({ instrument }) => instrument.orderBookId)],
    rows: listed.map((index) => [market.sessions[index]!, ...series.map((one) => flagCell(one, index, bit))]),
  };
}

function flagCell(series: BarSeries, index: number, bit: number): string {
  return isListedOn(series, index) ? boolCell((series.flags[index - series.begin]! & bit) !== 0) : '';
}

function isListedOn(series: BarSeries, index: number): boolean {
  return index >= series.begin && index < series.begin + series.rows;
}
