import { isTapelineError, TapelineError } from '../../core/errors.ts';
import { spaceError } from '../../core/io-error.ts';
import { ioFailed } from '../files/atomic-write.ts';

/** DuckDB says what went wrong by the first words of its message. */
const ABOUT_THE_DATA = /^(Conversion|Out of Range|Invalid Input|Constraint|Serialization) Error/;

/** A failure while writing `path`: the data's fault, or the disk's. */
export function writeRefused(dataset: string, path: string, error: unknown): unknown {
  const text = messageOf(error);
  if (isTapelineError(error) || isBug(text)) return error;
  const space = spaceError({ action: 'write', path }, error);
  if (space !== null) return space;
  if (ABOUT_THE_DATA.test(text))
    return dataInvalid(dataset, `it cannot be written: ${text}`, 'Correct that value.', error);
  if (text.startsWith('Out of Memory Error')) return outOfMemory('write', path, text, error);
  return ioFailed('write', path, error);
}

/** A broken invariant, also one that was met inside DuckDB's call back into this program. */
export function isBug(text: string): boolean {
  return text.includes('Broken invariant: ');
}

export function outOfMemory(action: string, path: string, text: string, cause: unknown): TapelineError {
  const wayOut = 'Allow more memory for the lake, or work on fewer rows at once.';
  return new TapelineError('io.failed', { facts: { action, path, problem: firstLine(text), wayOut }, cause });
}

export function dataInvalid(dataset: string, problem: string, wayOut: string, cause?: unknown): TapelineError {
  return new TapelineError('data.invalid', {
    facts: { dataset, problem, wayOut },
    ...(cause === undefined ? {} : { cause }),
  });
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** DuckDB's sentence without the excerpt of the statement below it. */
export function firstLine(text: string): string {
  return text.split('\n', 1)[0]!;
}
