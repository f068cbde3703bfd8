import { copyFileSync, existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { durableFiles, failingWith, writeAtomically } from '../adapters/files/atomic-write.ts';
import { checkLakeFiles } from '../adapters/files/check-lake-files.ts';
import { makeFolders } from '../adapters/files/make-folders.ts';
import { resolveInside } from '../adapters/files/resolve-inside.ts';
import { checkStateFile, copyState, replaceState } from '../adapters/sqlite/backup.ts';
import { takeEngineLock } from '../adapters/sqlite/engine-lock.ts';
import { openStillReader } from '../adapters/sqlite/state-store.ts';
import { systemClock } from '../adapters/system/clock.ts';
import { auditState } from '../control/audit/audit-state.ts';
import { TapelineError } from '../core/errors.ts';
import type { LakeFile, Snapshot } from '../core/snapshot.ts';
import { instantText } from '../core/time.ts';
import { type AuditModel, auditProfile } from './audit.ts';
import { codeVersion } from './code-version.ts';
import type { Workspace } from './workspace.ts';

/** What stands beside the copied state: enough to know what it is without opening it. Names of settings, never values. */
export type BackupManifest = {
  readonly format: 1;
  readonly profile: string;
  readonly program: string;
  readonly stateVersion: number;
  readonly createdAtMs: number;
  readonly events: number;
  readonly definitions: string;
  readonly settingsFiles: readonly string[];
  /** Which files the lake showed. */
  readonly assets: readonly Pick<Snapshot, 'asset' | 'version' | 'rows' | 'files'>[];
  /** Whether these files lie in `lake` beside this one. */
  readonly hasLake: boolean;
};

export type BackupModel = { readonly folder: string; readonly manifest: BackupManifest };

/** `pointers`: the state says which files belong to the lake; they stay where they are. */
export type BackupOptions = { readonly to: string | null; readonly lake: 'pointers' | 'files' };

/**
 * Copies a profile's state as it is at one moment, also while an engine works, and checks the copy: every page, its
 * tables against its log, every invariant. A copy that is not whole is refused.
 */
export async function backUp(workspace: Workspace, { to, lake }: BackupOptions): Promise<BackupModel> {
  const createdAtMs = systemClock.nowMs();
  const folder = to ?? join(workspace.folders.state, 'backups', stamp(createdAtMs));
  return await wholeOrNothing(folder, ['state.db', 'lake', 'manifest.json'], () =>
    backUpInto(workspace, { folder, lake, createdAtMs }),
  );
}

type Backup = Pick<BackupOptions, 'lake'> & { readonly folder: string; readonly createdAtMs: number };

async function backUpInto(workspace: Workspace, { folder, lake, createdAtMs }: Backup): Promise<BackupModel> {
  const { folders, profileName } = workspace;
  const state = join(folders.state, 'state.db');
  if (!existsSync(state)) throw nothingThere(state);
  copyState(state, join(folder, 'state.db'));
  await using reader = (await openStillReader({ folder }))!;
  const { events, violations } = await auditState(reader);
  if (violations.length > 0) throw broken(join(folder, 'state.db'), violations[0]!.what);
  const assets = (await reader.snapshots()).map(({ asset, version, rows, files }) => ({ asset, version, rows, files }));
  if (lake === 'files') for (const { files } of assets) await copyLakeFiles(folders.lake, join(folder, 'lake'), files);
  const manifest: BackupManifest = {
    format: 1,
    profile: profileName,
    program: codeVersion(),
    stateVersion: checkStateFile(join(folder, 'state.db')).version,
    createdAtMs,
    events,
    definitions: workspace.definition.url,
    settingsFiles: settingsFiles(workspace.projectDir),
    assets,
    hasLake: lake === 'files',
  };
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  await writeAtomically(durableFiles(), join(folder, 'manifest.json'), Buffer.from(text));
  return { folder, manifest };
}

/** When it fails, what it made goes again; what was there before stays. */
async function wholeOrNothing<T>(folder: string, names: readonly string[], make: () => Promise<T>): Promise<T> {
  const isNew = !existsSync(folder);
  const made = names.map((name) => join(folder, name)).filter((path) => !existsSync(path));
  try {
    return await make();
  } catch (error) {
    for (const path of isNew ? [folder] : made) rmSync(path, { recursive: true, force: true });
    throw error;
  }
}

export type RestoreModel = {
  readonly from: string;
  /** Where the state lies that was replaced; null when there was none. */
  readonly replaced: string | null;
  readonly lakeFiles: number;
  readonly audit: AuditModel;
};

/**
 * Puts a backup in the place of the profile's state. What stood there is kept aside. Refused while an engine works.
 *
 * @throws engine.held, store.corrupt, store.newer, io.failed
 */
export async function restore(workspace: Workspace, from: string): Promise<RestoreModel> {
  const { folders, profileName } = workspace;
  const copy = statSync(from, { throwIfNoEntry: false })?.isDirectory() === true ? join(from, 'state.db') : from;
  if (!existsSync(copy)) throw nothingThere(copy);
  checkStateFile(copy);
  const manifest = manifestOf(dirname(copy));
  if (manifest !== null && manifest.profile !== profileName) throw otherProfile(manifest.profile, profileName);
  makeFolders(folders.state);
  const state = join(folders.state, 'state.db');
  using lock = await takeEngineLock(join(folders.state, 'engine.lock'));
  if (lock === null) throw await held(folders.state);
  const aside = join(folders.state, 'replaced', stamp(systemClock.nowMs()));
  const hadState = existsSync(state);
  replaceState(state, copy, aside);
  const lakeFiles = await bringLakeBack(workspace, join(dirname(copy), 'lake'));
  const audit = (await auditProfile(workspace, { files: 'there' }))!;
  return { from: copy, replaced: hadState ? aside : null, lakeFiles, audit };
}

/** Files of the restored state that the lake has lost, from the backup that has them. */
async function bringLakeBack({ folders }: Workspace, from: string): Promise<number> {
  if (!existsSync(from)) return 0;
  await using reader = (await openStillReader({ folder: folders.state }))!;
  let count = 0;
  for (const { files } of await reader.snapshots()) {
    const gone = new Set((await checkLakeFiles(folders.lake, files)).map(({ path }) => path));
    const missing = files.filter(({ path }) => gone.has(path));
    await copyLakeFiles(from, folders.lake, missing);
    count += missing.length;
  }
  return count;
}

async function copyLakeFiles(from: string, to: string, files: readonly LakeFile[]): Promise<void> {
  makeFolders(to);
  const durable = durableFiles();
  for (const { path } of files) {
    const target = await resolveInside(to, path);
    const draft = `${target}.${process.pid}.tmp`;
    await durable.makeFolder(dirname(target));
    const source = await resolveInside(from, path);
    await failingWith('copy to', target, async () => copyFileSync(source, draft));
    await durable.syncFile(draft);
    await durable.rename(draft, target);
  }
  const [problem] = await checkLakeFiles(to, files);
  if (problem !== undefined) throw broken(join(to, problem.path), problem.problem);
}

function manifestOf(folder: string): BackupManifest | null {
  const path = join(folder, 'manifest.json');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as BackupManifest) : null;
}

