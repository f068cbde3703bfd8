import { type Asset, asset } from '../../../src/control/definition/asset.ts';
import { type AssetCheck, assetCheck } from '../../../src/control/definition/asset-check.ts';
import { type Job, job } from '../../../src/control/definition/job.ts';
import { op } from '../../../src/control/definition/op.ts';
import {
  gridPartitions,
  intervalPartitions,
  type Partitions,
  sessionPartitions,
  staticPartitions,
} from '../../../src/control/definition/partitions.ts';
import { pipeline } from '../../../src/control/definition/pipeline.ts';
import { type Schedule, schedule } from '../../../src/control/definition/schedule.ts';
import { parseRegion, type Region } from '../../../src/core/regions.ts';
import type { Snapshot, SnapshotChange } from '../../../src/core/snapshot.ts';
import { drawOf } from '../draw.ts';
import type { Value } from '../jobs.ts';
import type { DeskPlan } from './plan.ts';
import type { Perform } from './project.ts';

/** Assets that are made slice by slice, and the jobs of the same names that make them: marks are made from quotes. */
export const SLICED = ['quotes', 'marks'] as const;
export type Sliced = (typeof SLICED)[number];

const DAY_MS = 86_400_000;
/** No sessions are known from here on. */
const CALENDAR_ENDS_MS = Date.UTC(2027, 0, 1);

export type SlicesOfDesk = {
  readonly assets: readonly Asset[];
  readonly jobs: readonly Job[];
  readonly schedules: readonly Schedule[];
};

export function slicesOf(plan: DeskPlan, perform: Perform): SlicesOfDesk {
  if (!plan.features.slices) return { assets: [], jobs: [], schedules: [] };
  const draw = drawOf(plan.seed, 'slices jobs');
  const partitions = partitionsOf(plan);
  const assets = [
    asset({ name: 'quotes', partitions, checks: [GOOD] }),
    asset({ name: 'marks', partitions, deps: { quotes: 'same' } }),
  ];
  const jobs = SLICED.map((name) =>
    job(
      pipeline(name, (p) => p.add(makerOf(name, perform))),
      { partitions, partitionsPerRun: { pointsMax: draw.int(2, 6), lanesMax: draw.int(1, 3) } },
    ),
  );
  const trigger = { every: '50s', anchor: '2026-01-01T00:00:03Z' } as const;
  const schedules = draw.chance(0.4) ? [schedule(jobs[0]!, { ...trigger, name: 'slices', overlap: 'queueOne' })] : [];
  return { assets, jobs, schedules };
}

/** Slices of time, of a dozen of which there are when the desk begins; for several names in some seeds. */
export function partitionsOf({ seed, startMs }: DeskPlan): Partitions {
  const draw = drawOf(seed, 'slices');
  const isKnown = startMs < CALENDAR_ENDS_MS;
  const points =
    draw.chance(0.5) || !isKnown
      ? intervalPartitions({ every: '6h', anchor: new Date(startMs - 3 * DAY_MS).toISOString() })
      : sessionPartitions('XSHG', { from: new Date(startMs - 16 * DAY_MS).toISOString().slice(0, 10) });
  return draw.chance(0.5) ? points : gridPartitions(staticPartitions('names', ['a', 'b', 'c']), points);
}

/** I21: values that must never be published. */
export const isGood = ({ value }: Pick<Value, 'value'>): boolean => value % 7 !== 0;

const GOOD: AssetCheck = assetCheck({
  name: 'good',
  judge: ({ output }) => ({ passed: isGood(output as Value), about: 'as it was drawn' }),
});

function makerOf(name: Sliced, perform: Perform) {
  return op({
    name: `${name}.make`,
    reads: name === 'marks' ? ['quotes'] : [],
    writes: [name],
    retry: { max: 2, delay: 700, jitter: 0 },
    timeout: 15_000,
    run: async (inputs: object, context) => {
      const { value } = await perform(inputs, context, { writes: [], uses: [] });
      const { runId, attempt, partitions } = context;
      context.publish(changeOf(context.snapshot(name), parseRegion(partitions!.region), `${runId}-${attempt}`));
      return value;
    },
  });
}

/** Every slice of the region in a file of its own, in the place of the one that is there. */
function changeOf({ asset: name, files }: Snapshot, region: Region, by: string): SnapshotChange {
  const slices = new Set(slicesIn(region));
  const removed = files.filter(({ partition }) => slices.has(partition)).map(({ path }) => path);
  const added = [...slices].map((partition) => {
    const path = `${name}/${partition}/${by}`;
    return { path, partition, rows: 1, bytes: 8, sha256: `#${path}` };
  });
  return { asset: name, removed, added };
}

/** Each (lane, stamp) by itself. */
export function slicesIn(region: Region): readonly string[] {
  return region.flatMap(({ lanes, points }) =>
    numbersIn(lanes).flatMap((lane) => numbersIn(points).map((stamp) => `${lane}:${stamp}`)),
  );
}

function numbersIn(ranges: Region[number]['lanes']): readonly number[] {
  return ranges.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, index) => from + index));
}
