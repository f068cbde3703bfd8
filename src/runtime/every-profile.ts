import type { RunRow } from '../control/state/rows.ts';
import type { StateReader } from '../control/state/store.ts';
import { TapelineError } from '../core/errors.ts';
import { seenRun, seenRuns } from './seen-runs.ts';
import { readState } from './state.ts';
import { openWorkspace, profileNames, type Workspace } from './workspace.ts';

export type OpenProfile = { readonly workspace: Workspace; readonly reader: StateReader };
export type OpenProfiles = AsyncDisposable & { readonly each: readonly OpenProfile[] };

type Env = Readonly<Record<string, string | undefined>>;

/** The state of one profile, or of every profile that has any, for looking at. */
export async function openEach(from: string, env: Env, profile: string | null): Promise<OpenProfiles> {
  const first = await openWorkspace({ from, env, profile });
  const names = profile === null ? profileNames(first.project) : [profile];
  const each: OpenProfile[] = [];
  for (const name of names) {
    const workspace = await openWorkspace({ from, env, profile: name });
    const reader = await readState(workspace);
    if (reader !== null) each.push({ workspace, reader });
  }
  return {
    each,
    async [Symbol.asyncDispose]() {
      for (const { reader } of each) await reader[Symbol.asyncDispose]();
    },
  };
}

const RUNS_SEARCHED_MAX = 1000;

/**
 * A run by id, by the beginning or end of its id, or `last`.
 * @throws usage.unknown_name naming the newest runs.
 */
export async function findRun(profiles: OpenProfiles, name: string): Promise<OpenProfile & { readonly run: RunRow }> {
  const found: (OpenProfile & { readonly run: RunRow })[] = [];
  for (const profile of profiles.each) {
    const exact = await seenRun(profile.reader, name);
    const runs = exact === null ? await seenRuns(profile.reader, { limit: RUNS_SEARCHED_MAX }) : [exact];
    found.push(...runs.map((run) => ({ ...profile, run })));
  }
  found.sort((left, right) => right.run.createdAtMs - left.run.createdAtMs);
  const hits = name === 'last' ? found.slice(0, 1) : found.filter(({ run }) => isNamed(run.runId, name));
  if (hits.length === 1) return hits[0]!;
  if (hits.length > 1) throw ambiguous(name, hits);
  const known = found.slice(0, RUNS_NAMED_MAX).map(({ run }) => run.runId);
  const facts = { kind: 'run', name, nearest: null, known: known.length === 0 ? [] : [...known, 'last'] };
  throw new TapelineError('usage.unknown_name', { facts });
}

const RUNS_NAMED_MAX = 5;

function ambiguous(name: string, hits: readonly { readonly run: RunRow }[]): TapelineError {
  const some = hits.slice(0, RUNS_NAMED_MAX).map(({ run }) => run.runId);
  const facts = {
    what: `${hits.length} runs begin or end so`,
    got: name,
    wayOut: `Write more of the id: ${some.join(', ')}${hits.length > some.length ? ' …' : ''}`,
  };
  return new TapelineError('usage.invalid', { facts });
}

const isNamed = (runId: string, name: string): boolean =>
  runId === name || (name.length >= 4 && (runId.startsWith(name) || runId.endsWith(name)));
