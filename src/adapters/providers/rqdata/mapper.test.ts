import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { isTapelineError } from '../../../core/errors.ts';
import { type Frame, NO_INT, textAt } from '../../../core/frame.ts';
import { type Session, sessionOfDay } from '../../../core/time.ts';
import type { RawBody, SourceKind, SourceRequest } from '../../../data/source/source.ts';
import { mapBody } from './mapper.ts';

/** Bodies of the vendor's documentation, character by character. */
function golden(name: string): string {
  return readFileSync(new URL(`../../../../test/golden/rqdata/${name}.csv`, import.meta.url), 'utf8');
}

const ALL = { instruments: [], from: null, to: null, asOf: null };

function map(kind: SourceKind, content: string | Uint8Array, request: Partial<SourceRequest> = {}) {
  const about = {
    source: 'rqdata',
    extension: 'csv',
    query: { method: 'm' },
    fetchedAtMs: 0,
    simulated: false,
  } as const;
  const body: RawBody = {
    kind,
    body: typeof content === 'string' ? new TextEncoder().encode(content) : content,
    about,
    request: { kind, ...ALL, ...request },
  };
  return mapBody(body);
}

function refusal(kind: SourceKind, content: string | Uint8Array) {
  try {
    map(kind, content);
  } catch (error) {
    assert.ok(isTapelineError(error) && error.code === 'source.malformed', String(error));
    return error;
  }
  assert.fail('expected source.malformed');
}

function cells(rows: Frame): unknown[][] {
  return Array.from({ length: rows.rows }, (_, row) =>
    Object.values(rows.columns).map((column) => {
      if (column.type === 'text') return textAt(column, row);
      const value = column.values[row]!;
      if (column.type === 'day') return value === NO_INT ? null : sessionOfDay(value);
      return Number.isNaN(value) ? null : value;
    }),
  );
}

const reasons = (parsed: ReturnType<typeof map>) => parsed.rejected.map(({ line, reason }) => `${line} ${reason}`);

test('the documented daily bars, headed datetime, with floats for whole numbers and a blank line at the end', () => {
  const parsed = map('bars', golden('get_price'));
  assert.deepEqual(cells(parsed.rows), [
    ['000001.XSHE', '2019-04-01', 12.83, 13.55, 12.83, 13.18, 195_140_119, 2_588_268_668, 12.82, 14.1, 11.54],
    ['000002.XSHE', '2019-04-01', 31.02, 33.1, 31, 32.07, 107_851_511, 3_449_265_526, 30.72, 33.79, 27.65],
  ]);
  assert.deepEqual([[...parsed.lines], parsed.rejected], [[2, 3], []]);
});

test('the documented limits are ten per cent off the previous close, half a cent rounded up', () => {
  for (const [, , , , , , , , prevClose, up, down] of cells(map('bars', golden('get_price')).rows) as number[][]) {
    assert.equal(up, Math.floor(prevClose! * 110 + 0.5) / 100);
    assert.equal(down, Math.floor(prevClose! * 90 + 0.5) / 100);
  }
});

test('the other documented body, headed date, lacks what we ask for: the missing columns are named', () => {
  const error = refusal('bars', golden('get_price-four-fields'));
  assert.match(error.message, /without column "volume", "total_turnover", "prev_close", "limit_up", "limit_down"/);
  assert.match(error.message, /it has order_book_id, date, open, close, high, low/);
});

test('headed date, in another order and with further columns, the same rows come out', () => {
  const [head, ...lines] = golden('get_price')
    .trimEnd()
    .split('\n')
    .map((line) => line.split(',').reverse());
  const shuffled = [['extra', ...head!], ...lines.map((line) => ['?', ...line])];
  const content = `${shuffled.map((line) => line.join(',')).join('\n')}\n`.replace('datetime', 'date');
  assert.deepEqual(cells(map('bars', content).rows), cells(map('bars', golden('get_price')).rows));
});

