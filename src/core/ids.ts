import type { Clock, Random } from './clock.ts';
import { TapelineError } from './errors.ts';
import { sha256OfShort } from './sha256.ts';

/** Names of jobs, ops, assets, resources: they become folders, columns and URLs, so they are plain. */
export const NAME_PATTERN = /^[a-z0-9_.-]{1,64}$/;

/** @throws definition.invalid when `name` could not be a folder, a column or a URL. */
export function checkName(kind: string, name: string): string {
  const problem = problemOfName(name);
  if (problem === null) return name;
  const wayOut = 'Choose a name like "daily_sync".';
  throw new TapelineError('definition.invalid', { facts: { where: `${kind} "${name}"`, problem, wayOut } });
}

function problemOfName(name: string): string | null {
  // Records are keyed by names: one that every object inherits would be found where nothing was put.
  if (name in {}) return 'every JavaScript object already has this name';
  if (NAME_PATTERN.test(name) && !/^\.+$/.test(name)) return null;
  return 'the name has characters outside a-z 0-9 _ . -, or is empty or longer than 64';
}

export type RunId = string & { readonly __runId: never };

/** UUIDv7 (RFC 9562 §5.7): sorts by creation time. */
export function newRunId(clock: Pick<Clock, 'nowMs'>, random: Random): RunId {
  const bytes = random.bytes(16);
  let atMs = clock.nowMs();
  for (let index = 5; index >= 0; index -= 1) {
    bytes[index] = atMs % 256;
    atMs = Math.floor(atMs / 256);
  }
  bytes[6] = 0x70 | (bytes[6]! & 0x0f);
  bytes[8] = 0x80 | (bytes[8]! & 0x3f);
  return uuidText(bytes) as RunId;
}

/** UUIDv8 (RFC 9562 §5.8) of what it stands for: the same parts give the same id, everywhere and for ever. */
export async function derivedRunId(...parts: readonly (string | number)[]): Promise<RunId> {
  const bytes = sha256OfShort(JSON.stringify(parts)).slice(0, 16);
  bytes[6] = 0x80 | (bytes[6]! & 0x0f);
  bytes[8] = 0x80 | (bytes[8]! & 0x3f);
  return uuidText(bytes) as RunId;
}

function uuidText(bytes: Uint8Array): string {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
