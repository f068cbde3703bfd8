import { type Column, type Frame, NO_FLAG, NO_INT, NO_TEXT } from '../../core/frame.ts';
import { sessionOfDay } from '../../core/time.ts';

export type Cell = string | number | boolean | Date | null;

/** Cells of one column as database drivers take them: a missing one is NULL, a day is its date, an instant a Date. */
export function cellsOf(column: Column): Cell[] {
  switch (column.type) {
    case 'text':
      return Array.from(column.codes, (code) => (code === NO_TEXT ? null : column.dictionary[code]!));
    case 'double':
      return Array.from(column.values, (value) => (Number.isNaN(value) ? null : value));
    case 'instant':
      return Array.from(column.values, (value) => (Number.isNaN(value) ? null : new Date(value)));
    case 'int':
      return Array.from(column.values, (value) => (value === NO_INT ? null : value));
    case 'day':
      return Array.from(column.values, (value) => (value === NO_INT ? null : sessionOfDay(value)));
    case 'flag':
      return Array.from(column.values, (value) => (value === NO_FLAG ? null : value === 1));
  }
}

/** The columns of a frame, in this order. */
export function columnsOf(frame: Frame, names: readonly string[]): readonly Cell[][] {
  return names.map((name) => cellsOf(frame.columns[name]!));
}
