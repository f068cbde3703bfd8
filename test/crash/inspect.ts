/**
 * What a stranger sees of a folder after a crash: SQLite reads the state, DuckDB the files that the state lists. Nothing
 * here uses any code of ours.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

export type Seen = {
  readonly integrity: string;
  /** Of the runs that do something. */
  readonly runsByState: Readonly<Record<string, number>>;
  /** Steps that are still marked as running in a run that is over. */
  readonly stuckSteps: number;
  /** Steps that succeeded more than once in one run, and steps that published an asset more than once. */
  readonly doubledSteps: number;
  /** Files that the state lists and the catalog does not show, and the other way round. */
  readonly catalogBehind: number;
  /** When each event was written, in the log's order. */
  readonly eventsAtMs: readonly number[];
  /** Asset → what its current files hold. */
  readonly assets: Readonly<Record<string, SeenAsset>>;
};
export type SeenAsset = {
  readonly claimedRows: number;
  readonly rows: number;
  readonly missingFiles: number;
  /** One hash over the business columns of all rows, whatever their order. */
  readonly content: string;
};

type Row = Record<string, string | number>;

/** How the runs that do something stand, one by one. */
export function runsOf(folder: string, profile: string): readonly string[] {
  using db = stateOf(folder, profile);
  return db
    .prepare("select state from run where job <> 'idle'")
    .all()
    .map(({ state }) => String(state));
}

const stateOf = (folder: string, profile: string): DatabaseSync =>
  new DatabaseSync(join(folder, '.tapeline', profile, 'state.db'), { readOnly: true });

export async function inspect(folder: string, profile: string): Promise<Seen> {
  const db = stateOf(folder, profile);
  try {
    const all = (sql: string): Row[] => db.prepare(sql).all() as Row[];
    const lake = join(folder, 'data', profile, 'lake');
    const files = all(FILES);
    const catalog = await filesOfCatalog(lake);
    const listed = new Set(files.map(({ path }) => join(lake, String(path))));
    return {
      catalogBehind: listed.symmetricDifference(new Set(catalog)).size,
      integrity: String(all('pragma integrity_check')[0]!.integrity_check),
      runsByState: Object.fromEntries(all(RUNS).map((row) => [row.state, Number(row.n)])),
      stuckSteps: Number(all(STUCK)[0]!.n),
      doubledSteps: Number(all(SUCCEEDED_TWICE)[0]!.n) + Number(all(PUBLISHED_TWICE)[0]!.n),
      eventsAtMs: all('select at_ms from event order by seq').map((row) => Number(row.at_ms)),
      assets: await seenAssets(lake, files),
    };
  } finally {
    db.close();
  }
}

const RUNS = "select state, count(*) as n from run where job <> 'idle' group by state";
const STUCK =
  "select count(*) as n from step join run using (run_id) where step.state = 'running' and run.state <> 'running'";
const SUCCEEDED_TWICE = `select count(*) as n from
  (select 1 from event where kind = 'step_succeeded' group by run_id, step_key having count(*) > 1)`;
const PUBLISHED_TWICE = `select count(*) as n from
  (select 1 from snapshot group by asset, run_id, step_key having count(*) > 1)`;
const FILES = 'select asset, path, rows from lake_file where removed_in is null order by asset, path';

const seenAssets = (lake: string, files: readonly Row[]): Promise<Seen['assets']> =>
  withDuckdb(':memory:', async (connection) => {
    const assets: [string, SeenAsset][] = [];
    for (const [asset, list] of Map.groupBy(files, (file) => String(file.asset)))
      assets.push([asset, await seenAsset(connection, lake, list)]);
    return Object.fromEntries(assets);
  });

async function filesOfCatalog(lake: string): Promise<readonly string[]> {
  const catalog = join(lake, 'catalog.duckdb');
  if (!existsSync(catalog)) return [];
  return await withDuckdb(catalog, async (connection) => {
    const shown = await connection.runAndReadAll('select path from tapeline_files');
    return shown.getRowObjects().map(({ path }) => String(path));
  });
}

async function withDuckdb<T>(path: string, look: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  const instance = await DuckDBInstance.create(path, path === ':memory:' ? {} : { access_mode: 'READ_ONLY' });
  const connection = await instance.connect();
  try {
    return await look(connection);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function seenAsset(connection: DuckDBConnection, lake: string, files: readonly Row[]): Promise<SeenAsset> {
  const paths = files.map((file) => join(lake, String(file.path)));
  const missingFiles = paths.filter((path) => !existsSync(path)).length;
  const claimedRows = files.reduce((sum, file) => sum + Number(file.rows), 0);
  if (missingFiles > 0) return { claimedRows, rows: -1, missingFiles, content: '' };
  return { claimedRows, missingFiles, ...(await readRows(connection, paths)) };
}

/** Columns that say when and by which run a row came: they differ between two runs of the same data. */
const PASSING = [
  'ingested_at',
  'known_at',
  'quarantined_at',
  'run_id',
  'superseded_at',
  'step_key',
  'measured_at',
  'recorded_at',
  'computed_at',
];

async function readRows(
  connection: DuckDBConnection,
  paths: readonly string[],
): Promise<{ readonly rows: number; readonly content: string }> {
  const list = paths.map((path) => `'${path.replaceAll("'", "''")}'`).join(', ');
  const from = `read_parquet([${list}], hive_partitioning = false, union_by_name = true)`;
  const described = await connection.runAndReadAll(`describe select * from ${from}`);
  const columns = described
    .getRowObjects()
    .map((row) => String(row.column_name))
    .filter((name) => !PASSING.includes(name));
  const cells = columns.map((name) => `coalesce("${name}"::varchar, '∅')`).join(" || '|' || ");
  const sql = `select count(*)::int as n, md5(coalesce(string_agg(line, chr(10) order by line), '')) as content from (select ${cells} as line from ${from})`;
  const row = (await connection.runAndReadAll(sql)).getRowObjects()[0]!;
  return { rows: Number(row.n), content: String(row.content) };
}
