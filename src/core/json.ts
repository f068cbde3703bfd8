import { TapelineError } from './errors.ts';

/** What can be stored and read back equal: JSON, no more. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export const OUTPUT_BYTES_MAX = 1024 * 1024;
/** The bytes of what is larger than this are not counted. */
const COUNTED_MAX = 2 * OUTPUT_BYTES_MAX;
const DEPTH_MAX = 64;

/**
 * The one codec of step outputs: strict JSON, capped. `undefined` fields are dropped and -0 becomes 0; anything else
 * that would come back different (NaN, Date, Map, BigInt, holes, cycles, class instances) is refused by the path to it.
 *
 * @throws step.output_invalid
 */
export function encodeOutput(step: string, value: unknown): string {
  const output = value === undefined ? null : value;
  const problem = unstorableIn(output, COUNTED_MAX);
  if (problem === TOO_LARGE) throw tooLarge(step, `more than ${COUNTED_MAX}`);
  if (problem !== null)
    throw unstorable(step, problem, 'Return plain JSON, or write a dataset and return its reference.');
  const text = JSON.stringify(output);
  const bytes = utf8Bytes(text);
  if (bytes > OUTPUT_BYTES_MAX) throw tooLarge(step, String(bytes));
  return text;
}

export function decodeOutput(text: string): unknown {
  return JSON.parse(text);
}

/** Anything else of a step that is going to be stored as JSON. @throws step.output_invalid naming `what`. */
export function checkStorable(step: string, what: string, value: unknown): void {
  const problem = unstorableIn(value);
  if (problem !== null) throw unstorable(step, `${what} has ${problem}`, 'Hand over plain JSON.');
}

/** What `unstorableIn` says of a value that has more characters as JSON than it may. */
export const TOO_LARGE = 'it is too large';

/**
 * Why a value would not come back equal, or null when it would. A value that is larger than `charactersMax` is not
 * looked at any further than that, so that a gigabyte costs no more than the limit.
 */
export function unstorableIn(value: unknown, charactersMax = Number.POSITIVE_INFINITY): string | null {
  return findUnstorable(value, '$', 0, { objects: new Set(), charactersLeft: charactersMax });
}

/** What stands above a value, and how much may still come. */
type Search = { readonly objects: Set<object>; charactersLeft: number };

function utf8Bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}

function findUnstorable(value: unknown, path: string, depth: number, search: Search): string | null {
  search.charactersLeft -= typeof value === 'string' ? value.length + 2 : 1;
  if (search.charactersLeft < 0) return TOO_LARGE;
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return null;
  if (typeof value === 'number') return Number.isFinite(value) ? null : `${path} is ${value}`;
  if (typeof value !== 'object') return `${path} is a ${typeof value}`;
  if (depth > DEPTH_MAX) return `${path} is nested deeper than ${DEPTH_MAX}`;
  if (search.objects.has(value)) return `${path} refers back to itself`;
  const prototype = Object.getPrototypeOf(value);
  const isPlain = prototype === Object.prototype || prototype === null || Array.isArray(value);
  if (!isPlain) return `${path} is a ${value.constructor?.name ?? 'class instance'}`;
  if (Object.getOwnPropertySymbols(value).length > 0) return `${path} has a symbol as key`;
  search.objects.add(value);
  const problem = Array.isArray(value)
    ? findInList(value, path, depth, search)
    : findInObject(value, path, depth, search);
  search.objects.delete(value);
  return problem;
}

function findInList(list: readonly unknown[], path: string, depth: number, search: Search): string | null {
  for (let index = 0; index < list.length; index += 1) {
    if (!(index in list)) return `${path}[${index}] is a hole`;
    const problem = findUnstorable(list[index], `${path}[${index}]`, depth + 1, search);
    if (problem !== null) return problem;
  }
  const keys = Object.keys(list);
  return keys.length > list.length ? `${path}.${keys.at(-1)} stands on a list` : null;
}

function findInObject(value: object, path: string, depth: number, search: Search): string | null {
  for (const [key, inner] of Object.entries(value)) {
    if (key === '__proto__') return `${path} has a key "__proto__"`;
    if (inner === undefined) continue;
    search.charactersLeft -= key.length + 3;
    const problem = findUnstorable(inner, `${path}.${key}`, depth + 1, search);
    if (problem !== null) return problem;
  }
  return null;
}

function tooLarge(step: string, bytes: string): TapelineError {
  const wayOut = 'Write a dataset to the lake and return its reference.';
  return unstorable(step, `it has ${bytes} bytes, the limit is ${OUTPUT_BYTES_MAX}`, wayOut);
}

function unstorable(step: string, problem: string, wayOut: string): TapelineError {
  return new TapelineError('step.output_invalid', { facts: { step, problem, wayOut } });
}
