import { unlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { LakeFile } from '../../core/snapshot.ts';
import type { EmptyViews, LakeViews } from '../../data/stored/lake.ts';
import { type DurableFiles, draftName } from '../files/atomic-write.ts';
import type { Engine } from './engine.ts';
import { presentFiles } from './file-shapes.ts';
import { CATALOG_NAME } from './lake-paths.ts';
import { writeRefused } from './refused.ts';
import { exactFiles, identifier, textLiteral } from './sql-text.ts';
import { viewSql } from './view-sql.ts';

export type CatalogContext = { readonly folder: string; readonly engine: Engine; readonly files: DurableFiles };

/** In both kinds of files: which lake files a table came from, and whether any of it was simulated. */
export const FILES_TABLE = 'tapeline_files';

/**
 * One view per asset over its current files, by absolute paths: any DuckDB can open it, and rebuilding it is always
 * safe. An asset without files has a view without rows where its columns are known, otherwise none.
 */
export async function writeCatalog(context: CatalogContext, views: LakeViews, empty: EmptyViews = {}): Promise<void> {
  const assets = { ...Object.fromEntries(Object.keys(empty).map((name) => [name, []])), ...views };
  await replaceDatabase(context, join(context.folder, CATALOG_NAME), assets, (name, paths) => {
    const rows = viewSql(paths, empty[name]);
    return rows === null ? [] : [`CREATE VIEW draft.${identifier(name)} AS ${rows}`];
  });
}

/** A standalone file with the rows themselves. */
export async function exportDuckdb(context: CatalogContext, path: string, tables: LakeViews): Promise<void> {
  await context.files.makeFolder(dirname(resolve(path)));
  await replaceDatabase(context, resolve(path), tables, (name, paths) => {
    const rows = viewSql(paths, undefined);
    return rows === null ? [] : [`CREATE TABLE draft.${identifier(name)} AS ${rows}`];
  });
}

type Define = (name: string, paths: readonly string[]) => readonly string[];

/** Builds a database beside `target`, then takes its place by rename. */
async function replaceDatabase(
  context: CatalogContext,
  target: string,
  assets: LakeViews,
  define: Define,
): Promise<void> {
  const { files, engine } = context;
  const draft = draftName(target);
  try {
    files.crashPoint();
    await engine.use((connection) => buildDatabase(connection, draft, context.folder, assets, define));
    await files.syncFile(draft);
    await files.rename(draft, target);
  } catch (error) {
    await Promise.all([unlink(draft), unlink(`${draft}.wal`)].map((gone) => gone.catch(() => {})));
    throw writeRefused(target, target, error);
  }
}

async function buildDatabase(
  connection: DuckDBConnection,
  draft: string,
  folder: string,
  assets: LakeViews,
  define: Define,
): Promise<void> {
  await connection.run(`ATTACH ${textLiteral(draft)} AS draft`);
  try {
    await connection.run(
      `CREATE TABLE draft.${FILES_TABLE} (asset VARCHAR, partition VARCHAR, path VARCHAR, rows BIGINT, bytes BIGINT,
        sha256 VARCHAR, providers VARCHAR, simulated BOOLEAN, code_version VARCHAR, inputs VARCHAR)`,
    );
    for (const [name, list] of Object.entries(assets)) {
      const paths = await presentFiles(folder, list);
      for (const statement of define(name, paths)) await connection.run(statement);
      if (list.length === 0) continue;
      await connection.run(`INSERT INTO draft.${FILES_TABLE} ${describeFiles(name, list, paths)}`);
    }
    await connection.run('CHECKPOINT draft');
  } finally {
    await connection.run('DETACH draft');
  }
}

function describeFiles(asset: string, files: readonly LakeFile[], paths: readonly string[]): string {
  const rows = files.map((file, index) => {
    const cells = [textLiteral(asset), textLiteral(file.partition), textLiteral(paths[index]!), file.rows, file.bytes];
    return `(${cells.join(', ')}, ${textLiteral(file.sha256)})`;
  });
  const value = (key: string) => `max(decode(value)) FILTER (decode(key) = 'tapeline.${key}')`;
  return `SELECT f.*, m.providers, m.simulated::BOOLEAN, m.code_version, m.inputs
    FROM (VALUES ${rows.join(', ')}) f(asset, partition, path, rows, bytes, sha256)
    LEFT JOIN (SELECT file_name, ${value('providers')} providers, ${value('simulated')} simulated,
        ${value('code_version')} code_version, ${value('inputs')} inputs
      FROM parquet_kv_metadata(${exactFiles(paths)}) GROUP BY 1) m ON m.file_name = f.path`;
}
