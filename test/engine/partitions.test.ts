import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { openMemoryStateStore } from '../../src/adapters/memory/state-store.ts';
import type { Later } from '../../src/control/partition/forward.ts';
import { type PartitionStatus, partitionStatus } from '../../src/control/partition/status.ts';
import { AT_MS, changeOf, lakeFile, METRICS, newRun, RUN_A } from '../../src/control/state/kit/fixtures.ts';
import { readChangesSince } from '../../src/control/state/partition/changes.ts';
import { readCoverage } from '../../src/control/state/partition/read.ts';
import type { PartitionMap, PartitionsMade } from '../../src/core/partition.ts';
import { blockOf, NO_REGION, type Region, regionText, uniteRegions } from '../../src/core/regions.ts';

const LANES = 3;
const POINTS = 7;
const EXISTING = blockOf([{ from: 0, to: LANES - 1 }], [{ from: 0, to: POINTS - 1 }]);
/** Here every stamp is a point. */
const later: Later = ({ from, to }, lookback) => ({ from, to: to + lookback });

type Slices = ReadonlySet<string>;
const slice = (lane: number, point: number): string => `${lane}/${point}`;
const regionOf = (slices: Iterable<string>): Region =>
  [...slices]
    .map((each) => each.split('/').map(Number))
    .map(([lane, point]) => blockOf([{ from: lane!, to: lane! }], [{ from: point!, to: point! }]))
    .reduce(uniteRegions, NO_REGION);

function slicesIn(region: Region): Slices {
  const numbers = ({ from, to }: { from: number; to: number }) =>
    Array.from({ length: to - from + 1 }, (_, i) => from + i);
  return new Set(
    region.flatMap(({ lanes, points }) =>
      lanes.flatMap(numbers).flatMap((lane) => points.flatMap(numbers).map((point) => slice(lane, point))),
    ),
  );
}

const anySlices: fc.Arbitrary<Slices> = fc
  .uniqueArray(fc.tuple(fc.nat(LANES - 1), fc.nat(POINTS - 1)), { minLength: 1, selector: ([a, b]) => slice(a, b) })
  .map((pairs) => new Set(pairs.map(([lane, point]) => slice(lane, point))));

type Act = {
  readonly what: 'bars' | 'tech';
  readonly covers: Slices;
  readonly revised: Slices;
  readonly isLazy: boolean;
};
const anyActs: fc.Arbitrary<readonly Act[]> = fc.array(
  fc.record({
    what: fc.constantFrom('bars' as const, 'tech' as const),
    covers: anySlices,
    revised: anySlices,
    isLazy: fc.boolean(),
  }),
  { minLength: 1, maxLength: 10 },
);
const anyMap: fc.Arbitrary<PartitionMap> = fc.record({
  points: fc.constantFrom('same' as const, 'all' as const, { lookback: 2 }, { lookback: 'all' as const }),
  lanes: fc.constantFrom('same' as const, 'all' as const),
});

/** The same story slice by slice: which version of the bars each slice of tech was made from. */
class SliceBySlice {
  readonly bars = new Set<string>();
  readonly tech = new Map<string, number>();
  readonly changes: { readonly version: number; readonly slices: Slices }[] = [];
  readonly #map: PartitionMap;

  constructor(map: PartitionMap) {
    this.#map = map;
  }

  makeBars(covers: Slices, revised: Slices, version: number): void {
    const slices = new Set([...covers].filter((each) => !this.bars.has(each) || revised.has(each)));
    for (const each of covers) this.bars.add(each);
    this.changes.push({ version, slices });
  }

  makeTech(covers: Slices, version: number): void {
    for (const each of covers) this.tech.set(each, version);
  }

  isStale(target: string): boolean {
    const madeFrom = this.tech.get(target);
    if (madeFrom === undefined) return false;
    return this.changes.some(
      ({ version, slices }) => version > madeFrom && [...slices].some((source) => this.#touches(source, target)),
    );
  }

  #touches(source: string, target: string): boolean {
    const [[lane, point], [ofLane, ofPoint]] = [source.split('/').map(Number), target.split('/').map(Number)];
    const { points, lanes } = this.#map;
    const lookback = lookbackOf(points);
    const isInTime = points === 'all' || (ofPoint! >= point! && ofPoint! <= point! + lookback);
    return isInTime && (lanes === 'all' || lane === ofLane);
  }
}

