import { toErrorRecord } from '../../core/errors.ts';
import { unstorableIn } from '../../core/json.ts';
import type { LogFields } from '../definition/log.ts';

/**
 * Fields of a log line as plain values that can go to another process and into a file. What cannot (a client, a
 * function, a BigInt) is printed: a line must not make its step fail.
 */
export function loggable(fields: LogFields): LogFields {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, plain(value)]));
}

function plain(value: unknown): unknown {
  if (value === undefined || unstorableIn(value) === null) return value;
  if (value instanceof Error) return toErrorRecord(value);
  if (typeof value === 'object' && value !== null) return printed(value);
  return String(value);
}

function printed(value: object): unknown {
  try {
    const text = JSON.stringify(value, (_key, inner: unknown) =>
      typeof inner === 'bigint' || typeof inner === 'function' ? String(inner) : inner,
    );
    return JSON.parse(text);
  } catch {
    return Object.prototype.toString.call(value);
  }
}
