import { TapelineError } from '../../core/errors.ts';
import { instantText } from '../../core/time.ts';

/**
 * The guard against looking ahead: whatever a stage computes with was known at its as-of.
 *
 * throws  data.beyond_as_of naming the first value that was not
 */
export function assertKnownBy(dataset: string, knownAt: Float64Array, asOfMs: number): void {
  for (const known of knownAt) {
    if (known <= asOfMs || Number.isNaN(known)) continue;
    const facts = { dataset, asOf: instantText(asOfMs), got: instantText(known) };
    throw new TapelineError('data.beyond_as_of', { facts });
  }
}
