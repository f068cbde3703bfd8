import { lstat, mkdir, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Schema } from '../../core/frame.ts';
import { canonicalJson } from '../../core/hash.ts';
import type { LakeFile } from '../../core/snapshot.ts';
import type { LakeWrite } from '../../data/stored/lake.ts';
import { type DurableFiles, failingWith } from '../files/atomic-write.ts';
import { joinPosix } from '../files/resolve-inside.ts';
import { sha256OfFile } from '../files/sha256-of-file.ts';
import type { Engine } from './engine.ts';
import { checkFiles } from './file-shapes.ts';
import { checkedOrder, datasetOf } from './frame-check.ts';
import { readFrame } from './frame-out.ts';
import { sortUnique } from './frame-sort.ts';
import { checkAssetAndPartition, newAttemptFolder } from './lake-paths.ts';
import { dataInvalid, writeRefused } from './refused.ts';
import { checkedFiles, identifier, textLiteral } from './sql-text.ts';

/** 15 vectors: small enough that one instrument's rows are read without its neighbours', large enough to compress. */
const ROW_GROUP_ROWS = 30_720;
/**
 * Words of a column repeat and deserve a dictionary; numbers hardly do, and looking for one is 15 % of writing them, for
 * 2 % more bytes.
 */
const DICTIONARY_VALUES_MAX = 512;

export type WriteContext = { readonly folder: string; readonly engine: Engine; readonly files: DurableFiles };

/**
 * Staging file, check, hash, fsync, rename to the name its content gives it, fsync the folders. Until the state store
 * lists the file nobody looks at it.
 */
export async function writeParquet(context: WriteContext, request: LakeWrite): Promise<LakeFile> {
  checkAssetAndPartition(request.asset, request.partition);
  const order = checkedOrder(request);
  const attempt = newAttemptFolder(context.folder, request.provenance);
  const draft = join(attempt, `${request.partition}.parquet.tmp`);
  try {
    await failingWith('create the folder', attempt, () => mkdir(attempt, { recursive: true }));
    await copyRows(context, request, order, draft);
    const file = await describeDraft(request, draft);
    await checkDraft(context, request, { ...file, path: draft });
    await publish(context, draft, file);
    return file;
  } finally {
    await clearAttempt(context, draft);
  }
}

async function copyRows(
  { engine, files }: WriteContext,
  request: LakeWrite,
  order: Uint32Array | null,
  draft: string,
): Promise<void> {
  const { rows, schema, compact = false } = request;
  const source = { rows, schema, order, compact, beforeLast: files.crashPoint };
  try {
    files.crashPoint();
    await engine.frames.lend(source, (select) =>
      engine.use((connection) => connection.run(`COPY (${select}) TO ${textLiteral(draft)} (${copyOptions(request)})`)),
    );
  } catch (error) {
    throw writeRefused(datasetOf(request), draft, error);
  }
}

function copyOptions(request: LakeWrite): string {
  const metadata = Object.entries(fileMetadata(request)).map(
    ([key, value]) => `${identifier(key)}: ${textLiteral(value)}`,
  );
  const options = [
    'FORMAT parquet',
    'COMPRESSION zstd',
    `ROW_GROUP_SIZE ${ROW_GROUP_ROWS}`,
    `DICTIONARY_SIZE_LIMIT ${DICTIONARY_VALUES_MAX}`,
    `KV_METADATA {${metadata.join(', ')}}`,
  ];
  return [...options, ...(request.compact === true ? ['PARQUET_VERSION v2'] : [])].join(', ');
}

/** Says nothing about the run: equal content must give equal bytes. Which run made the file stands in the state store. */
function fileMetadata({ asset, partition, schema, key, provenance }: LakeWrite): Readonly<Record<string, string>> {
  return {
    'tapeline.asset': asset,
    'tapeline.partition': partition,
    'tapeline.providers': JSON.stringify(provenance.providers),
    'tapeline.simulated': String(provenance.simulated),
    'tapeline.code_version': provenance.codeVersion,
    'tapeline.inputs': canonicalJson(provenance.inputs),
    'tapeline.schema': JSON.stringify(schema),
    'tapeline.key': JSON.stringify(key),
  };
}

async function describeDraft(request: LakeWrite, draft: string): Promise<LakeFile> {
  const sha256 = await sha256OfFile(draft);
  const { size } = await failingWith('read', draft, () => lstat(draft));
  const path = joinPosix(request.asset, request.partition, `${sha256.slice(0, 16)}.parquet`);
  return { path, partition: request.partition, rows: request.rows.rows, bytes: size, sha256 };
}

/** Reads the draft back: rows, schema, and every key larger than the one before it. */
async function checkDraft({ engine }: WriteContext, request: LakeWrite, draft: LakeFile): Promise<void> {
  await engine.use(async (connection) => {
    const [path] = await checkFiles(connection, new Map(), { folder: '/', files: [draft], columns: request.schema });
    if (request.key.length === 0) return;
    const columns: Schema = Object.fromEntries(request.key.map((name) => [name, request.schema[name]!]));
    const keys = await readFrame(connection, {
      columns,
      from: `FROM ${checkedFiles([path!])}`,
      rowsExpected: draft.rows,
      orderBy: [],
    });
    const { order, tie } = sortUnique(keys, request.key);
    if (keys.rows === draft.rows && order === null && tie === null) return;
    throw dataInvalid(
      datasetOf(request),
      'the file just written does not read back as written',
      'Check memory and disk.',
    );
  });
}

/** An equal file that is there already stays; a damaged one of the same name is replaced. */
async function publish({ folder, files }: WriteContext, draft: string, file: LakeFile): Promise<void> {
  const target = join(folder, file.path);
  await files.syncFile(draft);
  await files.makeFolder(dirname(target));
  const standing = await sha256OfFile(target).catch(() => null);
  if (standing !== file.sha256) return files.rename(draft, target);
  await files.syncFile(target);
  await files.syncFolder(dirname(target));
}

/** The attempt's folder and what it leaves empty above it. Other attempts have folders of their own. */
async function clearAttempt({ files }: WriteContext, draft: string): Promise<void> {
  const attempt = dirname(draft);
  await files.remove(draft).catch(() => {});
  for (const folder of [attempt, dirname(attempt), dirname(dirname(attempt))]) await rmdir(folder).catch(() => {});
}
