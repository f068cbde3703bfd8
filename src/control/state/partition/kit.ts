import { type PartitionsMade, SAME_SLICE } from '../../../core/partition.ts';
import { countInRegion } from '../../../core/regions.ts';
import { AT_MS, changeOf, lakeFile, newRun, RUN_A, start, succeeded } from '../kit/fixtures.ts';
import { type Engine, engineCase, expectEqual, type KitCase, type NewWorld } from '../kit/kit-case.ts';
import { readCoverage, readMaterializations, readPartitionKeys } from './read.ts';

const PRICES: PartitionsMade = {
  asset: 'prices',
  axis: 'session XSHG 2024-01-01',
  covers: '0: 1..3',
  revised: '',
  inputs: {},
  codeVersion: null,
  dataVersion: 'abc',
  rows: 30,
  reason: 'missing',
  checks: { closed: { verdict: 'passed', about: '30 of 30 rows' } },
};

export const partitionCases = (newWorld: NewWorld): readonly KitCase[] => [
  engineCase('what a step made is recorded with its success', newWorld, async (engine) => {
    await make(engine, 'a', PRICES, { publishes: true });
    const [row, ...others] = await readMaterializations(engine.store, 'prices', 9);
    expectEqual(others, [], 'one making');
    expectEqual([row!.version, row!.runId, row!.stepKey, row!.atMs], [1, RUN_A, 'a', AT_MS], 'whose it is');
    expectEqual([row!.covers, row!.changed], [row!.covers, row!.covers], 'all of it is new');
    expectEqual([row!.dataVersion, row!.rows, row!.checks], ['abc', 30, PRICES.checks], 'what is known of it');
    expectEqual(await regions(engine, 'prices'), [3], 'three slices are current');
  }),

  engineCase('making slices again without another content changes nothing of them', newWorld, async (engine) => {
    await make(engine, 'a', PRICES, { publishes: true });
    await make(engine, 'b', { ...PRICES, covers: '0: 2..5' });
    const [second] = await readMaterializations(engine.store, 'prices', 1);
    expectEqual(countInRegion(second!.changed), 2, 'the two that were missing');
    expectEqual(second!.version, 1, 'of the version that was there');
    await make(engine, 'c', { ...PRICES, covers: '0: 1..5', revised: '0: 2' }, { publishes: true });
    const [third] = await readMaterializations(engine.store, 'prices', 1);
    expectEqual([countInRegion(third!.changed), third!.version], [1, 2], 'the one that is another one now');
    expectEqual(await regions(engine, 'prices'), [5], 'and one row says what is current');
  }),

  engineCase('slices of another axis are not current any more', newWorld, async (engine) => {
    await make(engine, 'a', PRICES);
    await make(engine, 'b', { ...PRICES, axis: 'session XSHG 2020-01-01', covers: '0: 7' });
    const rows = await readCoverage(engine.store, 'prices');
    expectEqual(
      rows.map((row) => row.axis),
      ['session XSHG 2020-01-01'],
      'only the new one',
    );
  }),

  engineCase('rows stay apart while an input has changed between them', newWorld, async (engine) => {
    const tech = (covers: string, version: number): PartitionsMade => ({
      ...PRICES,
      asset: 'tech',
      covers,
      inputs: { prices: { version, map: SAME_SLICE } },
    });
    await make(engine, 'a', { ...PRICES, covers: '0: 1..10' }, { publishes: true });
    await make(engine, 'b', tech('0: 1..4', 1));
    await make(engine, 'c', { ...PRICES, covers: '0: 3', revised: '0: 3' }, { publishes: true });
    await make(engine, 'd', tech('0: 5', 2));
    expectEqual(await regions(engine, 'tech'), [4, 1], 'slice 3 was made from what is no more');
    await make(engine, 'e', tech('0: 3', 2));
    expectEqual(await regions(engine, 'tech'), [5], 'made again, all are of one input');
  }),

  engineCase('slices can be forgotten, and names come and go', newWorld, async (engine) => {
    const { store, lease } = engine;
    await make(engine, 'a', PRICES);
    await store.forgetPartitions(lease, { asset: 'prices', region: '0: 2', reason: 'a new session', atMs: AT_MS });
    expectEqual(await regions(engine, 'prices'), [2], 'the others stay');
    const named = (...keys: readonly string[]) => ({
      keysOf: 'funds',
      keys: keys.map((key) => ({ key })),
      atMs: AT_MS,
    });
    const change = named('000011', '000001', '000011');
    await store.addPartitionKeys(lease, change);
    await store.removePartitionKeys(lease, { ...change, keys: ['000011', 'never there'] });
    await store.addPartitionKeys(lease, named('000002'));
    const keys = async () => (await readPartitionKeys(store, 'funds')).map((row) => [row.key, row.lane, row.isRemoved]);
    const before = [
      ['000011', 0, true],
      ['000001', 1, false],
      ['000002', 2, false],
    ];
    expectEqual(await keys(), before, 'a number is never given twice');
    await store.addPartitionKeys(lease, change);
    expectEqual(await keys(), [['000011', 0, false], ...before.slice(1)], 'a name that comes back has its own');
  }),

  engineCase('folding the log again gives the same slices', newWorld, async (engine) => {
    const { store, lease } = engine;
    await make(engine, 'a', PRICES);
    await make(engine, 'b', { ...PRICES, covers: '0..4: 2; 7: 1' });
    await store.addPartitionKeys(lease, {
      keysOf: 'funds',
      keys: [{ key: 'a', first: '2024-01-02', last: null }],
      atMs: AT_MS,
    });
    await store.forgetPartitions(lease, { asset: 'prices', region: '7: 1', reason: 'x', atMs: AT_MS });
    const before = await store.dump();
    expectEqual([before.materialization.length, before.coverage.length], [2, 1], 'there is something to fold');
    await store.rebuild(lease);
    expectEqual(await store.dump(), before, 'dropped and folded, it is the same');
  }),
];

/** One step that makes partitions, from start to success; with `publishes` the asset gets a new version. */
async function make(engine: Engine, step: string, made: PartitionsMade, options = { publishes: false }): Promise<void> {
  const { store, lease } = engine;
  if ((await store.run(RUN_A)) === null) await store.createRun(lease, newRun(RUN_A, ['a', 'b', 'c', 'd', 'e']));
  const token = await start(engine, RUN_A, step);
  const changes = options.publishes ? [changeOf(made.asset, [], [lakeFile(`${made.asset}/${step}`, step)])] : [];
  const end = [{ ...succeeded(step, token, { changes }), made: [made] }];
  await store.advance(lease, { runId: RUN_A, atMs: AT_MS, end });
}

/** How many slices each coverage row of the asset holds. */
async function regions({ store }: Engine, asset: string): Promise<readonly number[]> {
  return (await readCoverage(store, asset)).map((row) => countInRegion(row.region));
}
