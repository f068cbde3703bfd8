import type { QueryResult } from '../../../core/query-result.ts';
import { caseMaker, expectEqual, expectRefused, expectTrue, type KitCase } from '../../kit-case.ts';
import type { Lake, LakeSql } from '../lake.ts';
import { barsWrite, type NewWorld, SOME_BARS } from './lake-world.ts';

type Ask = (sql: string, changes?: Partial<LakeSql>) => Promise<QueryResult>;

/** A stranger's SQL. */
export function queryCases(newWorld: NewWorld): readonly KitCase[] {
  const lakeCase = caseMaker(newWorld);
  const askCase = (name: string, test: (ask: Ask, lake: Lake) => Promise<void>): KitCase =>
    lakeCase(name, async (world) => {
      const lake = await world.open();
      const file = await lake.write(barsWrite(SOME_BARS));
      const views = { bars: [file], scores: [], 'odd.name': [file] };
      await test((sql, changes = {}) => lake.query({ sql, views, rowsMax: 100, ...changes }), lake);
    });
  return [
    askCase('sees every asset as a view of its name', async (ask) => {
      const found = await ask('SELECT instrument, count(*) AS n FROM bars GROUP BY 1 ORDER BY 1');
      expectEqual(
        found.rows,
        [
          ['000001.XSHE', 2],
          ['600519.XSHG', 2],
          ['AAPL', 1],
        ],
        'rows by instrument',
      );
      const joined = await ask(
        'WITH a AS (SELECT * FROM Bars) SELECT count(*) FROM a JOIN "odd.name" USING (instrument, session)',
      );
      expectEqual(joined.rows, [[5]], 'two views joined, in any case, quoted where the name needs it');
    }),
    askCase('sees an asset that nobody wrote yet as its columns without rows', async (ask) => {
      const empty = {
        scores: { instrument: 'text', session: 'day', score: 'double' },
        gaps: { at: 'instant' },
      } as const;
      const found = await ask('SELECT * FROM scores JOIN bars USING (instrument, session) CROSS JOIN gaps', { empty });
      expectEqual(found.rows, [], 'no rows');
      const types = (await ask('SELECT * FROM Scores', { empty })).columns.map(({ name, type }) => `${name} ${type}`);
      expectEqual(types, ['instrument VARCHAR', 'session DATE', 'score DOUBLE'], 'its columns');
      const full = await ask('SELECT count(*) FROM bars', { empty: { bars: empty.scores } });
      expectEqual(full.rows, [[SOME_BARS.length]], 'rows of one that was written');
    }),
    askCase('gives cells that JSON can hold', async (ask) => {
      const { rows, columns } = await ask('SELECT * FROM bars ORDER BY instrument, session LIMIT 3');
      expectEqual(
        columns.map(({ name, type }) => `${name} ${type}`),
        [
          'instrument VARCHAR',
          'session DATE',
          'close DOUBLE',
          'trades INTEGER',
          'known_at TIMESTAMP WITH TIME ZONE',
          'is_filled BOOLEAN',
        ],
        'columns and their types',
      );
      expectEqual(rows[1], ['000001.XSHE', '2024-05-02', null, null, null, null], 'missing cells are null');
      expectEqual(
        rows[2],
        ['600519.XSHG', '2024-05-01', 1700.5, 88, '2024-05-06T07:00:00.123Z', true],
        'dates are ISO',
      );
      const odd = await ask(
        "SELECT 9007199254740993::BIGINT, 12::HUGEINT, 1.25, 'inf'::DOUBLE, [1, 2], {'a': DATE '2024-01-02'}",
      );
      const expected = ['9007199254740993', 12, 1.25, 'Infinity', '[1,2]', '{"a":"2024-01-02"}'];
      expectEqual(odd.rows[0], expected, 'what a double cannot hold is text, what is nested is JSON');
      expectTrue(
        odd.rows.flat().every((cell) => cell === null || typeof cell !== 'object'),
        'no cell is an object',
      );
    }),
    askCase('says when there were more rows than asked for', async (ask) => {
      const cut = await ask('SELECT * FROM bars', { rowsMax: 4 });
      expectEqual([cut.rows.length, cut.isCut], [4, true], 'four of five');
      const whole = await ask('SELECT * FROM bars', { rowsMax: 5 });
      expectEqual([whole.rows.length, whole.isCut], [5, false], 'five of five');
    }),
    askCase('names the known assets for an unknown one', async (ask) => {
      await expectRefused(
        ask('SELECT * FROM barz'),
        'usage.unknown_name',
        '"barz"',
        'Did you mean "bars"?',
        '"scores"',
      );
    }),
    askCase('says of an asset without files that it holds nothing', async (ask) => {
      await expectRefused(ask('SELECT * FROM scores'), 'usage.invalid', 'no rows now', '"scores"');
    }),
    askCase('hands on what the database says about a wrong statement', async (ask) => {
      await expectRefused(ask('SELECT clos FROM bars'), 'usage.invalid', '"clos" not found', '"close"', 'bars');
      await expectRefused(ask('SELEC 1'), 'usage.invalid', 'syntax error', 'SELEC 1');
    }),
    askCase('refuses everything but one SELECT', async (ask) => {
      const statements = [
        '',
        '-- nothing',
        'SELECT 1; SELECT 2',
        'CREATE TABLE x (a INT)',
        'SET threads = 4',
        'CALL pragma_version()',
      ];
      for (const sql of statements) await expectRefused(ask(sql), 'usage.invalid', 'exactly one SELECT');
    }),
    askCase('opens no file but those of the assets', async (ask, lake) => {
      const statements = [
        "SELECT * FROM read_text('/etc/hostname')",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM glob('/*')",
        `SELECT * FROM read_parquet('${lake.folder}/*/*/*.parquet')`,
        "SELECT * FROM read_csv('https://example.com/x.csv')",
        "COPY (SELECT 1) TO '/tmp/tapeline-kit.csv'",
        "ATTACH '/tmp/tapeline-kit.duckdb'",
        'INSTALL httpfs',
        "EXPLAIN ANALYZE COPY (SELECT 1) TO '/tmp/tapeline-kit.csv'",
      ];
      for (const sql of statements) {
        const outcome = await ask(sql).then(
          ({ rows }) => `gave ${rows.length} rows`,
          (error: Error & { code?: string }) => error.code ?? error.message,
        );
        expectTrue(outcome.startsWith('usage.'), `${sql}: ${outcome}`);
      }
    }),
    askCase('lists the assets that have rows', async (ask) => {
      expectEqual((await ask('SHOW TABLES')).rows, [['bars'], ['odd.name']], 'the assets with files');
    }),
    askCase('stops when it is told to', async (ask) => {
      const stop = new AbortController();
      const endless = ask('SELECT sum(a.range * b.range) FROM range(10000000) a, range(300) b', {
        signal: stop.signal,
      });
      const reason = new Error('enough');
      globalThis.setTimeout(() => stop.abort(reason), 50);
      const outcome = await endless.catch((error: unknown) => error);
      expectTrue(outcome === reason, `it ends with the reason of the signal, got ${outcome}`);
      expectEqual((await ask('SELECT 1')).rows, [[1]], 'and the lake goes on');
    }),
  ];
}
