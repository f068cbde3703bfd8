import { days, type Frame, text } from '../../core/frame.ts';
import type { SessionDay } from '../../core/time.ts';
import type { Draft } from '../lake/draft.ts';
import { readAsset } from '../lake/upsert.ts';
import { ASSETS } from './assets.ts';

/** By instrument: the sessions in which it was suspended. */
export type SuspendedDays = ReadonlyMap<string, ReadonlySet<SessionDay>>;

/** By instrument: its ex-dates. */
export type ExDays = SuspendedDays;

/** Rows of (instrument, day) as sets. */
export function daysByInstrument(table: Frame, column: string): ReadonlyMap<string, ReadonlySet<SessionDay>> {
  const { codes, dictionary } = text(table, 'instrument');
  const values = days(table, column);
  const sets = dictionary.map(() => new Set<SessionDay>());
  for (let row = 0; row < table.rows; row += 1) sets[codes[row]!]!.add(values[row]!);
  return new Map(dictionary.map((name, code) => [name, sets[code]!]));
}

/** Sessions of suspensions, as sets. */
export async function readSuspended(draft: Draft): Promise<SuspendedDays> {
  return daysByInstrument(await readAsset(draft, ASSETS.suspensions), 'session');
}

/** Ex-dates, as sets. */
export async function readExDays(draft: Draft): Promise<SuspendedDays> {
  return daysByInstrument(await readAsset(draft, ASSETS.ex_factors), 'ex_date');
}
