import { systemClock } from '../../adapters/system/clock.ts';
import type { ReportHead } from '../../charts/report/model.ts';
import { TapelineError } from '../../core/errors.ts';
import { nearestName } from '../../core/nearest.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import { codeVersion } from '../code-version.ts';
import { childrenOf } from '../engine-process.ts';
import { runSystemOp } from '../housekeeping.ts';
import { readState } from '../state.ts';
import type { SystemOp } from '../system-ops.ts';
import type { Workspace } from '../workspace.ts';
import type { BarTables } from './bar-table.ts';

export type ReportContext = {
  readonly workspace: Workspace;
  readonly signal: AbortSignal;
  /** The command that makes the report again. */
  readonly command: string;
};

/** Asks a child of its own, which Ctrl-C can end, over the current version of every asset. */
export async function askLake<T>({ workspace, signal }: ReportContext, name: SystemOp, config: object): Promise<T> {
  const snapshots = await currentSnapshots(workspace);
  await using child = childrenOf(workspace, 1);
  return (await runSystemOp(workspace, child, name, { snapshots }, config, signal)) as T;
}

async function currentSnapshots(workspace: Workspace): Promise<readonly Snapshot[]> {
  await using reader = await readState(workspace);
  return reader === null ? [] : reader.snapshots();
}

export type BarWish = {
  readonly instruments: readonly string[];
  readonly named?: readonly string[];
  readonly from: number | null;
};

/** @throws usage.unknown_name naming instruments that have bars */
export async function readBars(context: ReportContext, { instruments, named = [], from }: BarWish) {
  const asOfMs = systemClock.nowMs();
  const answer = await askLake<BarTables>(context, 'read_bars', { instruments, named, from, asOfMs });
  const unknown = instruments.find((name) => !answer.known.includes(name));
  if (unknown !== undefined) throw unknownInstrument(unknown, answer.known, context.workspace.profileName);
  const { tables, names, origin } = answer;
  return { tables, names, origin, asOfMs };
}

const NAMED_MAX = 12;

function unknownInstrument(name: string, known: readonly string[], profile: string): TapelineError {
  if (known.length === 0) {
    const wayOut = `Run "tapeline run full --profile ${profile}" first, or choose another profile.`;
    return new TapelineError('usage.invalid', {
      facts: { what: `Profile "${profile}" has no bars yet`, got: name, wayOut },
    });
  }
  const some = known.length <= NAMED_MAX ? known : [...known.slice(0, NAMED_MAX), '…'];
  const facts = { kind: `instrument of profile "${profile}"`, name, nearest: nearestName(name, known), known: some };
  return new TapelineError('usage.unknown_name', { facts });
}

export function headOf(
  { workspace, command }: ReportContext,
  {
    asOfMs,
    providers,
    simulated,
  }: { readonly asOfMs: number; readonly providers: readonly string[]; readonly simulated: boolean },
): ReportHead {
  return {
    v: 1,
    profile: workspace.profileName,
    simulated: simulated || workspace.profile.simulated,
    providers,
    asOf: new Date(asOfMs).toISOString(),
    version: codeVersion(),
    command,
  };
}
