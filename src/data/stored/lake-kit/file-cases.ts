import { caseMaker, expectEqual, expectRefused, type KitCase } from '../../kit-case.ts';
import { BARS, barsWrite, cellsOf, type NewWorld, SOME_BARS } from './lake-world.ts';

const ALL = { columns: BARS, orderBy: ['instrument', 'session'] };

/** What happens when a file is not what the snapshot says. */
export function filesCases(newWorld: NewWorld): readonly KitCase[] {
  const lakeCase = caseMaker(newWorld);
  return [
    lakeCase('names a file that is gone or cut', async (world) => {
      for (const how of ['remove', 'cut'] as const) {
        const lake = await world.open();
        const file = await lake.write(barsWrite(SOME_BARS));
        await world.harm(file.path, how);
        await expectRefused(lake.read([file], ALL), 'data.invalid', file.path);
        await expectRefused(lake.instruments([file]), 'data.invalid', file.path);
      }
    }),
    lakeCase('names a file whose bytes are no longer those written', async (world) => {
      const lake = await world.open();
      const whole = await lake.write(barsWrite(SOME_BARS.slice(0, 2), { partition: 'y=2023' }));
      const file = await lake.write(barsWrite(SOME_BARS));
      await world.harm(file.path, 'garble');
      await expectRefused(lake.read([whole, file], ALL), 'data.invalid', file.path);
    }),
    lakeCase('heals a harmed file when the same rows are written again', async (world) => {
      const lake = await world.open();
      const file = await lake.write(barsWrite(SOME_BARS));
      for (const how of ['remove', 'cut', 'garble'] as const) {
        await world.harm(file.path, how);
        expectEqual(await (await world.open()).write(barsWrite(SOME_BARS)), file, `written again after "${how}"`);
        expectEqual((await (await world.open()).read([file], ALL)).rows, SOME_BARS.length, 'and whole');
      }
    }),
    lakeCase('names a column that a file lacks or has in another type', async (world) => {
      const lake = await world.open();
      const file = await lake.write(barsWrite(SOME_BARS));
      const lacking = { columns: { ...BARS, vwap: 'double' } as const, orderBy: [] };
      await expectRefused(lake.read([file], lacking), 'data.invalid', file.path, '"vwap"');
      const other = { columns: { trades: 'double' } as const, orderBy: [] };
      await expectRefused(lake.read([file], other), 'data.invalid', file.path, '"trades"', 'INTEGER');
      const days = { columns: { close: 'double' } as const, orderBy: [], days: { column: 'trades', from: 1 } };
      await expectRefused(lake.read([file], days), 'data.invalid', file.path, '"trades"', 'DATE');
    }),
    lakeCase('names a file that holds another number of rows than the snapshot says', async (world) => {
      const lake = await world.open();
      const file = await lake.write(barsWrite(SOME_BARS));
      await expectRefused(lake.read([{ ...file, rows: 4 }], ALL), 'data.invalid', file.path, '5 rows', '4');
    }),
    lakeCase('rebuilds the catalog and an export as often as it likes', async (world) => {
      const lake = await world.open();
      const file = await lake.write(barsWrite(SOME_BARS));
      for (const views of [{}, { bars: [file], nothing: [] }, { bars: [file] }]) {
        await lake.writeCatalog(views);
        await lake.exportDuckdb(`${lake.folder}/exports/out.duckdb`, views);
      }
      expectEqual(cellsOf(await lake.read([file], ALL)).trades?.length, SOME_BARS.length, 'the lake is as it was');
    }),
  ];
}
