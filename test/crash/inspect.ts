/**
 * What strangers see of a folder after a crash: a process that knows only SQLite reads the state, another that knows only
 * DuckDB reads the files that the state lists. Neither uses any code of ours. `node inspect.ts <folder>` prints JSON.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';

export type Seen = {
  readonly integrity: string;
  readonly runsByState: Readonly<Record<string, number>>;
  /** Steps that are still marked as running in a run that is over. */
  readonly stuckSteps: number;
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

const SELF = fileURLToPath(import.meta.url);

/** Looks at a profile's state and lake from two other processes. */
export function inspect(folder: string, profile: string): Seen {
  return JSON.parse(execFileSync(process.execPath, [SELF, 'state', folder, profile], { encoding: 'utf8' })) as Seen;
}

function readState(folder: string, profile: string): Seen {
  const db = new DatabaseSync(join(folder, '.tapeline', profile, 'state.db'), { readOnly: true });
  const all = (sql: string): Record<string, string | number>[] =>
    db.prepare(sql).all() as Record<string, string | number>[];
  const files = all('select asset, path, rows from lake_file where removed_in is null order by asset, path');
  const byAsset = Map.groupBy(files, (file) => String(file.asset));
  const lake = join(folder, 'data', profile, 'lake');
  const seen: Seen = {
    integrity: String(all('pragma integrity_check')[0]!.integrity_check),
    runsByState: Object.fromEntries(
      all('select state, count(*) as n from run group by state').map((row) => [row.state, row.n]),
    ) as Seen['runsByState'],
    stuckSteps: Number(
      all(
        "select count(*) as n from step join run using (run_id) where step.state = 'running' and run.state <> 'running'",
      )[0]!.n,
    ),
    assets: Object.fromEntries([...byAsset].map(([asset, list]) => [asset, seenAsset(lake, list)])),
  };
  db.close();
  return seen;
}

function seenAsset(lake: string, files: readonly Record<string, string | number>[]): SeenAsset {
  const paths = files.map((file) => join(lake, String(file.path)));
  const missingFiles = paths.filter((path) => !existsSync(path)).length;
  const claimedRows = files.reduce((sum, file) => sum + Number(file.rows), 0);
  if (missingFiles > 0) return { claimedRows, rows: -1, missingFiles, content: '' };
  const read = execFileSync(process.execPath, [SELF, 'rows', JSON.stringify(paths)], { encoding: 'utf8' });
  return { claimedRows, missingFiles, ...(JSON.parse(read) as { rows: number; content: string }) };
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

async function readRows(paths: readonly string[]): Promise<{ readonly rows: number; readonly content: string }> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
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

if (process.argv[2] === 'state') process.stdout.write(JSON.stringify(readState(process.argv[3]!, process.argv[4]!)));
if (process.argv[2] === 'rows')
  process.stdout.write(JSON.stringify(await readRows(JSON.parse(process.argv[3]!) as string[])));
