import type { Snapshot, SnapshotChange } from '../../../core/snapshot.ts';
import type { StateStore } from '../store.ts';
import { AT_MS, changeOf, lakeFile, newRun, publishBy, RUN_A, start, succeeded } from './fixtures.ts';
import { type Engine, engineCase, expectEqual, expectRefused, type KitCase, type NewWorld } from './kit-case.ts';

const STEPS = Array.from({ length: 8 }, (_, position) => `s${position + 1}`);

export const assetCases = (newWorld: NewWorld): readonly KitCase[] => [
  engineCase('what was never published is version 0 without files', newWorld, async ({ store }) => {
    const nothing = { asset: 'prices', version: 0, files: [], rows: 0, committedAtMs: 0, runId: null, stepKey: null };
    expectEqual(await store.snapshot('prices'), nothing, 'the current version');
    expectEqual(await store.snapshot('prices', 0), nothing, 'version 0, asked for');
    expectEqual(await store.snapshots(), [], 'no asset is listed');
    expectEqual(await store.prunable('prices', 1), [], 'nothing is prunable');
  }),

  engineCase('success and data are one commit: the new version names its run and step', newWorld, async (engine) => {
    const { store, lease } = engine;
    await store.createRun(lease, newRun(RUN_A, STEPS));
    const token = await start(engine, RUN_A, 's1');
    const files = [lakeFile('p/2024/1', 'y=2024', 5), lakeFile('p/2023/1', 'y=2023', 7)];
    const changes = [changeOf('prices', [], files), changeOf('factors', [], [])];
    const end = [succeeded('s1', token, { changes })];
    const { snapshots } = await store.advance(lease, { runId: RUN_A, atMs: AT_MS + 7, end });
    const expected: Snapshot = {
      asset: 'prices',
      version: 1,
      files: [files[1]!, files[0]!],
      rows: 12,
      committedAtMs: AT_MS + 7,
      runId: RUN_A,
      stepKey: 's1',
    };
    expectEqual(snapshots[0], expected, 'the move returns the new snapshot, files by partition');
    expectEqual([snapshots[1]?.version, snapshots[1]?.rows], [1, 0], 'an empty publication is a version too');
    expectEqual(await store.snapshot('prices'), expected, 'it is the current one');
    expectEqual(
      (await store.snapshots()).map(({ asset }) => asset),
      ['factors', 'prices'],
      'assets are listed by name',
    );
  }),

  engineCase('versions count up per asset and are read back as they were', newWorld, async (engine) => {
    await publishThree(engine);
    const { store } = engine;
    expectEqual(await pathsAt(store, 1), ['p/2023/1', 'p/2024/1'], 'version 1');
    expectEqual(await pathsAt(store, 2), ['p/2023/1', 'p/2024/2'], 'version 2 replaced 2024');
    expectEqual(await pathsAt(store, 3), ['p/2024/2', 'p/2025/1'], 'version 3 dropped 2023 and added 2025');
    expectEqual(await pathsAt(store, undefined), ['p/2024/2', 'p/2025/1'], 'the current one is version 3');
    const rows = [await store.snapshot('prices', 1), await store.snapshot('prices', 2), await store.snapshot('prices')];
    expectEqual(
      rows.map((snapshot) => snapshot.rows),
      [20, 21, 15],
      'rows are the sum of the files',
    );
    expectEqual((await store.snapshot('factors')).version, 0, 'other assets do not move');
    await expectRefused(store.snapshot('prices', 4), 'usage.unknown_name', 'a version that never was');
  }),

  engineCase('a change that removes what is no longer current is refused', newWorld, async (engine) => {
    await publishThree(engine);
    const stale = changeOf('prices', ['p/2024/1'], [lakeFile('p/2024/9', 'y=2024')]);
    await isRefused(engine, [stale], 'store.conflict', 'a file that was replaced');
    await isRefused(engine, [changeOf('prices', ['p/2023/1'], [])], 'store.conflict', 'a file that was dropped');
    await isRefused(engine, [changeOf('prices', ['p/none'], [])], 'store.conflict', 'a file that never was');
  }),

  engineCase('a change into a partition that another file has taken is refused', newWorld, async (engine) => {
    await publishThree(engine);
    const blind = changeOf('prices', [], [lakeFile('p/2025/9', 'y=2025')]);
    await isRefused(engine, [blind], 'store.conflict', 'a file beside the current one');
    const half = changeOf('prices', ['p/2024/2'], [lakeFile('p/2024/9', 'y=2024'), lakeFile('p/2025/9', 'y=2025')]);
    await isRefused(engine, [half], 'store.conflict', 'one free partition does not excuse the other');
    const other = changeOf('factors', [], [lakeFile('f/1', 'all')]);
    await isRefused(engine, [other, blind], 'store.conflict', 'a conflict in one asset publishes none');
  }),

  engineCase('two writers of different partitions both publish', newWorld, async (engine) => {
    const { store, lease } = engine;
    await store.createRun(lease, newRun(RUN_A, STEPS));
    const tokens = [await start(engine, RUN_A, 's1'), await start(engine, RUN_A, 's2')];
    const end = tokens.map((token, index) => {
      const changes = [changeOf('prices', [], [lakeFile(`p/${index}`, `part=${index}`)])];
      return succeeded(STEPS[index]!, token, { changes });
    });
    const { snapshots } = await store.advance(lease, { runId: RUN_A, atMs: AT_MS, end });
    expectEqual(
      snapshots.map(({ version }) => version),
      [2],
      'the asset is told once, at its newest version',
    );
    expectEqual(await pathsAt(store, undefined), ['p/0', 'p/1'], 'both files are current');
    expectEqual(await pathsAt(store, 1), ['p/0'], 'in the order of the move');
  }),

  engineCase('several files of one change may share a partition', newWorld, async (engine) => {
    await engine.store.createRun(engine.lease, newRun(RUN_A, STEPS));
    const files = [lakeFile('p/b', 'all'), lakeFile('p/a', 'all')];
    await publishBy(engine, RUN_A, 's1', [changeOf('prices', [], files)]);
    expectEqual(await pathsAt(engine.store, undefined), ['p/a', 'p/b'], 'both are current, by path');
  }),

  engineCase('a file that is published again unchanged belongs to both versions', newWorld, async (engine) => {
    const { store, lease } = engine;
    await store.createRun(lease, newRun(RUN_A, STEPS));
    const file = lakeFile('p/1', 'all');
    await publishBy(engine, RUN_A, 's1', [changeOf('prices', [], [file])]);
    await publishBy(engine, RUN_A, 's2', [changeOf('prices', ['p/1'], [file])]);
    expectEqual([await pathsAt(store, 1), await pathsAt(store, 2)], [['p/1'], ['p/1']], 'both versions have it');
    expectEqual((await store.snapshot('prices')).rows, 10, 'its rows are counted once');
    expectEqual(await store.prunable('prices', 1), [], 'and it is not prunable');
  }),

  engineCase('a file that left and came back has both stays', newWorld, async (engine) => {
    const { store, lease } = engine;
    await store.createRun(lease, newRun(RUN_A, STEPS));
    const [one, two] = [lakeFile('p/1', 'all'), lakeFile('p/2', 'all')];
    await publishBy(engine, RUN_A, 's1', [changeOf('prices', [], [one])]);
    await publishBy(engine, RUN_A, 's2', [changeOf('prices', ['p/1'], [two])]);
    await publishBy(engine, RUN_A, 's3', [changeOf('prices', ['p/2'], [one])]);
    const paths = [await pathsAt(store, 1), await pathsAt(store, 2), await pathsAt(store, 3)];
    expectEqual(paths, [['p/1'], ['p/2'], ['p/1']], 'each version has what it had');
    expectEqual(await store.prunable('prices', 1), ['p/2'], 'a file that is current again is not prunable');
  }),

  engineCase('a known name with other content is refused', newWorld, async (engine) => {
    await publishThree(engine);
    const other = { ...lakeFile('p/2024/1', 'y=2026'), sha256: 'other' };
    await isRefused(engine, [changeOf('prices', [], [other])], 'data.invalid', 'a name never gets other bytes');
  }),

  engineCase('only files of versions before the kept ones are prunable', newWorld, async (engine) => {
    await publishThree(engine);
    const { store, lease } = engine;
    expectEqual(await store.prunable('prices', 3), [], 'three versions are kept: nothing');
    expectEqual(await store.prunable('prices', 2), ['p/2024/1'], 'version 1 alone had it');
    expectEqual(await store.prunable('prices', 1), ['p/2023/1', 'p/2024/1'], 'only the current version is kept');
    await store.recordPruned(lease, 'prices', ['p/2024/1'], AT_MS);
    expectEqual(await store.prunable('prices', 1), ['p/2023/1'], 'a pruned file is not asked for again');
    await expectRefused(store.snapshot('prices', 1), 'usage.unknown_name', 'a version that lost a file');
    expectEqual(await pathsAt(store, 2), ['p/2023/1', 'p/2024/2'], 'a version that lost none');
    const kinds = (await store.events({ afterSeq: 0 })).map((event) => event.kind);
    expectEqual(kinds.at(-1), 'files_pruned', 'pruning is a fact of the log');
    await expectRefused(store.recordPruned(lease, 'prices', ['p/2025/1'], 1), 'bug', 'a current file');
    await expectRefused(store.recordPruned(lease, 'prices', ['p/none'], 1), 'bug', 'a file that never was');
  }),
];

