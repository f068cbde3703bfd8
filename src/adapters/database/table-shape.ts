import { TapelineError } from '../../core/errors.ts';
import type { ColumnType } from '../../core/frame.ts';
import type { PublishedTable } from '../../data/reported/table-publisher.ts';

/** A table as the database describes it. */
export type FoundTable = {
  /** By name: the type as the database calls it, in lower case, without lengths. */
  readonly columns: ReadonlyMap<string, FoundColumn>;
  /** The columns of each unique index. */
  readonly uniques: readonly (readonly string[])[];
};

export type FoundColumn = { readonly type: string; readonly isRequired: boolean };

/** What holds a column's values without losing any of them. */
const HOLDERS: Readonly<Record<ColumnType, readonly string[]>> = {
  text: ['text', 'character varying', 'varchar', 'char', 'character', 'mediumtext', 'longtext'],
  double: ['double precision', 'double', 'numeric', 'decimal'],
  int: ['integer', 'int', 'bigint', 'numeric', 'decimal'],
  day: ['date'],
  instant: ['timestamp with time zone', 'datetime', 'timestamp'],
  flag: ['boolean', 'tinyint', 'bit'],
};

/**
 * Whether rows can go into a table that is there: every column with a type that holds it, the key unique, and nothing
 * that demands a value we do not have.
 *
 * @throws database.schema naming everything that does not fit
 */
export function checkTable(where: string, table: PublishedTable, found: FoundTable): void {
  const problems = [
    ...table.columns.flatMap(({ name, type }) => columnProblem(found, name, type)),
    ...keyProblem(table, found),
    ...strangers(table, found),
  ];
  if (problems.length === 0) return;
  const wayOut = 'Change the table, or publish into another one: it is created as it has to be.';
  throw new TapelineError('database.schema', { facts: { database: where, table: table.name, problems, wayOut } });
}

function columnProblem({ columns }: FoundTable, name: string, type: ColumnType): readonly string[] {
  const found = columns.get(name);
  if (found === undefined) return [`it has no column "${name}"`];
  if (HOLDERS[type].includes(found.type)) return [];
  return [`column "${name}" is ${found.type}, which does not hold a ${type}`];
}

function keyProblem({ key }: PublishedTable, { uniques }: FoundTable): readonly string[] {
  const wanted = key.toSorted().join();
  const isUnique = uniques.some((columns) => columns.toSorted().join() === wanted);
  return isUnique ? [] : [`nothing makes (${key.join(', ')}) unique`];
}

function strangers(table: PublishedTable, found: FoundTable): readonly string[] {
  const own = new Set(table.columns.map(({ name }) => name));
  const demanding = [...found.columns].filter(([name, { isRequired }]) => isRequired && !own.has(name));
  return demanding.map(([name]) => `column "${name}" wants a value that we do not have`);
}

/** Names of tables and columns are ours, and still they are looked at: they stand in SQL. @throws Error */
export function checkedName(name: string): string {
  if (/^[a-z_][a-z0-9_]{0,62}$/.test(name)) return name;
  throw new Error(`"${name}" is no name for a table or a column`);
}

/** Where every table's watermark is kept. */
export const WATERMARKS = 'tapeline_published';
