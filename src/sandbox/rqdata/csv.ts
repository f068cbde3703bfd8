/** A table as the gateway serves it: cells are finished CSV text. */
export type Table = { readonly columns: readonly string[]; readonly rows: Iterable<readonly string[]> };

/** A float as pandas `to_csv` writes it: `79511.0`, `13.5`, `1e-05`, and nothing at all for NaN. */
export function floatCell(value: number): string {
  if (Number.isNaN(value)) return '';
  const size = Math.abs(value);
  if (size >= 1e16 || (size !== 0 && size < 1e-4)) return exponentCell(value);
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

/** Python writes at least two digits of exponent. */
function exponentCell(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
}

/** Cents as a float of yuan: 1318 -> `13.18`, 1350 -> `13.5`, 1200 -> `12.0`. */
export function centsCell(cents: number): string {
  const rest = cents % 100;
  return (cents - rest) / 100 + FRACTIONS[rest]!;
}

const FRACTIONS = Array.from({ length: 100 }, (_, cents) => {
  const digits = String(cents).padStart(2, '0');
  return `.${digits[1] === '0' ? digits[0] : digits}`;
});

/** Text; quoted only where it must be, as pandas does. */
export function textCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function boolCell(value: boolean): string {
  return value ? 'True' : 'False';
}

/** Index columns first, then the others: alphabetical, or as they were asked for. */
export function arrangeColumns(names: readonly string[], asked: readonly string[] | null): readonly string[] {
  return asked ?? [...names].sort();
}

const CHUNK_CHARS = 64 * 1024;

/** The text of a table in pieces of about 64 K: header, rows, and the blank line that ends the documented bodies. */
export function* csvChunks(table: Table, count: { rows: number }): Generator<string> {
  let pending = `${table.columns.join(',')}\n`;
  for (const row of table.rows) {
    count.rows += 1;
    pending += `${row.join(',')}\n`;
    if (pending.length < CHUNK_CHARS) continue;
    yield pending;
    pending = '';
  }
  yield `${pending}\n`;
}
