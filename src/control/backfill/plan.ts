import { TapelineError } from '../../core/errors.ts';
import { nearestName } from '../../core/nearest.ts';
import { intersectRegions, NO_REGION, type Region, regionText, uniteRegions } from '../../core/regions.ts';
import type { Asset } from '../definition/asset.ts';
import type { Job } from '../definition/job.ts';
import { findJob, type Project } from '../definition/project.ts';
import type { BackfillStarted } from '../event/backfill-events.ts';
import { type AssetStatus, assetStatus } from '../partition/asset-status.ts';
import { countChunks } from '../partition/chunks.ts';
import { askedIn, type BlockInKeys, blockInKeys, countSlices } from '../partition/grid.ts';
import type { PartitionKeeper } from '../partition/keeper.ts';
import type { BackfillAsk, BackfillWhat } from '../state/backfill/port.ts';
import type { StateReader } from '../state/store.ts';

/** What a backfill would do, before it does anything. */
export type BackfillPlan = {
  readonly started: BackfillStarted;
  readonly region: Region;
  /** The same in words: spans of time and the names they are made for. */
  readonly blocks: readonly BlockInKeys[];
  readonly runs: number;
};

export type PlanSurroundings = {
  readonly project: Project;
  readonly keeper: PartitionKeeper;
  readonly store: Pick<StateReader, 'range' | 'snapshot'>;
  readonly nowMs: number;
};

/** Runs of a job that limits nothing itself. */
const CONCURRENCY_DEFAULT = 4;

const REASONS: Readonly<Record<BackfillWhat, string>> = {
  missing: 'missing',
  stale: 'stale',
  wanted: 'missing or stale',
  all: 'asked for',
};

/** @throws usage.unknown_name, usage.invalid for an asset that no job makes slice by slice, and for slices that are none */
export async function planBackfill(ask: BackfillAsk, around: PlanSurroundings): Promise<BackfillPlan> {
  const asset = partitionedAsset(around.project, ask.asset);
  const status = await assetStatus(asset, around);
  const job = await jobOf(asset, status, ask.job, around);
  const asked = intersectRegions(askedIn(status.grid, ask), status.existing);
  const region = intersectRegions(asked, wantedBy(ask.what, status));
  const { pointsMax, lanesMax, ragged = false } = job.partitionsPerRun;
  const started: BackfillStarted = {
    backfill: ask.backfill,
    asset: asset.name,
    job: job.name,
    axis: status.grid.fingerprint,
    region: regionText(region),
    partitions: countSlices(status.grid, region),
    pointsMax,
    lanesMax,
    ...(ragged ? { ragged } : {}),
    concurrency: ask.concurrency ?? Math.min(job.maxInstances ?? CONCURRENCY_DEFAULT, CONCURRENCY_DEFAULT),
    settings: ask.settings,
    reason: REASONS[ask.what],
    by: ask.by,
  };
  const pieces = inPoints(status, region);
  return {
    started,
    region,
    blocks: region.map((block) => blockInKeys(status.grid, block)),
    runs: countChunks(pieces, job.partitionsPerRun),
  };
}

/** An asset by name that is cut into slices. */
export function partitionedAsset({ assets }: Pick<Project, 'assets'>, name: string): Asset {
  const found = assets.find((asset) => asset.name === name);
  const known = assets.map((asset) => asset.name);
  if (found === undefined) {
    const facts = { kind: 'asset', name, nearest: nearestName(name, known), known };
    throw new TapelineError('usage.unknown_name', { facts });
  }
  if (found.partitions !== null) return found;
  const what = `Asset "${name}" is made as a whole: it has no partitions`;
  throw new TapelineError('usage.invalid', { facts: { what, got: name, wayOut: 'Run the job that makes it.' } });
}

function wantedBy(what: BackfillWhat, { existing, missing, stale, wanted }: AssetStatus): Region {
  if (what === 'all') return existing;
  if (what === 'missing') return missing;
  return what === 'wanted' ? wanted : stale.map((part) => part.region).reduce(uniteRegions, NO_REGION);
}

/** The job that makes the asset slice by slice: the one named, or the only one. */
async function jobOf(
  asset: Asset,
  { grid }: AssetStatus,
  name: string | null,
  { project, keeper }: PlanSurroundings,
): Promise<Job> {
  const makers = name === null ? project.jobs.filter((job) => makes(job, asset)) : [findJob(project, name)];
  const fitting: Job[] = [];
  for (const job of makers)
    if (job.partitions !== null && (await keeper.gridOf(job.partitions)).fingerprint === grid.fingerprint)
      fitting.push(job);
  if (fitting.length === 1) return fitting[0]!;
  const names = (fitting.length === 0 ? makers : fitting).map((job) => job.name);
  const [what, wayOut] =
    fitting.length === 0
      ? [`No job makes asset "${asset.name}" by its partitions`, 'Give a job that writes it the same partitions.']
      : [`Several jobs make asset "${asset.name}"`, 'Choose one with --job.'];
  throw new TapelineError('usage.invalid', { facts: { what, got: names.join(', ') || 'none', wayOut } });
}

const makes = (job: Job, asset: Asset): boolean =>
  job.pipeline.steps.some((step) => step.op.writes.includes(asset.name));

/** Stamps between two sessions are no work: a run's worth is counted in slices. */
export function inPoints({ grid }: Pick<AssetStatus, 'grid'>, region: Region): Region {
  const { axis } = grid;
  if (axis === null) return region;
  return region.map(({ lanes, points }) => ({
    lanes,
    points: points.map((range) => axis.withStamps(range)).filter(({ from, to }) => from <= to),
  }));
}