const SETTINGS_FILES = ['.env', 'tapeline.toml', 'tapeline.config.ts', 'tapeline.config.js', 'package.json'];

function settingsFiles(projectDir: string): readonly string[] {
  return SETTINGS_FILES.map((name) => join(projectDir, name))
    .filter((path) => existsSync(path))
    .map((path) => basename(path));
}

/** `2026-11-22T05-30-00.000Z`: an instant that may be a file's name anywhere. */
const stamp = (atMs: number): string => new Date(atMs).toISOString().replaceAll(':', '-');

async function held(folder: string): Promise<TapelineError> {
  await using reader = await openStillReader({ folder });
  const { pid, host, sinceMs } = (await reader?.engineHolder()) ?? { pid: 0, host: 'unknown', sinceMs: 0 };
  const facts = { folder, pid, host, since: instantText(sinceMs) };
  return new TapelineError('engine.held', { facts, retry: 'later' });
}

function nothingThere(path: string): TapelineError {
  const facts = {
    action: 'read',
    path,
    problem: 'there is no state',
    wayOut: 'Check the path, or choose the profile with --profile.',
  };
  return new TapelineError('io.failed', { facts });
}

function broken(path: string, problem: string): TapelineError {
  return new TapelineError('store.corrupt', { facts: { path, problem } });
}

function otherProfile(found: string, wanted: string): TapelineError {
  const facts = {
    what: `This is a backup of profile "${found}", not of "${wanted}"`,
    got: found,
    wayOut: `Give --profile ${found}.`,
  };
  return new TapelineError('usage.invalid', { facts });
}
