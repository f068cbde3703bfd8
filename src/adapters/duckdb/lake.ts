import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { LakeFile } from '../../core/snapshot.ts';
import type { Lake } from '../../data/stored/lake.ts';
import { type CrashPoint, type DurableFiles, durableFiles, failingWith } from '../files/atomic-write.ts';
import { deleteLakeFiles } from '../files/delete-lake-files.ts';
import { makeFolders } from '../files/make-folders.ts';
import { exportDuckdb, writeCatalog } from './catalog.ts';
import { type Engine, type EngineOptions, openEngine } from './engine.ts';
import { type FileShapes, presentFiles } from './file-shapes.ts';
import { listFiles, type StoredFile, sweepStaging } from './housekeeping.ts';
import { newSpillFolder } from './lake-paths.ts';
import { firstDamaged, readInstruments, readParquet } from './parquet-read.ts';
import { writeParquet } from './parquet-write.ts';
import { runQuery } from './query.ts';
import { dataInvalid } from './refused.ts';

export type LakeOptions = {
  readonly folder: string;
  readonly threads?: number;
  readonly memoryLimitMb?: number;
  /** Called before each durable action; tests kill the process in it. */
  readonly crashPoint?: CrashPoint;
};

/** A lake with what housekeeping and audits need beside the port. */
export interface ParquetLake extends Lake {
  /** Removes what attempts older than this left in staging. Returns how many files went. */
  sweepStaging(olderThanMs: number): Promise<number>;
  /** Removes files that no kept version lists. Those already gone are fine. */
  deleteFiles(paths: readonly string[]): Promise<void>;
  /** Every published file on disk, listed by a snapshot or not. */
  listFiles(): Promise<readonly StoredFile[]>;
  /** Hashes the files. @throws data.invalid naming the first whose bytes are not those written */
  verify(files: readonly LakeFile[]): Promise<void>;
}

const MEMORY_LIMIT_MB = 1024;

/**
 * Opens the lake in `folder`, creating the folder. DuckDB starts with the first call that needs it.
 *
 * @throws io.failed when the folder cannot be made or used
 */
export async function openLake(options: LakeOptions): Promise<ParquetLake> {
  const folder = resolve(options.folder);
  const files = durableFiles(options.crashPoint);
  await failingWith('create the folder', folder, async () => makeFolders(folder));
  return new FolderLake(folder, files, {
    threads: options.threads ?? 1,
    memoryLimitMb: options.memoryLimitMb ?? MEMORY_LIMIT_MB,
    spillFolder: newSpillFolder(folder),
  });
}

class FolderLake implements ParquetLake {
  readonly folder: string;
  readonly #files: DurableFiles;
  readonly #options: EngineOptions;
  readonly #shapes: FileShapes = new Map();
  #engine: Promise<Engine> | null = null;

  constructor(folder: string, files: DurableFiles, options: EngineOptions) {
    this.folder = folder;
    this.#files = files;
    this.#options = options;
  }

  write: Lake['write'] = async (request) => writeParquet(await this.#context(), request);
  read: Lake['read'] = async (files, query) => readParquet(await this.#context(), files, query);
  instruments: Lake['instruments'] = async (files) => readInstruments(await this.#context(), files);
  query: Lake['query'] = async (request) => runQuery({ folder: this.folder, options: this.#options }, request);
  writeCatalog: Lake['writeCatalog'] = async (views, empty) => writeCatalog(await this.#context(), views, empty);
  exportDuckdb: Lake['exportDuckdb'] = async (path, tables) => exportDuckdb(await this.#context(), path, tables);

  sweepStaging: ParquetLake['sweepStaging'] = (olderThanMs) => sweepStaging(this.folder, this.#files, olderThanMs);
  deleteFiles: ParquetLake['deleteFiles'] = (paths) => deleteLakeFiles(this.folder, paths, this.#files);
  listFiles: ParquetLake['listFiles'] = () => listFiles(this.folder);

  verify: ParquetLake['verify'] = async (files) => {
    const paths = await presentFiles(this.folder, files);
    const damaged = await firstDamaged(files, paths);
    if (damaged === null) return;
    const wayOut = 'Run the step that makes it again, or restore the file from a backup.';
    throw dataInvalid(damaged, 'its bytes are not those that were written', wayOut);
  };

  async [Symbol.asyncDispose](): Promise<void> {
    const engine = this.#engine;
    if (engine === null) return;
    await (await engine)[Symbol.asyncDispose]();
    await rm(this.#options.spillFolder, { recursive: true, force: true });
  }

  async #context() {
    this.#engine ??= openEngine(this.#options);
    return { folder: this.folder, files: this.#files, shapes: this.#shapes, engine: await this.#engine };
  }
}
