import { sessionOfDay } from '../../../core/time.ts';
import { arrangeColumns, centsCell, type Table, textCell } from '../csv.ts';
import { indexFrom } from '../days.ts';
import type { SimulatedInstrument } from '../instruments.ts';
import {
  type Arguments,
  isListedBy,
  type Method,
  type MethodContext,
  readDay,
  readTexts,
  requireTexts,
} from '../request.ts';

/** The stocks of a list, as one row each. */
export const instruments: Method = {
  parameters: ['order_book_ids', 'market'],
  answer: (args, context) => {
    const asked = requireTexts(args, 'order_book_ids').slice(context.isFirstIdUnknown ? 1 : 0);
    const known = asked.flatMap((id) => context.market.instrumentOf(id) ?? []);
    const listed = known.filter((instrument) => isListedBy(instrument, context.lastIndex));
    return tableOf(listed, DOCUMENTED_COLUMNS, context);
  },
};

/**
 * Every stock ever listed; with `date`, those listed on that date, also those delisted since.
 * Without one `type`, six columns.
 */
export const allInstruments: Method = {
  parameters: ['type', 'date', 'market'],
  answer: (args, context) => {
    const types = readTexts(args, 'type');
    const hasStocks = types === null || types.some((type) => type === 'CS' || type === 'Stock');
    const found = hasStocks ? context.market.instruments.filter(isAskedFor(args, context)) : [];
    const columns = types?.length === 1 ? ['order_book_id', ...arrangeColumns(DETAIL_COLUMNS, null)] : SHORT_COLUMNS;
    return tableOf(found, columns, context);
  },
};

function isAskedFor(args: Arguments, context: MethodContext): (instrument: SimulatedInstrument) => boolean {
  const day = readDay(args, 'date');
  if (day === null) return (instrument) => isListedBy(instrument, context.lastIndex);
  const index = Math.min(indexFrom(context.market.days, day + 1) - 1, context.lastIndex);
  return ({ life }) => life.listedDay <= day && (life.isListedBefore || life.begin <= index) && index < life.end;
}

/** In the order of the documented example. */
const DOCUMENTED_COLUMNS = [
  ...['order_book_id', 'industry_code', 'market_tplus', 'symbol', 'special_type', 'exchange', 'status', 'type'],
  ...['de_listed_date', 'listed_date', 'sector_code_name', 'abbrev_symbol', 'sector_code', 'round_lot'],
  ...['trading_hours', 'board_type', 'industry_name', 'issue_price', 'trading_code', 'office_address', 'province'],
];
const DETAIL_COLUMNS = DOCUMENTED_COLUMNS.slice(1);
const SHORT_COLUMNS = ['order_book_id', 'symbol', 'abbrev_symbol', 'type', 'listed_date', 'de_listed_date'];

function tableOf(list: readonly SimulatedInstrument[], columns: readonly string[], context: MethodContext): Table {
  const rows = list.map((instrument) => {
    const row = rowOf(instrument, context);
    return columns.map((column) => textCell(row[column]!));
  });
  return { columns, rows };
}

function rowOf(instrument: SimulatedInstrument, context: MethodContext): Readonly<Record<string, string>> {
  const { orderBookId, industry, exchange, board, life, traits } = instrument;
  const isDelisted = life.end <= context.lastIndex;
  const isSt = life.stSpans.some((span) => span.begin <= context.lastIndex && context.lastIndex < span.end);
  return {
    order_book_id: orderBookId,
    ...{ industry_code: industry.code, industry_name: industry.name },
    ...{ sector_code: industry.sectorCode, sector_code_name: industry.sectorName },
    symbol: isSt ? instrument.symbol.replace('模拟', '模拟ST') : instrument.symbol,
    abbrev_symbol: instrument.abbreviation,
    special_type: isSt ? 'ST' : 'Normal',
    status: isDelisted ? 'Delisted' : 'Active',
    listed_date: sessionOfDay(life.listedDay),
    de_listed_date: isDelisted ? context.market.sessions[life.end]! : NO_DATE,
    ...{ exchange, board_type: board, type: 'CS', market_tplus: '1' },
    round_lot: board === 'KSH' ? '200' : '100',
    trading_hours: '09:31-11:30,13:01-15:00',
    issue_price: centsCell(traits.priceCentsFirst),
    trading_code: orderBookId.slice(0, 6),
    office_address: '模拟地址;并无此公司',
    province: exchange === 'XSHE' ? '广东省' : '上海市',
  };
}

const NO_DATE = '0000-00-00';