/** Three versions of `prices`: 2023+2024, then 2024 replaced, then 2023 dropped and 2025 added. */
async function publishThree(engine: Engine): Promise<void> {
  await engine.store.createRun(engine.lease, newRun(RUN_A, STEPS));
  const first = [lakeFile('p/2023/1', 'y=2023', 10), lakeFile('p/2024/1', 'y=2024', 10)];
  await publishBy(engine, RUN_A, 's1', [changeOf('prices', [], first)]);
  await publishBy(engine, RUN_A, 's2', [changeOf('prices', ['p/2024/1'], [lakeFile('p/2024/2', 'y=2024', 11)])]);
  await publishBy(engine, RUN_A, 's3', [changeOf('prices', ['p/2023/1'], [lakeFile('p/2025/1', 'y=2025', 4)])]);
}

async function pathsAt(store: StateStore, version: number | undefined): Promise<readonly string[]> {
  return (await store.snapshot('prices', version)).files.map(({ path }) => path);
}

/** A step that publishes this is refused: it still runs, and the assets are as they were. */
async function isRefused(
  engine: Engine,
  changes: readonly SnapshotChange[],
  code: string,
  claim: string,
): Promise<void> {
  const { store, lease } = engine;
  const free = (await store.steps(RUN_A)).find((step) => step.state === 'pending')!;
  const token = await start(engine, RUN_A, free.stepKey);
  const before = await store.dump();
  const move = { runId: RUN_A, atMs: AT_MS, end: [succeeded(free.stepKey, token, { changes })] };
  await expectRefused(store.advance(lease, move), code, claim);
  expectEqual(await store.dump(), before, `${claim} changes nothing`);
}
