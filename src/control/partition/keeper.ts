import { TapelineError } from '../../core/errors.ts';
import type { MadeByOp, PartitionAsk, PartitionInput, PartitionsMade, RunPartitions } from '../../core/partition.ts';
import { intersectRegions, NO_REGION, parseRegion, type Region, regionText, uniteRegions } from '../../core/regions.ts';
import type { Asset } from '../definition/asset.ts';
import type { Partitions } from '../definition/partitions.ts';
import { type PartitionKeyRow, readPartitionKeys } from '../state/partition/read.ts';
import type { EngineLease, StateReader, StateStore } from '../state/store.ts';
import type { StepResult, StepTask } from '../step/task.ts';
import type { PartitionCalendar } from './axis.ts';
import { askedIn, existingIn, type Grid, gridOf, laneSetsOf, runPartitionsOf, spansIn } from './grid.ts';

export type KeeperSurroundings = {
  readonly assets: readonly Asset[];
  readonly calendar: PartitionCalendar;
  readonly store: Pick<StateReader, 'range'>;
};

/** Knows what the stamps and lanes of partitioned assets mean, and turns what steps made into what is recorded. */
export class PartitionKeeper {
  readonly #around: KeeperSurroundings;
  readonly #assets: ReadonlyMap<string, Asset>;

  constructor(around: KeeperSurroundings) {
    this.#around = around;
    this.#assets = new Map(around.assets.map((asset) => [asset.name, asset]));
  }

