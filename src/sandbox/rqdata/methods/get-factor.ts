import { floatCell } from '../csv.ts';
import {
  checkNames,
  checkSize,
  type Method,
  type MethodContext,
  readInstruments,
  readSessionRange,
  refuseValue,
  requireTexts,
} from '../request.ts';
import { FACTORS, type Factor, factorValues, knownBySession } from '../valuation.ts';

/** Daily factors; without dates, those of the session before today. */
export const getFactor: Method = {
  parameters: ['order_book_ids', 'factor', 'start_date', 'end_date', 'universe', 'expect_df', 'market'],
  answer: (args, context) => {
    const factors = requireTexts(args, 'factor');
    checkNames(factors, FACTORS, 'factor');
    if ((args.start_date === undefined) !== (args.end_date === undefined)) {
      refuseValue('start_date and end_date should both be given or both be left out');
    }
    const range = args.start_date === undefined ? previousSession(context) : readSessionRange(args, context);
    const series = readInstruments(args, context).map(context.market.series);
    checkSize(series.length * (range.end - range.begin) * factors.length, context);
    return {
      columns: ['order_book_id', 'date', ...factors],
      rows: rowsOf(context, { series, range, factors: factors as readonly Factor[] }),
    };
  },
};

type Series = ReturnType<MethodContext['market']['series']>;
type RowsQuestion = {
  readonly series: readonly Series[];
  readonly range: { readonly begin: number; readonly end: number };
  readonly factors: readonly Factor[];
};

function* rowsOf({ market }: MethodContext, question: RowsQuestion): Generator<readonly string[]> {
  const { range, factors } = question;
  for (const series of question.series) {
    const known = knownBySession(series, market.statements(series.instrument), market.days);
    const values = factors.map((factor) => factorValues(series, known, factor));
    const first = Math.max(series.begin, range.begin);
    const end = Math.min(series.begin + series.rows, range.end);
    for (let index = first; index < end; index += 1) {
      const cells = values.map((column) => floatCell(column[index - series.begin]!));
      yield [series.instrument.orderBookId, market.sessions[index]!, ...cells];
    }
  }
}

/** The session before the vendor's date. */
function previousSession({ market, lastIndex, asOfDay }: MethodContext): { begin: number; end: number } {
  const index = market.days[lastIndex] === asOfDay ? lastIndex - 1 : lastIndex;
  return { begin: Math.max(0, index), end: Math.max(0, index) + 1 };
}
