import { caseMaker, expectEqual, type KitCase } from '../../kit-case.ts';
import type { LakeQuery } from '../lake.ts';
import { BARS, type Bar, barsWrite, cellsOf, type NewWorld, SOME_BARS } from './lake-world.ts';

const NAMES_AND_DAYS = { instrument: 'text', session: 'day' } as const;

export function readCases(newWorld: NewWorld): readonly KitCase[] {
  const lakeCase = caseMaker(newWorld);
  /** What a query gives over SOME_BARS, as "instrument day". */
  const chosen = (name: string, query: Partial<LakeQuery>, expected: readonly string[]): KitCase =>
    lakeCase(name, async (world) => {
      const lake = await world.open();
      const file = await lake.write(barsWrite(SOME_BARS));
      const rows = await lake.read([file], { columns: NAMES_AND_DAYS, orderBy: ['instrument', 'session'], ...query });
      const { instrument, session } = cellsOf(rows);
      expectEqual(
        instrument!.map((cell, row) => `${cell} ${session![row]}`),
        expected,
        'these rows, in this order',
      );
    });
  return [
    chosen('reads everything when nothing is asked for', {}, [
      '000001.XSHE 19844',
      '000001.XSHE 19845',
      '600519.XSHG 19844',
      '600519.XSHG 19845',
      'AAPL 19844',
    ]),
    chosen('reads a range of instruments, both ends included', { instruments: { from: '600519.XSHG', to: 'AAPL' } }, [
      '600519.XSHG 19844',
      '600519.XSHG 19845',
      'AAPL 19844',
    ]),
    chosen('reads a list of instruments, known or not', { instruments: ['AAPL', '000001.XSHE', "O'Neil"] }, [
      '000001.XSHE 19844',
      '000001.XSHE 19845',
      'AAPL 19844',
    ]),
    chosen('reads nothing for an empty list', { instruments: [] }, []),
    chosen('reads days from a bound, included', { days: { column: 'session', from: 19_845 } }, [
      '000001.XSHE 19845',
      '600519.XSHG 19845',
    ]),
    chosen('reads days up to a bound, included', { days: { column: 'session', to: 19_844 }, instruments: ['AAPL'] }, [
      'AAPL 19844',
    ]),
    chosen('sorts by the columns asked for, the first one first', { orderBy: ['session', 'instrument'] }, [
      '000001.XSHE 19844',
      '600519.XSHG 19844',
      'AAPL 19844',
      '000001.XSHE 19845',
      '600519.XSHG 19845',
    ]),
    lakeCase('chooses by columns that are not read', async (world) => {
      const lake = await world.open();
      const file = await lake.write(barsWrite(SOME_BARS));
      const query = { instruments: ['600519.XSHG'], days: { column: 'session', from: 19_845, to: 19_845 } };
      const rows = await lake.read([file], { columns: { close: 'double' }, orderBy: [], ...query });
      expectEqual(cellsOf(rows), { close: ['1701'] }, 'only the asked column comes back');
    }),
    lakeCase('sorts missing cells last, and keeps the order of equal ones', async (world) => {
      const lake = await world.open();
      const file = await lake.write(barsWrite(SOME_BARS));
      const columns = { close: 'double', trades: 'int', instrument: 'text' } as const;
      const byTrades = cellsOf(await lake.read([file], { columns, orderBy: ['trades'] }));
      expectEqual(byTrades.trades, ['0', '88', '91', '1200', null], 'trades ascend');
      const byClose = cellsOf(await lake.read([file], { columns, orderBy: ['close'] }));
      expectEqual(byClose.close, ['10.25', '181.71', '1700.5', '1701', null], 'closes ascend');
    }),
    lakeCase('reads several files one after another', async (world) => {
      const lake = await world.open();
      const day = (session: number): Bar => ['AAPL', session, session, 1, 1, 0];
      const late = await lake.write(barsWrite([day(20_000), day(20_001)], { partition: 'y=2025' }));
      const early = await lake.write(barsWrite([day(19_000)], { partition: 'y=2022' }));
      const columns = { session: 'day' } as const;
      const asGiven = await lake.read([late, early], { columns, orderBy: [] });
      expectEqual(cellsOf(asGiven), { session: ['20000', '20001', '19000'] }, 'in the order given');
      const sorted = await lake.read([late, early], { columns, orderBy: ['session'] });
      expectEqual(cellsOf(sorted), { session: ['19000', '20000', '20001'] }, 'or sorted over all of them');
    }),
    lakeCase('gives no rows, but the columns, for no files', async (world) => {
      const lake = await world.open();
      const rows = await lake.read([], { columns: BARS, orderBy: ['instrument'] });
      expectEqual([rows.rows, Object.keys(rows.columns)], [0, Object.keys(BARS)], 'an empty frame');
      expectEqual(await lake.instruments([]), [], 'and no instruments');
    }),
    lakeCase('counts the rows of each instrument over all files, sorted by name', async (world) => {
      const lake = await world.open();
      const first = await lake.write(barsWrite(SOME_BARS));
      const second = await lake.write(barsWrite([['AAPL', 20_000, 1, 1, 1, 0]], { partition: 'y=2025' }));
      const expected = [
        { instrument: '000001.XSHE', rows: 2 },
        { instrument: '600519.XSHG', rows: 2 },
        { instrument: 'AAPL', rows: 2 },
      ];
      expectEqual(await lake.instruments([first, second]), expected, 'run lengths by instrument');
    }),
    lakeCase('is read by another handle', async (world) => {
      const file = await (await world.open()).write(barsWrite(SOME_BARS));
      const rows = await (await world.open()).read([file], { columns: { trades: 'int' }, orderBy: [] });
      expectEqual(rows.rows, SOME_BARS.length, 'a second handle sees the file');
    }),
  ];
}
