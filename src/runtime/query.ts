import { LATEST_VERDICTS_SQL } from '../adapters/duckdb/quality-sql.ts';
import { quarantineSql } from '../adapters/duckdb/quarantine-sql.ts';
import { TapelineError } from '../core/errors.ts';
import { nearestName } from '../core/nearest.ts';
import type { QueryResult } from '../core/query-result.ts';
import { ASSETS } from '../data/stored/assets.ts';
import { childrenOf } from './engine-process.ts';
import { runSystemOp } from './housekeeping.ts';
import { readState } from './state.ts';
import { type Views, viewsOf } from './views.ts';
import type { Workspace } from './workspace.ts';

export type SqlRequest = { readonly sql: string; readonly rowsMax: number; readonly signal: AbortSignal };

/** One read-only statement over the current version of every asset, in a child that Ctrl-C can end. */
export async function querySql(workspace: Workspace, request: SqlRequest): Promise<QueryResult> {
  return query(workspace, request, await currentViews(workspace));
}

/** The newest rows that validation set aside. @throws usage.unknown_name for a dataset that nobody declared */
export async function queryQuarantine(
  workspace: Workspace,
  { dataset, ...request }: Omit<SqlRequest, 'sql'> & { readonly dataset: string | null },
): Promise<QueryResult> {
  const current = await currentViews(workspace);
  if (dataset !== null) checkDataset(dataset, Object.keys(current.views).sort());
  return query(workspace, { ...request, sql: quarantineSql(dataset) }, withQuarantine(current));
}

/** The newest verdict about each dataset. */
export async function queryVerdicts(workspace: Workspace, rowsMax: number, signal: AbortSignal): Promise<QueryResult> {
  const { views, empty } = await currentViews(workspace);
  const known = { views, empty: { quality_verdicts: ASSETS.quality_verdicts.schema, ...empty } };
  return query(workspace, { sql: LATEST_VERDICTS_SQL, rowsMax, signal }, known);
}

async function query(workspace: Workspace, { sql, rowsMax, signal }: SqlRequest, views: Views): Promise<QueryResult> {
  await using child = childrenOf(workspace, 1);
  return (await runSystemOp(workspace, child, 'query', views, { sql, rowsMax }, signal)) as QueryResult;
}

async function currentViews(workspace: Workspace): Promise<Views> {
  await using reader = await readState(workspace);
  return viewsOf(workspace.project, reader === null ? [] : await reader.snapshots());
}

/** Also of a project that declares no assets the quarantine can be asked. */
function withQuarantine({ views, empty }: Views): Views {
  const { quarantine, quarantine_decisions: decisions } = ASSETS;
  return { views, empty: { quarantine: quarantine.schema, quarantine_decisions: decisions.schema, ...empty } };
}

function checkDataset(name: string, known: readonly string[]): void {
  if (known.includes(name)) return;
  const facts = { kind: 'dataset', name, nearest: nearestName(name, known), known };
  throw new TapelineError('usage.unknown_name', { facts });
}
