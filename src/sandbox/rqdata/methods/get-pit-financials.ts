import { sessionOfDay } from '../../../core/time.ts';
import { arrangeColumns, floatCell } from '../csv.ts';
import type { Statement } from '../fundamentals.ts';
import type { SimulatedInstrument } from '../instruments.ts';
import { parseQuarter, type Quarter, quarterText } from '../quarters.ts';
import {
  type Arguments,
  checkNames,
  checkSize,
  type Method,
  type MethodContext,
  readDay,
  readInstruments,
  readText,
  refuseValue,
  requireTexts,
} from '../request.ts';
import { STATEMENT_FIELDS, type StatementField } from '../statement-fields.ts';

/** The figures of the statements as they were known on `date`: the latest version of each quarter, or all of them. */
export const getPitFinancials: Method = {
  parameters: ['order_book_ids', 'fields', 'start_quarter', 'end_quarter', 'date', 'statements', 'market'],
  answer: (args, context) => {
    const fields = requireTexts(args, 'fields');
    checkNames(fields, STATEMENT_FIELDS, 'fields');
    const versions = readText(args, 'statements', 'latest');
    if (versions !== 'latest' && versions !== 'all') refuseValue(`invalid statements, got ${versions}`);
    const [first, last] = [quarterOf(args, 'start_quarter'), quarterOf(args, 'end_quarter')];
    if (first > last) refuseValue(`invalid quarter range: [${quarterText(first)}, ${quarterText(last)}]`);
    const asOfDay = Math.min(readDay(args, 'date') ?? context.asOfDay, context.asOfDay);
    const question: RowsQuestion = { first, last, asOfDay, isLatestOnly: versions === 'latest', fields };
    const instruments = readInstruments(args, context);
    checkSize(instruments.length * (last - first + 1) * fields.length, context);
    const columns = arrangeColumns([...new Set([...fields, 'if_adjusted', 'rice_create_tm'])], null);
    return {
      columns: ['order_book_id', 'quarter', 'info_date', ...columns],
      rows: instruments.flatMap((instrument) => rowsOf(instrument, context, { ...question, columns })),
    };
  },
};

type RowsQuestion = {
  readonly first: Quarter;
  readonly last: Quarter;
  readonly asOfDay: number;
  readonly isLatestOnly: boolean;
  readonly fields: readonly string[];
};

function rowsOf(
  instrument: SimulatedInstrument,
  { market }: MethodContext,
  question: RowsQuestion & { readonly columns: readonly string[] },
): readonly (readonly string[])[] {
  const { first, last, asOfDay, isLatestOnly, columns } = question;
  const known = market
    .statements(instrument)
    .filter(({ quarter, infoDay }) => quarter >= first && quarter <= last && infoDay <= asOfDay);
  const shown = isLatestOnly ? known.filter((one, index) => known[index + 1]?.quarter !== one.quarter) : known;
  return shown.map((statement) => [
    instrument.orderBookId,
    quarterText(statement.quarter),
    sessionOfDay(statement.infoDay),
    ...columns.map((column) => cellOf(statement, column)),
  ]);
}

function cellOf(statement: Statement, column: string): string {
  if (column === 'if_adjusted') return String(statement.ifAdjusted);
  if (column === 'rice_create_tm') return storedText(statement);
  return floatCell(statement.values[column as StatementField]);
}

/** When the vendor stored the row, in Shanghai time. */
function storedText({ infoDay, storedSeconds }: Statement): string {
  if (Number.isNaN(storedSeconds)) return '';
  return new Date((infoDay * 86_400 + storedSeconds) * 1000).toISOString().slice(0, 19).replace('T', ' ');
}

function quarterOf(args: Arguments, name: string): Quarter {
  const text = requireTexts(args, name)[0]!;
  return parseQuarter(text) ?? refuseValue(`invalid argument ${name}: ${text}, valid parameter: string like 2016q1`);
}
