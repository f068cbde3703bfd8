import { DAY_MS, dayOfSession, type SessionDay, sessionOfDay } from '../../../core/time.ts';
import { numberReader, sessionReader, whyNoNumber } from '../../../data/source/cells.ts';
import type { FundRequest } from '../../../data/source/funds.ts';
import { Refused } from '../json-records.ts';
import { SHANGHAI_OFFSET_MS } from './pages.ts';

const number = numberReader();

/** NaN when the cell says "nothing": blank, "--", "---". */
export function numberCell(cell: string, column: string): number {
  const value = /^-{2,}$/.test(cell.trim()) ? Number.NaN : number(cell);
  if (value === null) throw new Refused(`${column}: ${whyNoNumber(cell)}`);
  return value;
}

/** Points of percent, with or without the sign, as a fraction. */
export function percentCell(cell: string, column: string): number {
  return numberCell(cell.trim().replace(/%$/, ''), column) / 100;
}

const ISO = sessionReader('YYYY-MM-DD');

/** A date, also with a midnight behind it. */
export function dayCell(cell: string, column: string): SessionDay {
  const text = cell.trim();
  const day = ISO(text.endsWith(' 00:00:00') ? text.slice(0, -9) : text);
  if (day === null) throw new Refused(`${column}: ${JSON.stringify(cell)} is not a date`);
  return day;
}

/** An optional date: missing when blank. */
export function dayOrNull(cell: string | undefined, column: string): SessionDay | null {
  return cell === undefined || /^\s*-*\s*$/.test(cell) ? null : dayCell(cell, column);
}

/** The date of a stamp: midnight in Shanghai, in milliseconds. In UTC it would be the day before. */
export function stampDay(stamp: unknown, column: string): SessionDay {
  const days = typeof stamp === 'number' ? (stamp + SHANGHAI_OFFSET_MS) / DAY_MS : Number.NaN;
  if (Number.isInteger(days) && days > 0) return days;
  throw new Refused(`${column}: ${JSON.stringify(stamp)} is no midnight in Shanghai`);
}

/** True for a day that was asked for. */
export function dayFilter({ from, to, asOf }: FundRequest): (day: SessionDay) => boolean {
  const first = from === null ? Number.NEGATIVE_INFINITY : dayOfSession(from);
  const last = Math.min(...[to, asOf].map((end) => (end === null ? Number.POSITIVE_INFINITY : dayOfSession(end))));
  return (day) => day >= first && day <= last;
}

const FUND_CODE = /^\d{6}$/;

/** The code of a fund, provided that it was asked for. */
export function fundFilter({ instruments }: FundRequest): (cell: string) => string {
  const asked = instruments.length === 0 ? null : new Set(instruments);
  return (cell) => {
    if (!FUND_CODE.test(cell)) throw new Refused(`code: ${JSON.stringify(cell)} is no fund code`);
    if (asked !== null && !asked.has(cell)) throw new Refused(`code: "${cell}" was not asked for`);
    return cell;
  };
}

export function refuseDay(day: SessionDay): never {
  throw new Refused(`date: ${sessionOfDay(day)} was not asked for`);
}

/** What happened to holders on an ex-date. */
export type FundEvent = { readonly event: 'dividend' | 'split'; readonly amount: number };

const DIVIDEND = /每(\d*)份(?:基金份额)?派现金([\d.]+)元/;
const SPLIT = /每(\d*)份(?:基金份额)?(?:折算|分拆|拆分)(?:为)?([\d.]+)份/;

/** An event in words: 分红：每份派现金0.01元, 每10份派现金0.1元, 拆分：每份基金份额折算1.0125份. */
export function wordedEvent(wording: string): FundEvent {
  const dividend = DIVIDEND.exec(wording);
  const found = dividend ?? SPLIT.exec(wording);
  if (found === null) throw new Refused(`event: nobody knows ${JSON.stringify(wording)}`);
  const amount = numberCell(found[2]!, 'amount') / (found[1] === '' ? 1 : Number(found[1]));
  return { event: dividend === null ? 'split' : 'dividend', amount };
}
