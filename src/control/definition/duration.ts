import { TapelineError } from '../../core/errors.ts';
import { type Duration, durationMs } from '../../core/time.ts';

/** A duration that stands in a definition. @throws definition.invalid naming the definition and the field. */
export function definedDurationMs(where: string, field: string, duration: Duration): number {
  try {
    return durationMs(duration);
  } catch (cause) {
    const problem = `${field} is "${duration}", a duration like 500ms, 60s, 10m, 1h or 2d is expected`;
    throw new TapelineError('definition.invalid', { facts: { where, problem, wayOut: 'Correct it.' }, cause });
  }
}
