import { TapelineError } from '../core/errors.ts';

/** Something a backtest cannot be run on. */
export function invalid(where: string, problem: string, wayOut: string): TapelineError<'backtest.invalid'> {
  return new TapelineError('backtest.invalid', { facts: { where, problem, wayOut } });
}
