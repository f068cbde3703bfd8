import { assert, TapelineError } from '../../core/errors.ts';
import type { LakeFile, SnapshotChange } from '../../core/snapshot.ts';
import type { FileStay, PublishedChange } from '../event/events.ts';
import type { StateTransaction } from './transaction.ts';

/**
 * Checks a change against the asset as it is now and gives the new version it makes.
 *
 * @throws store.conflict when a removed file is no longer current, or another one has taken an added partition,
 *   data.invalid when an added file was published before with other content.
 */
export function publish(tx: StateTransaction, change: SnapshotChange): PublishedChange {
  const { asset, added } = change;
  checkDistinct(asset, change);
  const gone = change.removed.map((path) => currentFile(tx, asset, path));
  checkPartitionsFree(tx, change);
  for (const file of added) checkName(tx, asset, file);
  const head = tx.assetHead(asset);
  const removed = gone.map(({ path, addedIn }) => ({ path, addedIn }));
  return { asset, version: head.version + 1, rows: head.rows - rowsOf(gone) + rowsOf(added), removed, added };
}

/** The stays that end with a prune: each of these paths must be gone from the current version. */
export function prunedStays(tx: StateTransaction, asset: string, paths: readonly string[]): readonly FileStay[] {
  return paths.flatMap((path) => {
    const stays = tx.fileStays(asset, path);
    assert(stays.length > 0, `asset "${asset}" never had a file "${path}"`);
    const isCurrent = stays.some(({ removedIn }) => removedIn === null);
    assert(!isCurrent, `file "${path}" of asset "${asset}" is current and cannot be pruned`);
    return stays.filter(({ isPruned }) => !isPruned).map(({ addedIn }) => ({ path, addedIn }));
  });
}

const rowsOf = (files: readonly { readonly rows: number }[]): number => files.reduce((sum, file) => sum + file.rows, 0);

function checkDistinct(asset: string, { removed, added }: SnapshotChange): void {
  assert(new Set(removed).size === removed.length, `a change of "${asset}" removes a file twice`);
  assert(new Set(added.map(({ path }) => path)).size === added.length, `a change of "${asset}" adds a file twice`);
}

function currentFile(tx: StateTransaction, asset: string, path: string): FileStay & { readonly rows: number } {
  const head = tx.fileStays(asset, path).at(-1);
  if (head === undefined || head.removedIn !== null) throw conflict(asset, `file "${path}" is no longer current`);
  return { path, addedIn: head.addedIn, rows: head.rows };
}

function checkPartitionsFree(tx: StateTransaction, change: SnapshotChange): void {
  const removed = new Set(change.removed);
  for (const partition of new Set(change.added.map((file) => file.partition))) {
    const taken = tx.partitionPaths(change.asset, partition).find((path) => !removed.has(path));
    if (taken !== undefined) throw conflict(change.asset, `file "${taken}" has taken partition "${partition}"`);
  }
}

/** A name never gets other bytes: a file that was here before must be the same one. */
function checkName(tx: StateTransaction, asset: string, file: LakeFile): void {
  const before = tx.fileStays(asset, file.path).at(-1);
  if (before === undefined) return;
  const isSame = before.sha256 === file.sha256 && before.partition === file.partition && before.rows === file.rows;
  if (!isSame) throw nameTaken(asset, file.path);
}

/** What an op hands over is no bug of the engine: its attempt fails, and nothing else. */
function nameTaken(dataset: string, path: string): TapelineError {
  const problem = `file "${path}" was published before with other content`;
  return new TapelineError('data.invalid', {
    facts: { dataset, problem, wayOut: 'Give the new file a name of its own.' },
  });
}

function conflict(asset: string, detail: string): TapelineError {
  return new TapelineError('store.conflict', { facts: { asset, detail }, retry: 'later' });
}
