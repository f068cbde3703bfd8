import { assert, type TapelineError } from '../../core/errors.ts';
import {
  type Column,
  type ColumnType,
  type Frame,
  NO_FLAG,
  NO_INT,
  NO_TEXT,
  type Schema,
  textAt,
} from '../../core/frame.ts';
import { instantText, sessionOfDay } from '../../core/time.ts';
import type { LakeWrite } from '../../data/stored/lake.ts';
import { type Sorting, sortUnique } from './frame-sort.ts';
import { dataInvalid } from './refused.ts';

/**
 * The order in which the rows go into the file. A frame that breaks its own schema is a bug; missing or doubled keys
 * are the data's fault.
 *
 * @throws data.invalid
 */
export function checkedOrder(request: LakeWrite): Sorting['order'] {
  checkCells(request.rows, request.schema);
  for (const name of request.key) checkKeyColumn(request, name);
  const { order, tie } = sortUnique(request.rows, request.key);
  if (tie !== null) throw doubledKey(request, tie);
  return order;
}

/** Codes and flags index memory on the way out: one out of range would not fail, it would corrupt. */
function checkCells(rows: Frame, schema: Schema): void {
  const names = Object.keys(schema);
  assert(names.length > 0, 'a written frame has columns');
  const extra = Object.keys(rows.columns).filter((name) => !(name in schema));
  assert(extra.length === 0, `the frame has columns that its schema lacks: ${extra.join(', ')}`);
  for (const name of names) checkColumn(name, rows.columns[name], schema[name]!);
}

function checkColumn(name: string, column: Column | undefined, type: ColumnType): void {
  assert(column !== undefined, `the frame has the column "${name}" of its schema`);
  assert(column.type === type, `column "${name}" is ${column.type}, its schema says ${type}`);
  if (column.type === 'text') checkCodes(name, column.codes, column.dictionary.length);
  if (column.type === 'flag') checkFlags(name, column.values);
}

function checkCodes(name: string, codes: Int32Array, words: number): void {
  const row = codes.findIndex((code) => code < NO_TEXT || code >= words);
  assert(row === -1, `column "${name}" has code ${codes[row]} of ${words} in row ${row}`);
}

function checkFlags(name: string, values: Uint8Array): void {
  const row = values.findIndex((value) => value > 1 && value !== NO_FLAG);
  assert(row === -1, `column "${name}" has the flag ${values[row]} in row ${row}`);
}

function checkKeyColumn(request: LakeWrite, name: string): void {
  const column = request.rows.columns[name];
  assert(column !== undefined, `the key column "${name}" is in the frame`);
  const row = firstMissing(column);
  if (row === -1) return;
  throw dataInvalid(
    datasetOf(request),
    `row ${row} has no ${name}, which is part of its key`,
    'Give every row its key, or reject the row when validating.',
  );
}

function firstMissing(column: Column): number {
  switch (column.type) {
    case 'double':
    case 'instant':
      return column.values.findIndex(Number.isNaN);
    case 'int':
    case 'day':
      return column.values.indexOf(NO_INT);
    case 'flag':
      return column.values.indexOf(NO_FLAG);
    case 'text':
      return column.codes.indexOf(NO_TEXT);
  }
}

function doubledKey(request: LakeWrite, [first, second]: readonly [number, number]): TapelineError {
  const cells = request.key.map((name) => `${name} ${cellText(request.rows.columns[name]!, first)}`).join(', ');
  return dataInvalid(
    datasetOf(request),
    `rows ${first} and ${second} have the same key (${cells})`,
    'Keep one of them when validating.',
  );
}

function cellText(column: Column, row: number): string {
  if (column.type === 'text') return `"${textAt(column, row)}"`;
  const value = column.values[row]!;
  if (column.type === 'day') return sessionOfDay(value);
  return column.type === 'instant' ? instantText(value) : String(value);
}

export function datasetOf(request: LakeWrite): string {
  return `${request.asset}/${request.partition}`;
}
