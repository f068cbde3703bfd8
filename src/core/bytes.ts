import { TapelineError } from './errors.ts';

/** An amount of memory as written in definitions: `512MB`, `2GB`, or a number of bytes. 1 MB is 1024 KB. */
export type Bytes = number | `${number}${'KB' | 'MB' | 'GB'}`;

const UNIT_BYTES: Readonly<Record<string, number>> = { KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3 };

/** @throws usage.invalid for anything that is not a whole number of bytes above zero. */
export function bytesOf(bytes: Bytes): number {
  const match = /^(\d+(?:\.\d+)?)(KB|MB|GB)$/.exec(String(bytes));
  const count = match === null ? bytes : Math.round(Number(match[1]) * UNIT_BYTES[match[2]!]!);
  if (typeof count === 'number' && Number.isSafeInteger(count) && count > 0) return count;
  const what = 'An amount of memory must look like 512MB or 2GB';
  throw new TapelineError('usage.invalid', { facts: { what, got: String(bytes), wayOut: 'Add a unit.' } });
}