function lookbackOf(points: PartitionMap['points']): number {
  if (points === 'same') return 0;
  return points === 'all' || points.lookback === 'all' ? Number.POSITIVE_INFINITY : points.lookback;
}

/** Plays the acts on a real store and slice by slice; gives both ends. */
async function play(
  acts: readonly Act[],
  map: PartitionMap,
): Promise<{ status: PartitionStatus; model: SliceBySlice; rows: number }> {
  await using store = openMemoryStateStore();
  const lease = await store.acquireEngine({ pid: 1, host: 'here', sinceMs: 0, what: 'test' });
  await store.createRun(
    lease,
    newRun(
      RUN_A,
      acts.map((_, index) => `s${index}`),
    ),
  );
  const model = new SliceBySlice(map);
  const versions: number[] = [0];
  for (const [index, act] of acts.entries()) {
    const stepKey = `s${index}`;
    const { started } = await store.advance(lease, {
      runId: RUN_A,
      atMs: AT_MS,
      start: [{ stepKey, isolated: false }],
    });
    // A lazy maker read the bars a version ago.
    const version = versions.at(act.isLazy ? -2 : -1) ?? versions.at(-1)!;
    const inputs = act.what === 'tech' ? { bars: { version, map } } : {};
    const made: PartitionsMade = { ...MADE, asset: act.what, covers: regionText(regionOf(act.covers)), inputs };
    const isBars = act.what === 'bars';
    const changes = isBars ? [changeOf('bars', [], [lakeFile(`bars/${index}`, stepKey)])] : [];
    const revised = isBars ? regionText(regionOf(act.revised)) : '';
    const end = {
      stepKey,
      token: started[0]!.token,
      outcome: 'succeeded',
      output: 'null',
      metrics: METRICS,
      changes,
    } as const;
    await store.advance(lease, { runId: RUN_A, atMs: AT_MS, end: [{ ...end, made: [{ ...made, revised }] }] });
    if (isBars) {
      versions.push(versions.at(-1)! + 1);
      model.makeBars(act.covers, act.revised, versions.at(-1)!);
    } else model.makeTech(act.covers, version);
  }
  const rows = await readCoverage(store, 'tech');
  const changes = await readChangesSince((query) => store.range(query), 'bars', 0);
  const inputs = { bars: { version: versions.at(-1)!, changes } };
  const question = { existing: EXISTING, axis: 'test', rows, codeVersion: null, inputs, later };
  return { status: partitionStatus(question), model, rows: rows.length };
}

const MADE: PartitionsMade = {
  asset: 'tech',
  axis: 'test',
  covers: '',
  revised: '',
  inputs: {},
  codeVersion: null,
  dataVersion: null,
  rows: null,
  reason: 'test',
  checks: {},
};

describe('slices of an asset', () => {
  test('are missing, current or stale exactly as a slice-by-slice account has it', async () => {
    await fc.assert(
      fc.asyncProperty(anyActs, anyMap, async (acts, map) => {
        const { status, model } = await play(acts, map);
        const all = [...slicesIn(EXISTING)];
        const sorted = (slices: Iterable<string>) => [...slices].sort();
        assert.deepEqual(sorted(slicesIn(status.missing)), sorted(all.filter((each) => !model.tech.has(each))));
        const stale = new Set(status.stale.flatMap((part) => [...slicesIn(part.region)]));
        assert.deepEqual(sorted(stale), sorted(all.filter((each) => model.isStale(each))));
        assert.deepEqual(sorted(slicesIn(status.wanted)), sorted(new Set([...slicesIn(status.missing), ...stale])));
      }),
      { numRuns: 300 },
    );
  });

  test('of a year of daily increments are one row', async () => {
    const acts: Act[] = [];
    for (let day = 0; day < POINTS; day += 1) {
      const covers = new Set([slice(0, day), slice(1, day), slice(2, day)]);
      for (const what of ['bars', 'tech'] as const) acts.push({ what, covers, revised: new Set(), isLazy: false });
    }
    const { status, rows } = await play(acts, { points: { lookback: 3 }, lanes: 'same' });
    assert.equal(rows, 1);
    assert.deepEqual([status.missing, status.stale], [[], []]);
  });
});