test('the documented instrument: a quoted comma, no delisting, Chinese names', () => {
  assert.deepEqual(cells(map('instruments', golden('instruments')).rows), [
    ['000001.XSHE', '平安银行', 'XSHE', 'MainBoard', '货币金融服务', '1991-04-03', null],
  ]);
});

test('a byte order mark and CRLF change nothing', () => {
  const content = `\uFEFF${golden('instruments').replaceAll('\n', '\r\n')}`;
  assert.deepEqual(cells(map('instruments', content).rows), cells(map('instruments', golden('instruments')).rows));
});

test('every cut of a body is refused or loses whole lines only', () => {
  const whole = golden('get_price').trimEnd();
  const rows = cells(map('bars', `${whole}\n`).rows);
  for (let length = 1; length < whole.length; length += 1) {
    const cut = whole.slice(0, length);
    if (cut.endsWith('\n')) {
      assert.deepEqual(cells(map('bars', cut).rows), rows.slice(0, cut.split('\n').length - 2));
    } else {
      const error = refusal('bars', cut);
      assert.deepEqual([error.retry, /cut off/.test(error.message)], ['later', true], JSON.stringify(cut.slice(-20)));
    }
  }
});

test('a last line with too few cells is a cut as well', () => {
  assert.match(
    refusal('bars', `${golden('get_price').trimEnd().split('\n').slice(0, 2).join('\n')}\n000002.XSHE,2019\n`).message,
    /cut off in line 3/,
  );
});

test('bytes that are not UTF-8 and pages of HTML are refused', () => {
  const gb = Uint8Array.from(Buffer.from('6f726465725f626f6f6b5f69642cc3fbb3c60a', 'hex'));
  assert.match(refusal('bars', gb).message, /bytes that are not utf-8/);
  assert.match(
    refusal('bars', '<html><head><title>系统维护</title></head></html>').message,
    /HTML page titled "系统维护"/,
  );
});

test('nothing at all, in any of its spellings, is no rows', () => {
  for (const body of ['', '\n', 'None', 'null\n', '""\n']) {
    assert.equal(map('bars', body).rows.rows, 0, JSON.stringify(body));
  }
  assert.equal(map('bars', `${golden('get_price').split('\n')[0]}\n`).rows.rows, 0);
});

const BAR = (day: string, o: string, h: string, l: string, c: string, volume: string, prev: string) =>
  `000001.XSHE,${day},${c},${h},1,2,${l},0.0,${o},${prev},0.0,${volume}`;
const bars = (...lines: string[]) => `${golden('get_price').split('\n')[0]}\n${lines.join('\n')}\n`;

test('a filled suspension is no price: volume 0 and every price the previous close', () => {
  const parsed = map(
    'bars',
    bars(
      BAR('2019-04-02', '13.18', '13.18', '13.18', '13.18', '0.0', '13.18'),
      BAR('2019-04-03', '13.18', '13.18', '13.18', '13.18', '100.0', '13.18'),
      BAR('2019-04-04', '14.5', '14.5', '14.5', '14.5', '0.0', '13.18'),
      BAR('2019-04-08', '13.18', '13.18', '13.18', '13.18', '0.0', ''),
    ),
  );
  assert.deepEqual(reasons(parsed), [
    '2 no trading: volume 0 and every price repeats the previous close',
    '5 no trading: volume 0 and every price repeats the previous close',
  ]);
  assert.equal(parsed.rows.rows, 2);
});

test('empty cells are missing, unreadable ones reject their line', () => {
  const parsed = map(
    'bars',
    bars(
      BAR('2019-04-02', '', '13', '12', '12.5', '', '12'),
      BAR('2019-04-03', 'inf', '13', '12', '12.5', '1', '12'),
      BAR('2019-04-04', '1,2', '13', '12', '12.5', '1', '12'),
      BAR('2019-02-30', '12', '13', '12', '12.5', '1', '12'),
      BAR('2019-04-08 15:00:00', '12', '13', '12', '12.5', '1', '12'),
      BAR('2019-04-09 00:00:00', '12', '13', '12', '12.5', '1', '12'),
    ),
  );
  assert.deepEqual(
    cells(parsed.rows).map((row) => row.slice(1, 7)),
    [
      ['2019-04-02', null, 13, 12, 12.5, null],
      ['2019-04-09', 12, 13, 12, 12.5, 1],
    ],
  );
  assert.deepEqual(reasons(parsed), [
    '3 open: "inf" is infinite',
    '4 13 cells, the header has 12',
    '5 date: "2019-02-30" is not a date',
    '6 date: "2019-04-08 15:00:00" is not a date',
  ]);
});

