import { TapelineError } from './errors.ts';

/** What can be stored and read back equal: JSON, no more. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export const OUTPUT_BYTES_MAX = 1024 * 1024;
const DEPTH_MAX = 64;

/**
 * The one codec of step outputs: strict JSON, capped. `undefined` fields are dropped and -0 becomes 0; anything else
 * that would come back different (NaN, Date, Map, BigInt, holes, cycles, class instances) is refused by the path to it.
 *
 * @throws step.output_invalid
 */
export function encodeOutput(step: string, value: unknown): string {
  const output = value === undefined ? null : value;
  const problem = unstorableIn(output);
  if (problem !== null)
    throw unstorable(step, problem, 'Return plain JSON, or write a dataset and return its reference.');
  const text = JSON.stringify(output);
  const bytes = utf8Bytes(text);
  if (bytes <= OUTPUT_BYTES_MAX) return text;
  const wayOut = 'Write a dataset to the lake and return its reference.';
  throw unstorable(step, `it has ${bytes} bytes, the limit is ${OUTPUT_BYTES_MAX}`, wayOut);
}

export function decodeOutput(text: string): unknown {
  return JSON.parse(text);
}

/** Anything else of a step that is going to be stored as JSON. @throws step.output_invalid naming `what`. */
export function checkStorable(step: string, what: string, value: unknown): void {
  const problem = unstorableIn(value);
  if (problem !== null) throw unstorable(step, `${what} has ${problem}`, 'Hand over plain JSON.');
}

/** Why a value would not come back equal, or null when it would. */
export function unstorableIn(value: unknown): string | null {
  return findUnstorable(value, '$', 0, new Set());
}

function utf8Bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}

function findUnstorable(value: unknown, path: string, depth: number, above: Set<object>): string | null {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return null;
  if (typeof value === 'number') return Number.isFinite(value) ? null : `${path} is ${value}`;
  if (typeof value !== 'object') return `${path} is a ${typeof value}`;
  if (depth > DEPTH_MAX) return `${path} is nested deeper than ${DEPTH_MAX}`;
  if (above.has(value)) return `${path} refers back to itself`;
  const prototype = Object.getPrototypeOf(value);
  const isPlain = prototype === Object.prototype || prototype === null || Array.isArray(value);
  if (!isPlain) return `${path} is a ${value.constructor?.name ?? 'class instance'}`;
  if (Object.getOwnPropertySymbols(value).length > 0) return `${path} has a symbol as key`;
  above.add(value);
  const problem = Array.isArray(value)
    ? findInList(value, path, depth, above)
    : findInObject(value, path, depth, above);
  above.delete(value);
  return problem;
}

function findInList(list: readonly unknown[], path: string, depth: number, above: Set<object>): string | null {
  for (let index = 0; index < list.length; index += 1) {
    if (!(index in list)) return `${path}[${index}] is a hole`;
    const problem = findUnstorable(list[index], `${path}[${index}]`, depth + 1, above);
    if (problem !== null) return problem;
  }
  const keys = Object.keys(list);
  return keys.length > list.length ? `${path}.${keys.at(-1)} stands on a list` : null;
}

function findInObject(value: object, path: string, depth: number, above: Set<object>): string | null {
  for (const [key, inner] of Object.entries(value)) {
    if (key === '__proto__') return `${path} has a key "__proto__"`;
    if (inner === undefined) continue;
    const problem = findUnstorable(inner, `${path}.${key}`, depth + 1, above);
    if (problem !== null) return problem;
  }
  return null;
}

function unstorable(step: string, problem: string, wayOut: string): TapelineError {
  return new TapelineError('step.output_invalid', { facts: { step, problem, wayOut } });
}
