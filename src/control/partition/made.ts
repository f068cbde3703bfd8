import { TapelineError } from '../../core/errors.ts';
import type { KeySpan, MadeByOp, PartitionInput, PartitionsMade, SliceBlock } from '../../core/partition.ts';
import { NO_REGION, parseRegion, type Region, regionText, uniteAll } from '../../core/regions.ts';
import type { Asset } from '../definition/asset.ts';
import { sidesOf } from '../definition/partitions.ts';
import type { StepResult, StepTask } from '../step/task.ts';
import { askedIn, blocksIn, type Grid, spansIn } from './grid.ts';

export type StepSuccess = {
  readonly task: StepTask;
  /** Assets that the step may publish. */
  readonly writes: readonly string[];
  readonly result: Extract<StepResult, { outcome: 'succeeded' }>;
};

/**
 * What a step made of an asset, in the state's words; null when it says nothing of it.
 * @throws step.output_invalid for slices that cannot be
 */
export function madeOf(asset: Asset, grid: Grid, success: StepSuccess): PartitionsMade | null {
  const all = (success.result.made ?? []).filter((made) => made.asset === asset.name);
  try {
    return recordOf(asset, grid, success, all);
  } catch (cause) {
    const facts = {
      step: success.task.stepKey,
      problem: `what it made of "${asset.name}" cannot be: ${(cause as Error).message}`,
      wayOut: 'Name slices that exist.',
    };
    throw new TapelineError('step.output_invalid', { facts, cause });
  }
}

function recordOf(
  asset: Asset,
  grid: Grid,
  { task, result }: StepSuccess,
  all: readonly MadeByOp[],
): PartitionsMade | null {
  const said = all.length === 0 ? [null] : all;
  for (const each of all) checkCalendar(asset, each);
  const covers = uniteAll(said.map((each) => coveredBy(task, grid, each)));
  const absent = absentBy(all, grid);
  const isAll = all.some((each) => each.holds !== undefined);
  if (covers.length === 0 && !isAll && Object.keys(absent).length === 0) return null;
  const isPublished = result.changes.some((change) => change.asset === asset.name && isChange(change));
  const revised = said.map((each) => revisedBy(each, grid, isPublished ? covers : NO_REGION));
  const rows = all.map((each) => each.rows ?? null);
  const last = all.at(-1);
  return {
    asset: asset.name,
    axis: grid.fingerprint,
    covers: regionText(covers),
    ...(isAll ? { isAll } : {}),
    ...(Object.keys(absent).length === 0 ? {} : { absent }),
    revised: revised.includes('as_inputs') ? 'as_inputs' : regionText(uniteAll(revised as readonly Region[])),
    inputs: inputsOf(asset, task),
    codeVersion: last?.codeVersion ?? asset.codeVersion,
    dataVersion: last?.dataVersion ?? null,
    rows: rows.length === 0 || rows.includes(null) ? null : rows.reduce<number>((sum, count) => sum + count!, 0),
    reason: task.partitions?.reason ?? 'asked for',
    checks: result.checks?.[asset.name] ?? {},
  };
}

/** What the op says, or else what the run was asked for where that is of the same slices. */
function coveredBy(task: StepTask, grid: Grid, said: MadeByOp | null): Region {
  if (said?.holds !== undefined) return blocksIn(grid, said.holds);
  const asked = task.partitions?.axis === grid.fingerprint ? task.partitions : null;
  if (said?.spans === undefined && said?.lanes === undefined)
    return asked === null || said?.absent !== undefined ? NO_REGION : parseRegion(asked.region);
  const lanes = said.lanes ?? (asked === null || asked.lanes.length === 0 ? null : asked.lanes);
  if (grid.axis === null) return askedIn(grid, { from: null, to: null, lanes });
  return spansIn(grid, said.spans ?? asked?.spans ?? [], lanes);
}

function absentBy(all: readonly MadeByOp[], grid: Grid): Readonly<Record<string, string>> {
  const byReason = new Map<string, Region[]>();
  for (const { absent = {} } of all)
    for (const [reason, blocks] of Object.entries(absent))
      byReason.set(reason, [...(byReason.get(reason) ?? []), blocksIn(grid, blocks)]);
  const texts = [...byReason].map(([reason, regions]) => [reason, regionText(uniteAll(regions))] as const);
  return Object.fromEntries(texts.filter(([, text]) => text !== ''));
}

/** A publication is a revision of all that it covers, unless the op says of what. */
function revisedBy(said: MadeByOp | null, grid: Grid, unlessSaid: Region): Region | 'as_inputs' {
  const revised = said?.revised;
  if (revised === undefined || revised === 'as_inputs') return revised ?? unlessSaid;
  if (revised.length === 0) return NO_REGION;
  return areSpans(revised) ? spansIn(grid, revised, said?.lanes ?? null) : blocksIn(grid, revised);
}

const areSpans = (revised: readonly KeySpan[] | readonly SliceBlock[]): revised is readonly KeySpan[] =>
  revised.every((each) => 'from' in each);

const isChange = ({ added, removed }: { added: readonly unknown[]; removed: readonly unknown[] }): boolean =>
  added.length > 0 || removed.length > 0;

/** The versions that the step has read, of the assets that its own is made from. */
function inputsOf(asset: Asset, task: StepTask): Readonly<Record<string, PartitionInput>> {
  const read = Object.entries(asset.deps).filter(([name]) => task.snapshots[name] !== undefined);
  return Object.fromEntries(read.map(([name, map]) => [name, { version: task.snapshots[name]!.version, map }]));
}

/** Sessions of another exchange may have the same dates and mean something else. */
function checkCalendar({ partitions }: Asset, { calendar }: MadeByOp): void {
  const points = partitions === null ? null : sidesOf(partitions).points;
  if (calendar === undefined || points?.kind !== 'session' || points.calendar === calendar) return;
  const what = `Its sessions are those of ${calendar}, the asset's those of ${points.calendar}`;
  const wayOut = `Write calendar: '${calendar}' into the profile, or into the asset's partitions.`;
  throw new TapelineError('usage.invalid', { facts: { what, got: calendar, wayOut } });
}
