import type { DerivedFacts } from '../../data/derived/derived.ts';

/** Changes whenever one of the ops that compute does something else: then they do it again. */
export const FORMULAS = '1';

/** The exchange's date of an instant. The calendars are loaded by whoever asks, not by whoever lists jobs. */
export async function exchangeDate(venue: string, atMs: number): Promise<string> {
  const { calendarOf } = await import('../../calendar/index.ts');
  return calendarOf(venue).sessionOn(atMs);
}

/** What an earlier run computed stands: this one computed nothing. */
export function nothingComputed<F extends DerivedFacts>(facts: F): F {
  return facts.state === 'computed' ? { ...facts, state: 'unchanged', because: null } : facts;
}
