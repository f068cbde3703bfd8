import { type Session, sessionOfDay } from '../../../core/time.ts';
import { numberReader } from '../../../data/source/cells.ts';
import type { SourceCheck, SourceKind } from '../../../data/source/source.ts';
import { readCsv } from '../../files/csv.ts';
import { malformed, sessionCell, type Where } from './schema.ts';

/** The vendor reports its newest day for daily stock bars; for other kinds it has no category. */
export const UPDATE_CATEGORY: Readonly<Partial<Record<SourceKind, string>>> = { bars: 'stock_1d' };

/**
 * The newest day in an answer of `get_update_status`. How the gateway prints it is not documented: a bare date, a column,
 * or a `name,value` line are all read; what names no day or several is refused.
 *
 * @throws source.malformed
 */
export function newestSession(body: Uint8Array, category: string, where: Where): Session {
  const { header, records } = readCsv(body, where);
  const rows = [header, ...records];
  const named = rows.filter((cells) => cells[0] === category);
  const days = (named.length > 0 ? named : rows)
    .flat()
    .map(dayOfCell)
    .filter((day) => day !== null);
  const [day] = days;
  if (day === undefined || new Set(days).size !== 1) throw malformed(where, `no single date for "${category}"`);
  return sessionOfDay(day);
}

function dayOfCell(cell: string): number | null {
  return sessionCell(/^\d{4}-\d{2}-\d{2}[ T]/.test(cell) ? cell.slice(0, 10) : cell);
}

const number = numberReader();

/**
 * The account's quota from `user.get_quota`, a `name,value` table: a limit of 0 means unlimited.
 *
 * @throws source.malformed
 */
export function quotaOf(body: Uint8Array, where: Where): SourceCheck {
  const values = new Map(readCsv(body, where).records.map(([name, value]) => [name ?? '', value ?? '']));
  const numberOf = (name: string) => {
    const value = number(values.get(name) ?? '');
    if (value === null || Number.isNaN(value)) throw malformed(where, `no number for "${name}"`);
    return value;
  };
  const [limit, used] = [numberOf('bytes_limit'), numberOf('bytes_used')];
  const remaining = limit === 0 ? null : Math.max(0, limit - used);
  const licence = values.get('license_type') ?? 'unknown';
  const days = values.get('remaining_days') ?? '0';
  const quota = remaining === null ? 'unlimited' : `${remaining} of ${limit} bytes left today`;
  const validity = number(days) === 0 ? 'without end' : `${days} days left`;
  return { detail: `licence ${licence}, ${validity}, quota ${quota}`, quotaRemainingBytes: remaining };
}
