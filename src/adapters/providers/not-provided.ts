import { TapelineError } from '../../core/errors.ts';

/** A source was asked for a kind of rows that it does not have. */
export function notProvided(source: string, kind: string): TapelineError {
  return new TapelineError('source.not_found', { facts: { source, what: `rows of kind "${kind}"` } });
}