  async gridOf(partitions: Partitions): Promise<Grid> {
    const set = laneSetsOf(partitions);
    const known = set === null ? [] : await readPartitionKeys(this.#around.store, set.name);
    const keys = set?.kind === 'static' ? asDefined(known, set.keys) : known;
    return gridOf(partitions, this.#around.calendar, () => keys);
  }

  /**
   * The slices that a run is asked for, as it is recorded: those of them that exist by now.
   * @throws usage.invalid when none does, usage.unknown_name for names and dates that never will
   */
  async requested(partitions: Partitions, ask: PartitionAsk, nowMs: number): Promise<RunPartitions> {
    const grid = await this.gridOf(partitions);
    const reason = ask.reason ?? 'asked for';
    if (ask.region !== undefined) return runPartitionsOf(grid, parseRegion(ask.region)[0]!, reason);
    const asked = ask.from === LATEST ? latestIn(grid, ask, nowMs) : askedIn(grid, ask);
    const [block] = intersectRegions(asked, existingIn(grid, nowMs));
    if (block === undefined) throw nothingThere(ask);
    return runPartitionsOf(grid, block, reason);
  }

  /** What a step that succeeded made of partitioned assets. @throws step.output_invalid for slices that cannot be. */
  async made(success: StepSuccess): Promise<readonly PartitionsMade[]> {
    const made: PartitionsMade[] = [];
    for (const name of success.writes) {
      const asset = this.#assets.get(name);
      if (asset === undefined || asset.partitions === null) continue;
      const each = madeOf(asset, await this.gridOf(asset.partitions), success);
      if (each !== null) made.push(each);
    }
    return made;
  }
}

export type StepSuccess = {
  readonly task: StepTask;
  /** Assets that the step may publish. */
  readonly writes: readonly string[];
  readonly result: Extract<StepResult, { outcome: 'succeeded' }>;
};

function madeOf(asset: Asset, grid: Grid, { task, result }: StepSuccess): PartitionsMade | null {
  const all = (result.made ?? []).filter((made) => made.asset === asset.name);
  const said = all.length === 0 ? [null] : all;
  const covers = said.map((each) => coveredBy(task, grid, each)).reduce(uniteRegions);
  if (covers.length === 0) return null;
  const isPublished = result.changes.some((change) => change.asset === asset.name && isChange(change));
  const revised = said.map((each) => revisedBy(each, grid, isPublished ? covers : NO_REGION)).reduce(uniteRegions);
  const rows = all.map((each) => each.rows ?? null);
  const { name, codeVersion } = asset;
  return {
    asset: name,
    axis: grid.fingerprint,
    covers: regionText(covers),
    revised: regionText(revised),
    inputs: inputsOf(asset, task),
    codeVersion,
    dataVersion: all.at(-1)?.dataVersion ?? null,
    rows: rows.length === 0 || rows.includes(null) ? null : rows.reduce<number>((sum, count) => sum + count!, 0),
    reason: task.partitions?.reason ?? 'asked for',
    checks: result.checks?.[name] ?? {},
  };
}

/** Asks for the newest slice whose time is over. */
export const LATEST = 'latest';

function latestIn(grid: Grid, { lanes }: PartitionAsk, nowMs: number): Region {
  const { axis } = grid;
  if (axis === null) return askedIn(grid, { from: null, to: null, lanes });
  const last = axis.lastBy(nowMs);
  if (last < 0) return NO_REGION;
  const key = axis.keyOf(last);
  return spansIn(grid, [{ from: key, to: key }], lanes);
}

function nothingThere({ from, to, lanes }: PartitionAsk): TapelineError {
  const got = [from ?? 'the first', to ?? 'the last', ...(lanes ?? [])].join(' .. ');
  const facts = { what: 'None of these partitions exists yet', got, wayOut: 'Ask for slices whose time is over.' };
  return new TapelineError('usage.invalid', { facts });
}

/** The names of a definition with the numbers they have, or will get: a state that no engine has opened yet has none. */
function asDefined(known: readonly PartitionKeyRow[], keys: readonly string[]): readonly PartitionKeyRow[] {
  const [wanted, there] = [new Set(keys), new Set(known.map((row) => row.key))];
  const before = known.map((row) => ({ ...row, isRemoved: !wanted.has(row.key) }));
  const next = known.reduce((most, row) => Math.max(most, row.lane + 1), 0);
  const added = keys.filter((key) => !there.has(key));
  return [...before, ...added.map((key, index) => ({ key, lane: next + index, isRemoved: false }))];
}

/** Names that definitions list have numbers, those that they no longer list have gone. */
export async function registerPartitionKeys(
  assets: readonly Asset[],
  store: Pick<StateStore, 'range' | 'addPartitionKeys' | 'removePartitionKeys'>,
  lease: EngineLease,
  atMs: number,
): Promise<void> {
  const sets = assets.flatMap(({ partitions }) => (partitions === null ? [] : [laneSetsOf(partitions)]));
  const fixed = new Map(sets.flatMap((set) => (set?.kind === 'static' ? [[set.name, set.keys] as const] : [])));
  for (const [keysOf, keys] of fixed) {
    const before = await readPartitionKeys(store, keysOf);
    const [wanted, there] = [new Set(keys), new Set(before.filter((row) => !row.isRemoved).map((row) => row.key))];
    const gone = [...there].filter((key) => !wanted.has(key));
    if (!keys.every((key) => there.has(key))) await store.addPartitionKeys(lease, { keysOf, keys, atMs });
    if (gone.length > 0) await store.removePartitionKeys(lease, { keysOf, keys: gone, atMs });
  }
}

/** What the op says, or else what the run was asked for where that is of the same slices. */
function coveredBy(task: StepTask, grid: Grid, said: MadeByOp | null): Region {
  const asked = task.partitions?.axis === grid.fingerprint ? task.partitions : null;
  if (said?.spans === undefined && said?.lanes === undefined)
    return asked === null ? NO_REGION : parseRegion(asked.region);
  const lanes = said.lanes ?? (asked === null || asked.lanes.length === 0 ? null : asked.lanes);
  try {
    if (grid.axis === null) return askedIn(grid, { from: null, to: null, lanes });
    return spansIn(grid, said.spans ?? asked?.spans ?? [], lanes);
  } catch (cause) {
    const facts = {
      step: task.stepKey,
      problem: `what it made of "${said.asset}" cannot be: ${(cause as Error).message}`,
      wayOut: 'Name slices that exist.',
    };
    throw new TapelineError('step.output_invalid', { facts, cause });
  }
}

/** A publication is a revision of all that it covers, unless the op says of which spans. */
function revisedBy(said: MadeByOp | null, grid: Grid, unlessSaid: Region): Region {
  if (said?.revised === undefined) return unlessSaid;
  return said.revised.length === 0 ? NO_REGION : spansIn(grid, said.revised, said.lanes ?? null);
}

const isChange = ({ added, removed }: { added: readonly unknown[]; removed: readonly unknown[] }): boolean =>
  added.length > 0 || removed.length > 0;

/** The versions that the step has read, of the assets that its own is made from. */
function inputsOf(asset: Asset, task: StepTask): Readonly<Record<string, PartitionInput>> {
  const read = Object.entries(asset.deps).filter(([name]) => task.snapshots[name] !== undefined);
  return Object.fromEntries(read.map(([name, map]) => [name, { version: task.snapshots[name]!.version, map }]));
}
