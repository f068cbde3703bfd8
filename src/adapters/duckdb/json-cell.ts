import {
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBType,
  type DuckDBValue,
  JsonDuckDBValueConverter,
} from '@duckdb/node-api';

export type JsonCell = string | number | boolean | null;

const DIGITS_SAFE = 15;

/** Any SQL value as JSON: what a double cannot hold exactly becomes text, dates and instants are ISO 8601, nested values are JSON text. */
export function jsonCell(value: DuckDBValue, type: DuckDBType): JsonCell {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value instanceof DuckDBDateValue) return String(value);
  if (value instanceof DuckDBTimestampValue) return String(value).replace(' ', 'T');
  if (value instanceof DuckDBTimestampTZValue) return instantCell(value);
  if (value instanceof DuckDBDecimalValue) return decimalCell(value);
  const json = JsonDuckDBValueConverter(value, type, JsonDuckDBValueConverter);
  return typeof json === 'object' ? JSON.stringify(json) : json;
}

/** The session's zone is UTC, so the text ends in `+00`. */
function instantCell(value: DuckDBTimestampTZValue): string {
  return String(value).replace(' ', 'T').replace(/\+00$/, 'Z');
}

function decimalCell(value: DuckDBDecimalValue): number | string {
  const text = String(value);
  return text.replace(/\D/g, '').length <= DIGITS_SAFE ? Number(text) : text;
}
