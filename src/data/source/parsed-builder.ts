import { type Column, type ColumnType, frame, NO_FLAG, NO_INT, NO_TEXT, type Schema } from '../../core/frame.ts';
import { KIND_SCHEMAS } from './kinds.ts';
import type { Parsed, ParseRejection, SourceKind } from './source.ts';

/** A number (also for days, instants and flags), a text, or null for missing. */
export type CellValue = number | string | null;

/** Collects what a source read from one body, row by row, in the order of the body. */
export type ParsedBuilder = {
  /** One cell per column of the schema, in that order. */
  readonly row: (line: number, cells: readonly CellValue[]) => void;
  readonly reject: (line: number, reason: string, cells: readonly string[]) => void;
  readonly build: () => Parsed;
};

/** What is kept of a rejected line. */
const REJECTED_TEXT_MAX = 300;

/** @param kind a kind of the stock desk by its name, or the columns of another */
export function parsedBuilder(kind: SourceKind | Schema): ParsedBuilder {
  const schema: Schema = typeof kind === 'string' ? KIND_SCHEMAS[kind] : kind;
  const columns = Object.values(schema).map((type) => (type === 'text' ? textCells() : numberCells(type)));
  const lines = numberCells('int');
  const rejected: ParseRejection[] = [];
  return {
    row(line, cells) {
      lines.add(line);
      for (let index = 0; index < columns.length; index += 1) columns[index]!.add(cells[index] ?? null);
    },
    reject(line, reason, cells) {
      rejected.push({ line, reason, text: cells.join(',').slice(0, REJECTED_TEXT_MAX) });
    },
    build() {
      const entries = Object.keys(schema).map((name, index) => [name, columns[index]!.column()] as const);
      return { rows: frame(Object.fromEntries(entries)), lines: lines.values(), rejected };
    },
  };
}

type Cells = { readonly add: (cell: CellValue) => void; readonly column: () => Column };

const ROWS_FIRST = 1024;

const MISSING = { double: Number.NaN, instant: Number.NaN, int: NO_INT, day: NO_INT, flag: NO_FLAG } as const;

/** Grows by doubling: boxed cells would cost more in garbage than all the reading. */
function numberCells(type: Exclude<ColumnType, 'text'>) {
  let buffer = new Float64Array(ROWS_FIRST);
  let count = 0;
  const missing = MISSING[type];
  return {
    add(cell: CellValue): void {
      if (count === buffer.length) buffer = grown(buffer);
      buffer[count] = cell === null ? missing : (cell as number);
      count += 1;
    },
    values: () => Int32Array.from(buffer.subarray(0, count)),
    column(): Column {
      const used = buffer.subarray(0, count);
      if (type === 'double' || type === 'instant') return { type, values: used.slice() };
      return type === 'flag' ? { type, values: Uint8Array.from(used) } : { type, values: Int32Array.from(used) };
    },
  };
}

function grown(buffer: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(buffer.length * 2);
  larger.set(buffer);
  return larger;
}

function textCells(): Cells {
  const codeOf = new Map<string, number>();
  const codes = numberCells('int');
  return {
    add(cell) {
      codes.add(cell === null ? NO_TEXT : codeIn(codeOf, cell as string));
    },
    column: () => ({ type: 'text', codes: codes.values(), dictionary: [...codeOf.keys()] }),
  };
}

function codeIn(codeOf: Map<string, number>, text: string): number {
  const known = codeOf.get(text);
  if (known !== undefined) return known;
  codeOf.set(text, codeOf.size);
  return codeOf.size - 1;
}
