import { checkLakeFiles, hashLakeFiles } from '../adapters/files/check-lake-files.ts';
import { openStillReader } from '../adapters/sqlite/state-store.ts';
import { systemClock } from '../adapters/system/clock.ts';
import { auditState } from '../control/audit/audit-state.ts';
import { INVARIANTS, type Invariant, type Violation } from '../control/audit/violation.ts';
import type { StateReader } from '../control/state/store.ts';
import type { Workspace } from './workspace.ts';

export type AuditModel = {
  readonly profile: string;
  readonly events: number;
  readonly isOk: boolean;
  readonly checks: readonly {
    readonly invariant: Invariant;
    readonly count: number;
    /** The first of them. */
    readonly violations: readonly Violation[];
  }[];
};

export type AuditOptions = { readonly files: 'there' | 'hashed' };

const VIOLATIONS_SHOWN_MAX = 20;
/** A request that a living engine has not looked at for so long will not be looked at. */
const REQUEST_OPEN_MAX_MS = 3_600_000;

/**
 * Holds a profile's state and lake against the invariants, at one moment, read-only, beside a working engine.
 * Null when nothing was ever written.
 */
export async function auditProfile(workspace: Workspace, options: AuditOptions): Promise<AuditModel | null> {
  await using reader = await openStillReader({ folder: workspace.folders.state });
  if (reader === null) return null;
  const { events, violations } = await auditState(reader);
  const all = [...violations, ...(await auditOpenRequests(reader)), ...(await auditFiles(workspace, reader, options))];
  const checks = INVARIANTS.map((invariant) => {
    const found = all.filter((violation) => violation.invariant === invariant);
    return { invariant, count: found.length, violations: found.slice(0, VIOLATIONS_SHOWN_MAX) };
  });
  return { profile: workspace.profileName, events, isOk: all.length === 0, checks };
}

/** I17 on disk: what the current versions list is there, as it was written. */
async function auditFiles(
  { folders }: Workspace,
  reader: StateReader,
  { files: how }: AuditOptions,
): Promise<readonly Violation[]> {
  const check = how === 'hashed' ? hashLakeFiles : checkLakeFiles;
  const found: Violation[] = [];
  for (const { asset, version, files } of await reader.snapshots()) {
    for (const { path, problem } of await check(folders.lake, files))
      found.push({ invariant: 'I17', what: `"${path}" of ${asset}@${version} ${problem}`, seq: null });
  }
  return found;
}

async function auditOpenRequests(reader: StateReader): Promise<readonly Violation[]> {
  if ((await reader.engineHolder()) === null) return [];
  const old = (await reader.openRequests()).filter(({ atMs }) => systemClock.nowMs() - atMs > REQUEST_OPEN_MAX_MS);
  return old.map(({ id, kind }) => ({
    invariant: 'requests',
    what: `request ${id} (${kind}) is open for more than an hour though an engine works`,
    seq: null,
  }));
}
