import { caseMaker, expectEqual, expectRefused, expectTrue, type KitCase } from '../../kit-case.ts';
import { BAR_KEY, BARS, type Bar, barsOf, barsWrite, cellsOf, type NewWorld, SOME_BARS } from './lake-world.ts';

export function writeCases(newWorld: NewWorld): readonly KitCase[] {
  const lakeCase = caseMaker(newWorld);
  return [
    lakeCase('reads back every kind of cell as it was written, missing ones too', async (world) => {
      const lake = await world.open();
      const file = await lake.write(barsWrite(SOME_BARS));
      expectEqual([file.rows, file.partition], [SOME_BARS.length, 'y=2024'], 'the file says what it holds');
      const rows = await lake.read([file], { columns: BARS, orderBy: BAR_KEY });
      expectEqual(cellsOf(rows), cellsOf(barsOf(SOME_BARS)), 'the cells come back');
    }),
    lakeCase(
      'gives equal rows the same file, in whatever order they come and whichever run writes them',
      async (world) => {
        const lake = await world.open();
        const first = await lake.write(barsWrite(SOME_BARS));
        const { provenance } = barsWrite(SOME_BARS);
        const again = barsWrite([...SOME_BARS].reverse(), {
          provenance: { ...provenance, runId: 'other', stepKey: 'x' },
        });
        expectEqual(await lake.write(again), first, 'the same rows are the same file');
        const stored = await lake.read([first], { columns: BARS, orderBy: [] });
        expectEqual(cellsOf(stored), cellsOf(barsOf(SOME_BARS)), 'and they lie in it sorted by key');
      },
    ),
    lakeCase('gives other rows, providers, inputs or code another file', async (world) => {
      const lake = await world.open();
      const { provenance } = barsWrite(SOME_BARS);
      const changed: Bar = ['AAPL', 19_844, 181.72, 0, -1, 1];
      const writes = [
        barsWrite(SOME_BARS),
        barsWrite([...SOME_BARS.slice(0, -1), changed]),
        barsWrite(SOME_BARS, { provenance: { ...provenance, providers: ['other'] } }),
        barsWrite(SOME_BARS, { provenance: { ...provenance, simulated: false } }),
        barsWrite(SOME_BARS, { provenance: { ...provenance, inputs: [{ asset: 'raw_bars', version: 4 }] } }),
        barsWrite(SOME_BARS, { provenance: { ...provenance, codeVersion: '1.0.1' } }),
      ];
      const files = await Promise.all(writes.map((write) => lake.write(write)));
      expectEqual(new Set(files.map(({ path }) => path)).size, writes.length, 'each has a path of its own');
      const old = await lake.read([files[0]!], { columns: BARS, orderBy: BAR_KEY });
      expectEqual(cellsOf(old), cellsOf(barsOf(SOME_BARS)), 'the first file still holds what it held');
    }),
    lakeCase('refuses two rows of one key and names them', async (world) => {
      const lake = await world.open();
      const doubled = [...SOME_BARS, SOME_BARS[2]!];
      await expectRefused(
        lake.write(barsWrite(doubled)),
        'data.invalid',
        'bars/y=2024',
        '600519.XSHG',
        '2024-05-01',
        '5',
      );
    }),
    lakeCase('refuses a row without its key and names it', async (world) => {
      const lake = await world.open();
      const keyless: Bar = [null, 19_844, 1, 1, 1, 0];
      await expectRefused(lake.write(barsWrite([...SOME_BARS, keyless])), 'data.invalid', 'row 5', 'instrument');
    }),
    lakeCase('holds a file without rows', async (world) => {
      const lake = await world.open();
      const file = await lake.write(barsWrite([]));
      const rows = await lake.read([file], { columns: BARS, orderBy: BAR_KEY });
      expectEqual(
        [file.rows, rows.rows, Object.keys(rows.columns)],
        [0, 0, Object.keys(BARS)],
        'it is empty, with columns',
      );
    }),
    lakeCase('stores doubles with seven digits when asked to be compact', async (world) => {
      const lake = await world.open();
      const file = await lake.write(barsWrite(SOME_BARS, { compact: true }));
      const { columns } = await lake.read([file], { columns: BARS, orderBy: BAR_KEY });
      const [close, wanted] = [columns.close!, barsOf(SOME_BARS).columns.close!];
      if (close.type !== 'double' || wanted.type !== 'double') throw new Error('close is a double');
      wanted.values.forEach((value, row) => {
        const isNear = Number.isNaN(value) ? Number.isNaN(close.values[row]) : close.values[row] === Math.fround(value);
        expectTrue(isNear, `row ${row}: ${close.values[row]} is the 4-byte float of ${value}`);
      });
    }),
    lakeCase('refuses names that cannot be folders of the lake', async (world) => {
      const lake = await world.open();
      for (const asset of ['../bars', 'Bars', '', '..', 'staging', 'catalog.duckdb']) {
        await expectRefused(lake.write(barsWrite(SOME_BARS, { asset })), 'definition.invalid', `"${asset}"`);
      }
      for (const partition of ['', '..', '../x', 'a/b', '.hidden', 'x y']) {
        await expectRefused(lake.write(barsWrite(SOME_BARS, { partition })), 'definition.invalid', `"${partition}"`);
      }
    }),
    lakeCase('takes many writes and reads at once', async (world) => {
      const lake = await world.open();
      const partitions = Array.from({ length: 8 }, (_, at) => `y=${2000 + at}`);
      const counts = await Promise.all(
        partitions.map(async (partition, at) => {
          const file = await lake.write(barsWrite(SOME_BARS.slice(0, (at % 5) + 1), { partition }));
          return (await lake.read([file], { columns: BARS, orderBy: [] })).rows;
        }),
      );
      expectEqual(
        counts,
        partitions.map((_, at) => (at % 5) + 1),
        'every write is read back by its own reader',
      );
    }),
  ];
}
