import { numberReader, whyNoNumber } from '../../data/source/cells.ts';
import type { ParsedBuilder } from '../../data/source/parsed-builder.ts';

/** What makes one record unusable: a sentence for the quarantine. */
export class Refused extends Error {}

/** Runs `map` over the records of a list; a `Refused` puts that record among the rejections. Lines count records from 1. */
export function eachRecord<Item>(
  records: readonly Item[],
  out: ParsedBuilder,
  map: (record: Item, line: number) => void,
): void {
  records.forEach((record, index) => {
    try {
      map(record, index + 1);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      out.reject(index + 1, error.message, [JSON.stringify(record)]);
    }
  });
}

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function objectOf(value: unknown): JsonObject {
  if (isObject(value)) return value;
  throw new Refused(`${shown(value)} is no object`);
}

const plain = numberReader();

/** A number, or a text that is one. @throws Refused */
export function numberIn(value: unknown, name: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  const read = typeof value === 'string' && value.trim() !== '' ? plain(value) : null;
  if (read !== null && !Number.isNaN(read)) return read;
  throw new Refused(
    `${name}: ${typeof value === 'string' && read === null ? whyNoNumber(value) : `${shown(value)} is no number`}`,
  );
}

/** As `numberIn`, and missing (NaN) for what is absent, null or blank. @throws Refused */
export function numberOrMissing(value: unknown, name: string): number {
  return value === undefined || value === null || value === '' ? Number.NaN : numberIn(value, name);
}

/** @throws Refused */
export function textIn(value: unknown, name: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new Refused(`${name}: ${shown(value)} is no text`);
}

/** Seconds, milliseconds and microseconds are told apart by their size: a wrong unit is never a plausible date. */
const INSTANT_MS = { min: Date.UTC(2010, 0, 1), max: Date.UTC(2100, 0, 1) };

/** @throws Refused when the number is no instant of this century in that unit */
export function instantIn(value: unknown, name: string, unitMs: number): number {
  const atMs = numberIn(value, name) * unitMs;
  if (atMs >= INSTANT_MS.min && atMs < INSTANT_MS.max) return Math.round(atMs);
  throw new Refused(`${name}: ${shown(value)} is no instant in ${unitMs === 1000 ? 'seconds' : 'milliseconds'}`);
}

/** ISO 8601, also with a space for the T and a zone of two digits. A time without a zone is refused. @throws Refused */
export function isoInstantIn(value: unknown, name: string): number {
  const text = textIn(value, name)
    .replace(' ', 'T')
    .replace(/([+-]\d{2})$/, '$1:00');
  const isWhole = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(text);
  const atMs = isWhole ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(atMs)) return atMs;
  throw new Refused(`${name}: ${shown(value)} is no instant with a zone`);
}

/** A list that comes as a text of JSON, or as a list. @throws Refused */
export function listIn(value: unknown, name: string): readonly unknown[] {
  const parsed = typeof value === 'string' ? parsedOrNull(value) : value;
  if (Array.isArray(parsed)) return parsed;
  throw new Refused(`${name}: ${shown(value)} is no list`);
}

function parsedOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const SHOWN_MAX = 60;

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text;
}
