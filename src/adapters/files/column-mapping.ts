import { TapelineError } from '../../core/errors.ts';
import { nearestName } from '../../core/nearest.ts';

/** What a column of a price file can be for. */
export const MAPPED_COLUMNS = [
  'instrument',
  'session',
  'open',
  'high',
  'low',
  'close',
  'volume',
  'turnover',
  'prevClose',
  'limitUp',
  'limitDown',
  'adjClose',
] as const;

export type MappedColumn = (typeof MAPPED_COLUMNS)[number];

/**
 * Which column of the user's file is which of ours: `{ session: 'Date', close: 'Close' }`. What is not mapped is missing
 * in every row. `adjClose` is never stored: the ex-factors are read off it.
 */
export type ColumnMapping = { readonly [C in MappedColumn]?: string };

/** Where each mapped column stands in a header; -1 when it is not mapped. */
export type ColumnPositions = Readonly<Record<MappedColumn, number>>;

/**
 * Checks what can be known without a file.
 *
 * @throws config.invalid naming every problem
 */
export function checkMapping(mapping: ColumnMapping, { where, isSingle }: { where: string; isSingle: boolean }): void {
  const problems = Object.entries(mapping).flatMap(([column, name]) => [
    ...(isMappedColumn(column) ? [] : [unknownColumn(column)]),
    ...(typeof name === 'string' && name !== '' ? [] : [`"${column}" has no column name`]),
  ]);
  for (const required of ['session', 'close'] as const) {
    if (mapping[required] === undefined) problems.push(`"${required}" is not mapped`);
  }
  if (isSingle && mapping.instrument !== undefined) problems.push('"instrument" is both a column and a constant');
  if (!isSingle && mapping.instrument === undefined) problems.push('"instrument" is neither a column nor a constant');
  if (problems.length === 0) return;
  const wayOut = `Map our columns (${MAPPED_COLUMNS.join(', ')}) to names of the file's header.`;
  throw new TapelineError('config.invalid', { facts: { where, problems, wayOut } });
}

/** One sentence per mapped column that the header lacks or has twice. */
export function problemsWithHeader(mapping: ColumnMapping, header: readonly string[]): readonly string[] {
  const listed = header.map((name) => `"${name}"`).join(', ');
  return mappedEntries(mapping).flatMap(([column, name]) => {
    const count = header.filter((found) => found === name).length;
    if (count === 1) return [];
    if (count > 1) return [`column "${name}" (for ${column}) is ${count} times in the header`];
    const nearest = nearestName(name, header);
    const hint = nearest === null ? '' : `; did you mean "${nearest}"?`;
    return [`column "${name}" (for ${column}) is not in the header ${listed}${hint}`];
  });
}

/** @throws config.invalid when the mapping does not fit the file's header */
export function requireHeader(mapping: ColumnMapping, header: readonly string[], where: string): void {
  const problems = problemsWithHeader(mapping, header);
  if (problems.length === 0) return;
  const wayOut = 'Correct the mapping, the delimiter, or the file.';
  throw new TapelineError('config.invalid', { facts: { where, problems, wayOut } });
}

export function positionsIn(mapping: ColumnMapping, header: readonly string[]): ColumnPositions {
  const position = (column: MappedColumn) => (mapping[column] === undefined ? -1 : header.indexOf(mapping[column]));
  return Object.fromEntries(MAPPED_COLUMNS.map((column) => [column, position(column)])) as ColumnPositions;
}

export function mappedEntries(mapping: ColumnMapping): readonly (readonly [MappedColumn, string])[] {
  return MAPPED_COLUMNS.flatMap((column) =>
    mapping[column] === undefined ? [] : [[column, mapping[column]] as const],
  );
}

function isMappedColumn(name: string): name is MappedColumn {
  return (MAPPED_COLUMNS as readonly string[]).includes(name);
}

function unknownColumn(name: string): string {
  const nearest = nearestName(name, MAPPED_COLUMNS);
  return `"${name}" is none of our columns${nearest === null ? '' : `; did you mean "${nearest}"?`}`;
}
