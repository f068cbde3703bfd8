import { TapelineError } from '../../core/errors.ts';
import type { PartitionAsk, PartitionsMade, RunPartitions } from '../../core/partition.ts';
import { intersectRegions, NO_REGION, parseRegion, type Region } from '../../core/regions.ts';
import type { Asset } from '../definition/asset.ts';
import type { Partitions } from '../definition/partitions.ts';
import { readPartitionKeys } from '../state/partition/read.ts';
import type { StateReader } from '../state/store.ts';
import type { PartitionCalendar } from './axis.ts';
import { askedIn, existingIn, type Grid, gridOf, laneSetsOf, runPartitionsOf, spansIn } from './grid.ts';
import { asDefined } from './keys.ts';
import { madeOf, type StepSuccess } from './made.ts';

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
    if (ask.region !== undefined) return runPartitionsOf(grid, parseRegion(ask.region), reason);
    const asked = ask.from === LATEST ? latestIn(grid, ask, nowMs) : askedIn(grid, ask);
    const region = intersectRegions(asked, existingIn(grid, nowMs));
    if (region.length === 0) throw nothingThere(ask);
    return runPartitionsOf(grid, region, reason);
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
