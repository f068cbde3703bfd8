import type { SessionDay } from '../../../core/time.ts';
import { malformed, pageText, type Where } from './body-text.ts';
import { dayCell } from './cells.ts';

export type MoneyRow = {
  readonly code: string;
  /** Income, yield and unit value of the newer day, then of the older one. */
  readonly cells: readonly string[];
};

export type MoneyPage = { readonly days: readonly SessionDay[]; readonly rows: readonly MoneyRow[] };

const VALUES = 6;

/**
 * The table of all money funds. The page is made for eyes: the dates are read from the head that stands over the columns,
 * and a row begins at the cell that holds a fund's code.
 *
 * @throws source.malformed when the table does not look like that
 */
export function readMoneyPage(body: Uint8Array, where: Where): MoneyPage {
  const rows = rowsOf(pageText(body, where));
  const dates = rows.map((cells) => cells.filter((cell) => DATE.test(cell))).find((found) => found.length >= 2);
  const shown = [...new Set(dates ?? [])];
  if (shown.length !== 2) throw malformed(where, `a table with ${shown.length} days over its columns, not two`);
  const funds = rows.flatMap((cells) => {
    const at = cells.findIndex((cell) => FUND_CODE.test(cell));
    return at < 0 ? [] : [{ code: cells[at]!, cells: cells.slice(at + 2, at + 2 + VALUES) }];
  });
  const short = funds.find(({ cells }) => cells.length < VALUES);
  if (short !== undefined) throw malformed(where, `a row of fund "${short.code}" with ${short.cells.length} values`);
  if (funds.length === 0) throw malformed(where, 'a table without a fund');
  return { days: shown.map((cell) => dayCell(cell, 'day')), rows: funds };
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const FUND_CODE = /^\d{6}$/;

/** The texts of all cells, row by row. */
function rowsOf(html: string): readonly (readonly string[])[] {
  const parts = html.split(/<tr\b[^>]*>/i).slice(1);
  return parts.map((part) =>
    part
      .split(/<t[dh]\b[^>]*>/i)
      .slice(1)
      .map(cellText),
  );
}

function cellText(part: string): string {
  const inside = part.split(/<\/t[dh]>/i)[0] ?? '';
  return inside
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&nbsp;', ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
