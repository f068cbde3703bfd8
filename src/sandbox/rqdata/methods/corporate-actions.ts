import { type SessionDay, sessionOfDay } from '../../../core/time.ts';
import type { CorporateAction } from '../corporate-actions.ts';
import { floatCell } from '../csv.ts';
import type { SimulatedInstrument } from '../instruments.ts';
import { type Arguments, type Method, type MethodContext, readDay, readInstruments } from '../request.ts';

const PARAMETERS = ['order_book_ids', 'start_date', 'end_date', 'adjusted', 'expect_df', 'market'];

/** Adjustment factors by ex-date. */
export const getExFactor: Method = {
  parameters: PARAMETERS,
  answer: (args, context) => {
    const { sessions } = context.market;
    const rows = actionRows(args, context, {
      dayOf: (action, days) => days[action.exIndex]!,
      isKnown: (action, { lastIndex }) => action.exIndex <= lastIndex,
      cells: ({ instrument, action, next }) => [
        sessions[action.exIndex]!,
        sessions[action.declarationIndex]!,
        floatCell(rounded(action.exFactorCumulative)),
        next === undefined ? '' : sessionOfDay(context.market.days[next.exIndex]! - 1),
        floatCell(action.exFactor),
        instrument.orderBookId,
      ],
    });
    return {
      columns: ['ex_date', 'announcement_date', 'ex_cum_factor', 'ex_end_date', 'ex_factor', 'order_book_id'],
      rows,
    };
  },
};

/** Bonus shares by the date on which the holders are counted. */
export const getSplit: Method = {
  parameters: PARAMETERS,
  answer: (args, context) => {
    const { sessions } = context.market;
    const rows = actionRows(args, context, {
      dayOf: (action, days) => days[action.exIndex - 1]!,
      isKnown: (action, { lastIndex }) => action.declarationIndex <= lastIndex && action.sharesToTenths > 100,
      cells: ({ instrument, action }) => [
        instrument.orderBookId,
        sessions[action.exIndex]!,
        sessions[action.exIndex - 1]!,
        floatCell(rounded(action.splitFactorCumulative)),
        sessions[action.exIndex]!,
        '10',
        floatCell(action.sharesToTenths / 10),
      ],
    });
    const dates = ['ex_dividend_date', 'book_closure_date', 'cum_factor', 'payable_date'];
    return { columns: ['order_book_id', ...dates, 'split_coefficient_from', 'split_coefficient_to'], rows };
  },
};

/** Days between the first plan and the final announcement. */
const ADVANCE_DAYS = 45;

/** Cash dividends by the date of the announcement: also such that go ex only in the future. */
export const getDividend: Method = {
  parameters: PARAMETERS,
  answer: (args, context) => {
    const { sessions, days } = context.market;
    const rows = actionRows(args, context, {
      dayOf: (action) => days[action.declarationIndex]!,
      isKnown: (action, { lastIndex }) => action.declarationIndex <= lastIndex && action.cashPerTenCents > 0,
      cells: ({ instrument, action }) => [
        instrument.orderBookId,
        sessions[action.declarationIndex]!,
        sessionOfDay(days[action.declarationIndex]! - ADVANCE_DAYS),
        sessions[action.exIndex - 1]!,
        floatCell(action.cashPerTenCents / 100),
        sessions[action.exIndex]!,
        sessions[action.exIndex]!,
        action.quarter,
        '10.0',
      ],
    });
    return { columns: DIVIDEND_COLUMNS, rows };
  },
};

const DIVIDEND_COLUMNS = [
  ...['order_book_id', 'declaration_announcement_date', 'advance_date', 'book_closure_date'],
  ...['dividend_cash_before_tax', 'ex_dividend_date', 'payable_date', 'quarter', 'round_lot'],
];

type ActionRow = {
  readonly instrument: SimulatedInstrument;
  readonly action: CorporateAction;
  /** The next action that is known to go ex. */
  readonly next: CorporateAction | undefined;
};

type ActionQuestion = {
  /** The date that the range of the call is about. */
  readonly dayOf: (action: CorporateAction, days: Int32Array) => SessionDay;
  readonly isKnown: (action: CorporateAction, context: MethodContext) => boolean;
  readonly cells: (row: ActionRow) => readonly string[];
};

function actionRows(args: Arguments, context: MethodContext, question: ActionQuestion): readonly (readonly string[])[] {
  const begin = readDay(args, 'start_date') ?? Number.NEGATIVE_INFINITY;
  const end = readDay(args, 'end_date') ?? Number.POSITIVE_INFINITY;
  const { market } = context;
  return readInstruments(args, context).flatMap((instrument) => {
    const known = market.series(instrument).actions.filter((action) => question.isKnown(action, context));
    return known.flatMap((action, position) => {
      const day = question.dayOf(action, market.days);
      return day >= begin && day <= end ? [question.cells({ instrument, action, next: known[position + 1] })] : [];
    });
  });
}

function rounded(factor: number): number {
  return Math.round(factor * 1e6) / 1e6;
}
