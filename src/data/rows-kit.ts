import { type Column, type ColumnType, type Frame, NO_FLAG, NO_INT, type Schema, textColumn } from '../core/frame.ts';
import { dayOfSession, toSession } from '../core/time.ts';
import { keepRaw } from './raw/keep.ts';
import type { RawStore } from './raw/raw-store.ts';
import { KIND_SCHEMAS } from './source/kinds.ts';
import type { ParseRejection, SourceKind } from './source/source.ts';
import type { Page } from './validated/validated.ts';

/** A row as tests write it: text, numbers, days as `2024-03-05`; what is left out is missing. */
export type RowLiteral = Readonly<Record<string, string | number | null>>;

/** For tests: a frame from rows written by hand. */
export function frameOf(schema: Schema, rows: readonly RowLiteral[]): Frame {
  const columns = Object.entries(schema).map(([name, type]) => {
    const cells = rows.map((row) => row[name] ?? null);
    return [name, columnOfCells(type, cells)] as const;
  });
  return { rows: rows.length, columns: Object.fromEntries(columns) };
}

function columnOfCells(type: ColumnType, cells: readonly (string | number | null)[]): Column {
  if (type === 'text') return textColumn(cells.map((cell) => (cell === null ? null : String(cell))));
  const numbers = cells.map((cell) => numberOfCell(type, cell));
  if (type === 'flag') return { type, values: Uint8Array.from(numbers) };
  if (type === 'int' || type === 'day') return { type, values: Int32Array.from(numbers) };
  return { type, values: Float64Array.from(numbers) };
}

function numberOfCell(type: ColumnType, cell: string | number | null): number {
  if (cell === null) return type === 'flag' ? NO_FLAG : type === 'int' || type === 'day' ? NO_INT : Number.NaN;
  if (typeof cell === 'number') return cell;
  return type === 'instant' ? Date.parse(cell) : dayOfSession(toSession(cell));
}

/** For tests: rows back as literals, days as text, missing cells as null. */
export function rowsOf(table: Frame): readonly RowLiteral[] {
  return Array.from({ length: table.rows }, (_, row) =>
    Object.fromEntries(Object.entries(table.columns).map(([name, column]) => [name, cellOf(column, row)])),
  );
}

function cellOf(column: Column, row: number): string | number | null {
  if (column.type === 'text') return column.codes[row] === -1 ? null : column.dictionary[column.codes[row]!]!;
  const value = column.values[row]!;
  if (Number.isNaN(value) || value === NO_INT || (column.type === 'flag' && value === NO_FLAG)) return null;
  return column.type === 'day' ? new Date(value * 86_400_000).toISOString().slice(0, 10) : value;
}

export type PageOptions = {
  readonly provider?: string;
  readonly fetchedAtMs?: number;
  readonly simulated?: boolean;
  readonly rejected?: readonly ParseRejection[];
};

/** For tests: a page as if a source had delivered and read it; line 1 is the header. */
export async function pageOf(kind: SourceKind, rows: readonly RowLiteral[], options: PageOptions = {}): Promise<Page> {
  const { provider = 'test', fetchedAtMs = 0, simulated = true, rejected = [] } = options;
  const body = new TextEncoder().encode(JSON.stringify(rows));
  const about = { source: provider, extension: 'json', query: {}, fetchedAtMs, simulated } as const;
  const request = { kind, instruments: [], from: null, to: null, asOf: null };
  const raw = await keepRaw(rawStoreForTests(), { kind, body, about, request });
  const lines = Int32Array.from(rows, (_, row) => row + 2);
  return { raw, parsed: { rows: frameOf(KIND_SCHEMAS[kind], rows), lines, rejected } };
}

/** For tests: keeps bodies in memory, named by length and a checksum. */
export function rawStoreForTests(): RawStore & { readonly bodies: ReadonlyMap<string, Uint8Array> } {
  const bodies = new Map<string, Uint8Array>();
  return {
    bodies,
    async put(body) {
      const sha256 = `${body.length}-${body.reduce((sum, byte) => (sum * 31 + byte) % 1_000_000_007, 7)}`;
      bodies.set(sha256, body);
      return { sha256, path: `raw/${sha256}`, bytes: body.length };
    },
    async get(address) {
      return bodies.get(address.sha256)!;
    },
  };
}
