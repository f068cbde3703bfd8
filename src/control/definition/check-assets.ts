import { TapelineError } from '../../core/errors.ts';
import { nearestName } from '../../core/nearest.ts';
import type { PartitionMap } from '../../core/partition.ts';
import type { Asset } from './asset.ts';
import type { Job } from './job.ts';
import { type LanePartitions, type Partitions, type PointPartitions, sidesOf } from './partitions.ts';

/** What assets say of each other and of the ops that make them has to fit. @throws definition.invalid */
export function checkAssets(assets: readonly Asset[], jobs: readonly Job[]): void {
  const byName = new Map(assets.map((asset) => [asset.name, asset]));
  checkNameSets(assets, jobs);
  for (const asset of assets) {
    for (const [name, map] of Object.entries(asset.deps)) checkDep(asset, byName, name, map);
    checkWithin(asset, byName);
    checkMakers(asset, jobs);
  }
}

function checkDep(asset: Asset, byName: ReadonlyMap<string, Asset>, name: string, map: PartitionMap): void {
  const source = byName.get(name);
  if (source === undefined) {
    const nearest = nearestName(name, [...byName.keys()]);
    const hint = nearest === null ? '' : `, did you mean "${nearest}"`;
    throw invalid(asset, `it is made from "${name}", which is not an asset of this project${hint}`);
  }
  const [own, theirs] = [sidesOrNone(asset.partitions), sidesOrNone(source.partitions)];
  const isByTime = map.points !== 'all' && !isSameTime(own.points, theirs.points);
  if (isByTime) throw invalid(asset, `its slices of time are not those of "${name}"; say { points: 'all' } of it`);
  const isByName = map.lanes === 'same' && own.lanes?.name !== theirs.lanes?.name;
  if (isByName) throw invalid(asset, `its names are not those of "${name}"; say { lanes: 'all' } of it`);
}

/** The slices of the other asset are looked up as they are: both have to be cut by the very same partitions. */
function checkWithin(asset: Asset, byName: ReadonlyMap<string, Asset>): void {
  const { within, partitions } = asset;
  if (within === null) return;
  const outer = byName.get(within);
  if (outer === undefined) throw invalid(asset, `it lies within "${within}", which is not an asset of this project`);
  const isSame = JSON.stringify(outer.partitions) === JSON.stringify(partitions);
  if (!isSame) throw invalid(asset, `it lies within "${within}", which is not cut by the same partitions`);
}

/** Where both are made as a whole, the whole depends on the whole. */
function sidesOrNone(partitions: Partitions | null): ReturnType<typeof sidesOf> {
  return partitions === null ? { lanes: null, points: null } : sidesOf(partitions);
}

/** The stamps mean the same: where the slices begin does not matter. */
function isSameTime(left: PointPartitions | null, right: PointPartitions | null): boolean {
  if (left === null || right === null) return left === right;
  if (left.kind === 'session') return right.kind === 'session' && left.calendar === right.calendar;
  if (left.kind === 'month') return right.kind === 'month' && left.zone === right.zone;
  return right.kind === 'interval' && left.everyMs === right.everyMs && left.anchorMs === right.anchorMs;
}

/** What an op does not read has no version that could be recorded with what it makes. */
function checkMakers(asset: Asset, jobs: readonly Job[]): void {
  const deps = Object.keys(asset.deps);
  for (const job of jobs)
    for (const { op } of job.pipeline.steps) {
      const missing = op.writes.includes(asset.name) ? deps.find((dep) => !op.reads.includes(dep)) : undefined;
      if (missing !== undefined)
        throw invalid(asset, `op "${op.name}" makes it without reading "${missing}", which it is made from`);
    }
}

function checkNameSets(assets: readonly Asset[], jobs: readonly Job[]): void {
  const all = [...assets, ...jobs].flatMap(({ partitions }) =>
    partitions === null ? [] : [sidesOf(partitions).lanes],
  );
  const known = new Map<string, LanePartitions>();
  for (const set of all) {
    if (set === null) continue;
    const before = known.get(set.name);
    if (before !== undefined && JSON.stringify(before) !== JSON.stringify(set)) {
      const problem = 'two sets of partition keys have this name and are not equal';
      throw new TapelineError('definition.invalid', {
        facts: { where: `Partitions "${set.name}"`, problem, wayOut: 'Rename one of them.' },
      });
    }
    known.set(set.name, set);
  }
}

function invalid(asset: Asset, problem: string): TapelineError {
  const facts = { where: `Asset "${asset.name}"`, problem, wayOut: 'Correct its deps, or the op.' };
  return new TapelineError('definition.invalid', { facts });
}
