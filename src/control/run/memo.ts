import { canonicalJson, sha256Hex } from '../../core/hash.ts';
import { decodeOutput } from '../../core/json.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import type { SkipUnchanged } from '../definition/skip-unchanged.ts';
import type { Memo, StepSkipped } from '../event/events.ts';
import { planKeyOf } from '../plan/mapped-key.ts';
import type { StateStore } from '../state/store.ts';
import type { StepTask } from '../step/task.ts';

/**
 * The code's own version and the program's, config, the inputs that count, the slices asked for, and the content of
 * every asset that is only read: their data versions. The as-of counts where it cuts something off.
 */
export async function memoOf(task: StepTask, { op, skip }: NamedSkip, { writes, store }: Surroundings): Promise<Memo> {
  const { codeVersion, makes, inputs: choose } = skip;
  const given = Object.entries(task.inputs).map(([name, text]) => [name, text === null ? null : decodeOutput(text)]);
  const all = Object.fromEntries(given);
  const inputs = choose === undefined ? all : await choose(all as never, { asOfMs: task.asOfMs });
  const read = Object.values(task.snapshots).filter(({ asset }) => !writes.includes(asset));
  const decisive = {
    ...{ op, codeVersion, makes, program: task.definition.version, config: task.config, inputs },
    partitions: task.partitions?.region ?? null,
    content: Object.fromEntries(read.map((snapshot) => [snapshot.asset, dataVersion(snapshot)])),
    cutAtMs: (await isCutOff(task, read, store)) ? task.asOfMs : null,
  };
  return { op, fingerprint: await sha256Hex(canonicalJson(JSON.parse(JSON.stringify(decisive)))), makes };
}

type Surroundings = { readonly writes: readonly string[]; readonly store: Pick<StateStore, 'range'> };

/** Something was published after the as-of, and not by this very run: it may not be used. */
async function isCutOff(
  { runId, asOfMs }: StepTask,
  read: readonly Snapshot[],
  store: Surroundings['store'],
): Promise<boolean> {
  for (const { asset, version } of read.filter(({ committedAtMs }) => committedAtMs > asOfMs)) {
    const [row] = await store.range({ table: 'snapshot', prefix: [asset], after: version - 1, limit: 1 });
    if (row?.run_id !== runId) return true;
  }
  return false;
}

export type NamedSkip = { readonly op: string; readonly skip: SkipUnchanged };

/** What files hold, not when they came. */
const dataVersion = ({ files }: Snapshot): readonly string[] => files.map(({ sha256 }) => sha256).sort();

/** The op's last success, if it was done with the same and what it made is as it left it; its output has to be there still. */
export async function standing(
  { op, fingerprint }: Memo,
  store: Pick<StateStore, 'range' | 'snapshot' | 'steps'>,
): Promise<(StepSkipped & { readonly output: string }) | null> {
  const [row] = await store.range({ table: 'memo', prefix: [op] });
  if (row === undefined || row.fingerprint !== fingerprint) return null;
  for (const [asset, version] of Object.entries(JSON.parse(row.writes as string) as Record<string, number>))
    if ((await store.snapshot(asset)).version !== version) return null;
  const [runId, stepKey] = [row.run_id as string, row.step_key as string];
  const output = (await store.steps(runId)).find((step) => step.stepKey === stepKey)?.output ?? null;
  return output === null ? null : { runId, sinceMs: row.at_ms as number, output };
}

/** Items of maps are told apart by their lists, not by their ops: they are always done. */
export const isItem = (stepKey: string): boolean => planKeyOf(stepKey) !== stepKey;
