import type { Cells } from '../../control/state/cells.ts';
import { columnsOfRange, type RangeQuery } from '../../control/state/range.ts';
import { quoted } from './schema.ts';
import type { Bound, Statements } from './statements.ts';

/** What SQLite takes for "all". */
const NO_LIMIT = -1;

/** Rows by their key: a walk along the primary key's own index. */
export function rangeNow(statements: Statements, query: RangeQuery): readonly Cells[] {
  const { after, until, limit = NO_LIMIT } = query;
  const bounds = [after, until].filter((bound) => bound !== undefined);
  const values: readonly Bound[] = [...query.prefix, ...bounds, limit];
  return statements.rows(rangeSql(query), ...values).map((row) => ({ ...row }));
}

/** Texts by shape: a transaction asks for single rows all the time. */
const TEXTS = new Map<string, string>();

function rangeSql(query: RangeQuery): string {
  const { table, prefix, after, until, order } = query;
  const shape = `${table} ${prefix.length} ${after === undefined} ${until === undefined} ${order}`;
  let text = TEXTS.get(shape);
  if (text === undefined) {
    text = newRangeSql(query);
    TEXTS.set(shape, text);
  }
  return text;
}

function newRangeSql(query: RangeQuery): string {
  const { fixed, bounded } = columnsOfRange(query);
  const column = bounded === null ? '' : quoted(bounded);
  const conditions = [
    ...fixed.map((name) => `${quoted(name)} = ?`),
    ...(query.after === undefined ? [] : [`${column} > ?`]),
    ...(query.until === undefined ? [] : [`${column} <= ?`]),
  ];
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  return `SELECT * FROM ${quoted(query.table)} ${where} ${orderSql(query)} LIMIT ?`;
}

function orderSql(query: RangeQuery): string {
  const { rest } = columnsOfRange(query);
  const direction = query.order === 'descending' ? 'DESC' : 'ASC';
  return rest.length === 0 ? '' : `ORDER BY ${rest.map((name) => `${quoted(name)} ${direction}`).join(', ')}`;
}