test('rows that were not asked for are rejected, not passed on', () => {
  const request = { instruments: ['000001.XSHE'], from: '2019-04-01' as Session, to: '2019-04-02' as Session };
  const parsed = map(
    'bars',
    `${golden('get_price').trimEnd()}\n${BAR('2019-04-03', '1', '1', '1', '1', '1', '1')}\n`,
    request,
  );
  assert.equal(parsed.rows.rows, 1);
  assert.deepEqual(reasons(parsed), [
    '3 order_book_id: "000002.XSHE" was not asked for',
    '4 date: 2019-04-03 was not asked for',
  ]);
});

test('the order of rows is that of the body', () => {
  const parsed = map(
    'bars',
    bars(BAR('2019-04-04', '1', '2', '1', '2', '1', '1'), BAR('2019-04-03', '1', '2', '1', '2', '1', '1')),
  );
  assert.deepEqual(
    cells(parsed.rows).map((row) => row[1]),
    ['2019-04-04', '2019-04-03'],
  );
});

// The documented factor of 000001.XSHE on 2013-06-20.
const FACTORS =
  'ex_date,announcement_date,ex_cum_factor,ex_end_date,ex_factor,order_book_id\n' +
  '2013-06-20,2013-06-14,68.255824,2014-06-11,1.614263,000001.XSHE\n';

test('ex-factors as documented, announced before they apply', () => {
  const [row] = cells(map('ex_factors', FACTORS).rows);
  assert.deepEqual(row, ['000001.XSHE', '2013-06-20', 1.614263, 68.255824, '2013-06-14', 0]);
});

test('a factor announced later than as-of is rejected; without an announcement its ex-date counts', () => {
  const asOf = '2013-06-13' as Session;
  assert.deepEqual(reasons(map('ex_factors', FACTORS, { asOf })), ['2 announced on 2013-06-14, after 2013-06-13']);
  assert.equal(map('ex_factors', FACTORS, { asOf: '2013-06-14' as Session }).rows.rows, 1);
  const silent = FACTORS.replace('2013-06-14', '');
  assert.equal(map('ex_factors', silent, { asOf: '2013-06-14' as Session }).rows.rows, 0);
});

// The documented restatements of 000048.XSHE; the vendor's own times are made up, in its clock.
const STATEMENTS =
  'order_book_id,quarter,info_date,if_adjusted,rice_create_tm,revenue,net_profit_parent_company,equity_parent_company,total_assets\n' +
  '000048.XSHE,2018q2,2018-08-31,0,2018-08-31 20:15:00,1063670000.0,77902050.0,,5.1e9\n' +
  '000048.XSHE,2018q2,2018-10-31,0,2018-10-31 07:59:59,1060487000.0,78803720.0,,5.1e9\n' +
  '000048.XSHE,2018q2,2019-06-15,0,2019-06-15 00:00:00,736268400.0,-35272760.0,,5.1e9\n' +
  '000048.XSHE,2018q2,2019-08-31,1,,736268400.0,-35272760.0,,5.1e9\n';

