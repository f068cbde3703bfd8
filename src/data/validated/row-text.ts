import { type Frame, NO_FLAG, NO_INT, type Schema, textAt } from '../../core/frame.ts';
import { sessionOfDay } from '../../core/time.ts';
import { takeRows } from '../rows.ts';

/** A row as text: `open=12.5 high=12.7 …`, missing cells left out. */
export function rowText(table: Frame, row: number): string {
  const cells = takeRows(table, Int32Array.of(row)).columns;
  return Object.entries(cells)
    .map(([name, column]) => [name, cellText(column)] as const)
    .filter(([, text]) => text !== null)
    .map(([name, text]) => `${name}=${text}`)
    .join(' ');
}

function cellText(column: Frame['columns'][string]): string | null {
  if (column.type === 'text') return textAt(column, 0);
  const value = column.values[0]!;
  if (Number.isNaN(value) || value === NO_INT || (column.type === 'flag' && value === NO_FLAG)) return null;
  return column.type === 'day' ? sessionOfDay(value) : String(value);
}

/**
 * The cells of a text that `rowText` made, by column; null when it is none (a line that nobody could read is kept as it
 * came). A text cell may hold blanks and equals signs, as long as they do not spell a later column.
 */
export function cellsOfText(schema: Schema, text: string): Readonly<Record<string, string>> | null {
  const names = Object.keys(schema);
  const found: { readonly name: string; readonly at: number; readonly from: number }[] = [];
  let past = 0;
  for (const name of names) {
    const mark = `${name}=`;
    const at = past === 0 && text.startsWith(mark) ? 0 : text.indexOf(` ${mark}`, past);
    if (at === -1) continue;
    const from = at === 0 ? mark.length : at + 1 + mark.length;
    found.push({ name, at, from });
    past = from;
  }
  if (found.length === 0 || found[0]!.at !== 0) return null;
  const cells = found.map(({ name, from }, k) => [name, text.slice(from, found[k + 1]?.at)] as const);
  return Object.fromEntries(cells);
}
