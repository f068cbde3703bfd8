import type { Cells } from '../state/cells.ts';
import type { StateTable } from '../state/tables.ts';
import type { Violation } from './violation.ts';

export type TableRows = Readonly<Record<StateTable, readonly Cells[]>>;

/** The tables against what folding the log gives, sorted by key both; names the first rows that differ. */
export function auditFold(stored: TableRows, folded: TableRows): readonly Violation[] {
  const tables = Object.keys(stored) as readonly StateTable[];
  return tables.flatMap((table) => {
    const [left, right] = [stored[table].map(rowText), folded[table].map(rowText)];
    const wanted = new Set(right);
    const different = left.filter((row) => !wanted.has(row));
    const count = different.length + Math.abs(left.length - right.length);
    if (count === 0) return [];
    const first = different[0] ?? right.find((row) => !left.includes(row))!;
    return [
      { invariant: 'fold', what: `table "${table}" differs from the log, first at ${first.slice(0, 200)}`, seq: null },
    ];
  });
}

/** I20: every version names a run that is there, or that was pruned away: what was made before that may outlive it. */
export function auditLineage({ snapshot, run }: TableRows, prunedBeforeMs: number): readonly Violation[] {
  const runs = new Set(run.map(({ run_id }) => run_id));
  const lost = snapshot.filter(
    ({ run_id, committed_at_ms }) =>
      run_id !== null && !runs.has(run_id!) && (committed_at_ms as number) >= prunedBeforeMs,
  );
  return lost.map(({ asset, version, run_id }) => ({
    invariant: 'I20',
    what: `${asset}@${version} was made by run ${run_id}, which is not there`,
    seq: null,
  }));
}

/** Columns in one order, whatever store the row came from. */
function rowText(row: Cells): string {
  return JSON.stringify(Object.entries(row).sort(([left], [right]) => (left < right ? -1 : 1)));
}
