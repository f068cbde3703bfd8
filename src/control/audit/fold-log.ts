import type { RunEvent } from '../event/events.ts';
import { apply } from '../state/apply.ts';
import { type Cells, columnsOf, sortByKey } from '../state/cells.ts';
import { STATE_TABLES, type StateTable } from '../state/tables.ts';
import type { TableRows } from './audit-rows.ts';

const TABLES = Object.keys(STATE_TABLES) as readonly StateTable[];

/** Folds a log event by event, as a store would, and keeps nothing but the rows. */
export class FoldedLog {
  readonly #tables = new Map(TABLES.map((table) => [table, new Map<string, Cells>()]));

  take(event: RunEvent): void {
    for (const { table, key, set } of apply(event)) {
      const rows = this.#tables.get(table)!;
      const at = JSON.stringify(Object.values(key));
      if (set === null) rows.delete(at);
      else rows.set(at, { ...(rows.get(at) ?? { ...EMPTY[table], ...key }), ...set });
    }
  }

  /** Every row, sorted by key. */
  rows(): TableRows {
    const sorted = [...this.#tables].map(([table, rows]) => [table, sortByKey(table, [...rows.values()])] as const);
    return Object.fromEntries(sorted) as TableRows;
  }
}

const EMPTY = Object.fromEntries(
  TABLES.map((table) => [table, Object.fromEntries(columnsOf(table).cells.map((name) => [name, null]))]),
) as Record<StateTable, Cells>;
