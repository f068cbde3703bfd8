import { days, type Frame, NO_INT, text, textAt } from '../../core/frame.ts';
import type { Listing } from '../validated/bar-rules.ts';

/** Listings by instrument, from rows of the `instruments` dataset. */
export function listingsOf(instruments: Frame): ReadonlyMap<string, Listing> {
  const names = text(instruments, 'instrument');
  const [listed, delisted] = [days(instruments, 'listed'), days(instruments, 'delisted')];
  const dayOrNull = (day: number) => (day === NO_INT ? null : day);
  return new Map(
    Array.from({ length: instruments.rows }, (_, row) => [
      textAt(names, row)!,
      { listed: dayOrNull(listed[row]!), delisted: dayOrNull(delisted[row]!) },
    ]),
  );
}