test('restatements are rows of the same quarter, with Shanghai times as instants', () => {
  const rows = cells(map('fundamentals', STATEMENTS).rows);
  assert.deepEqual(
    rows.map((row) => [row[1], row[2], row[4], row[5]]),
    [
      ['2018q2', '2018-08-31', 0, 1_063_670_000],
      ['2018q2', '2018-10-31', 0, 1_060_487_000],
      ['2018q2', '2019-06-15', 0, 736_268_400],
      ['2018q2', '2019-08-31', 1, 736_268_400],
    ],
  );
  assert.deepEqual(
    rows.map((row) => row[3]),
    [Date.parse('2018-08-31T12:15:00Z'), Date.parse('2018-10-30T23:59:59Z'), Date.parse('2019-06-14T16:00:00Z'), null],
  );
  assert.deepEqual(
    rows.map((row) => row[7]),
    [null, null, null, null],
    'an empty cell is missing, not zero',
  );
});

test('statements announced after as-of, or of a quarter that was not asked for, are rejected', () => {
  assert.equal(map('fundamentals', STATEMENTS, { asOf: '2018-10-30' as Session }).rows.rows, 1);
  assert.equal(map('fundamentals', STATEMENTS, { asOf: '2018-10-31' as Session }).rows.rows, 2);
  assert.equal(
    map('fundamentals', STATEMENTS, { from: '2018-06-30' as Session, to: '2018-06-30' as Session }).rows.rows,
    4,
  );
  assert.equal(map('fundamentals', STATEMENTS, { to: '2018-06-29' as Session }).rows.rows, 0);
});

test('meanings we do not know are rejected', () => {
  const odd = STATEMENTS.replace(',2019-08-31,1,', ',2019-08-31,2,').replace('2018q2,2019-06-15', '2018H1,2019-06-15');
  assert.deepEqual(reasons(map('fundamentals', odd)), [
    '4 quarter: "2018H1" is not like 2018q2',
    '5 if_adjusted: 2 is neither 0 nor 1',
  ]);
});

// The documented shape: one column per instrument; the dates of 600005.XSHG are those of the documentation.
const WIDE = 'date,600005.XSHG,000001.XSHE\n2016-06-24,False,False\n2016-06-27,True,\n2016-06-28,True,True\n';

test('suspensions: one row per True of a wide table, nothing outside the listing', () => {
  const expected = [
    ['600005.XSHG', '2016-06-27'],
    ['600005.XSHG', '2016-06-28'],
    ['000001.XSHE', '2016-06-28'],
  ];
  assert.deepEqual(cells(map('suspensions', WIDE).rows), expected);
  assert.deepEqual(
    cells(map('suspensions', WIDE.replace('date,', ',')).rows),
    expected,
    'pandas leaves an unnamed index empty',
  );
});

test('a flag that is neither True nor False rejects its line', () => {
  assert.deepEqual(reasons(map('suspensions', WIDE.replace('27,True', '27,Maybe'))), [
    '3 600005.XSHG: "Maybe" is neither True nor False',
  ]);
});

test('market values', () => {
  const content = 'order_book_id,date,market_cap\n000001.XSHE,2019-04-01,2.2623e11\n';
  assert.deepEqual(cells(map('valuations', content).rows), [['000001.XSHE', '2019-04-01', 226_230_000_000]]);
});

test('the list of all stocks holds those that are gone; as of a day, only what was known then', () => {
  const content =
    'order_book_id,symbol,listed_date,de_listed_date,exchange,board_type,industry_name\n' +
    '000003.XSHE,PT金田A,1991-07-03,2002-06-14,XSHE,MainBoard,\n' +
    '688001.XSHG,华兴源创,2019-07-22,0000-00-00,XSHG,KSH,专用设备制造业\n';
  assert.deepEqual(
    cells(map('instruments', content).rows).map((row) => [row[0], row[3], row[5], row[6]]),
    [
      ['000003.XSHE', 'MainBoard', '1991-07-03', '2002-06-14'],
      ['688001.XSHG', 'KSH', '2019-07-22', null],
    ],
  );
  assert.deepEqual(
    cells(map('instruments', content, { asOf: '2002-06-13' as Session }).rows).map((row) => [row[0], row[6]]),
    [['000003.XSHE', null]],
  );
});

test('a column that is there twice is refused', () => {
  assert.match(
    refusal('valuations', 'order_book_id,date,market_cap,market_cap\n').message,
    /column "market_cap" twice/,
  );
});
