import { DAY_MS, sessionOfDay } from '../../core/time.ts';
import type { FundRow } from '../funds/fund-market.ts';
import type { SimulatedFund } from '../funds/roster.ts';
import { type RowSpoilers, spoilRows } from '../venue/row-faults.ts';

/** One row of `lsjz` in the site's own spelling: everything is text. */
export type LsjzRow = Readonly<Record<string, string | null>>;

/** Of money funds DWJZ is the income on 10 000 units and LJJZ the seven-day yield in percent: not prices. */
export function lsjzRow(fund: SimulatedFund, row: FundRow): LsjzRow {
  const isMoney = fund.behaviour === 'money';
  const fixed = (value: number | null, digits: number) => (value === null ? '' : value.toFixed(digits));
  return {
    FSRQ: sessionOfDay(row.day),
    DWJZ: fixed(isMoney ? row.income : row.unit, 4),
    LJJZ: isMoney ? fixed(row.yieldPct, 3) : fixed(row.accumulated, 4),
    SDATE: null,
    ACTUALSYI: '',
    NAVTYPE: '1',
    JZZZL: fixed(row.returnPct, 2),
    SGZT: isMoney ? '限制大额申购' : '开放申购',
    SHZT: '开放赎回',
    FHFCZ: row.dividend > 0 ? row.dividend.toFixed(4) : '',
    FHFCBZ: row.dividend > 0 ? '0' : '',
    DTYPE: null,
    FHSP: eventWording(row),
  };
}

/** What happened on an ex-date, in words; empty on others. */
export function eventWording({ dividend, split }: FundRow): string {
  if (dividend > 0) return `每份派现金${dividend.toFixed(4)}元`;
  return split === 1 ? '' : `每份基金份额折算${split.toFixed(9)}份`;
}

export type Lsjz = {
  readonly fund: SimulatedFund;
  readonly rows: readonly unknown[];
  readonly total: number;
  readonly pageIndex: number;
};

export const PAGE_ROWS = 20;

export function lsjzBody({ fund, rows, total, pageIndex }: Lsjz): unknown {
  const isMoney = fund.behaviour === 'money';
  return {
    Data: {
      LSJZList: rows,
      FundType: isMoney ? '005' : '001',
      SYType: isMoney ? '每万份收益' : null,
      isNewType: false,
    },
    ErrCode: 0,
    ErrMsg: null,
    TotalCount: total,
    Expansion: null,
    PageSize: PAGE_ROWS,
    PageIndex: pageIndex,
  };
}

/** ErrCode 0 and nothing in it: how the site says that it does not know a code. */
export const UNKNOWN_FUND = {
  Data: { LSJZList: [], FundType: '', SYType: null, isNewType: false },
  ErrCode: 0,
  ErrMsg: null,
  TotalCount: 0,
  Expansion: null,
  PageSize: PAGE_ROWS,
  PageIndex: 1,
} as const;

/** Status 200, as everything the site says. */
export const REFUSED = {
  Data: '',
  ErrCode: -999,
  ErrMsg: null,
  TotalCount: 0,
  Expansion: null,
  PageSize: 0,
  PageIndex: 0,
} as const;

const scaled = (row: LsjzRow, factor: number): LsjzRow => ({ ...row, DWJZ: (Number(row.DWJZ) * factor).toFixed(4) });

const SPOILERS: RowSpoilers<LsjzRow> = {
  conflicting: (row) => ({ ...row, LJJZ: '9.8765' }),
  future: (row, nowMs) => ({ ...row, FSRQ: sessionOfDay(Math.floor(nowMs / DAY_MS) + 7) }),
  absurd: (row) => scaled(row, 100),
  badNumber: (row, word) => ({ ...row, DWJZ: word, LJJZ: '１.２３' }),
  renamed: ({ DWJZ, ...row }) => ({ ...row, NAV: DWJZ }),
  extra: (row) => ({ ...row, NEWFIELD: '1' }),
};

/** The rows after the faults that act on them. */
export function spoilLsjz(rows: readonly LsjzRow[], kinds: ReadonlySet<string>, nowMs: number): readonly unknown[] {
  let given = kinds.has('oldest_first') ? rows.toReversed() : rows;
  if (kinds.has('midnights')) given = given.map((row) => ({ ...row, FSRQ: `${row.FSRQ} 00:00:00` }));
  if (kinds.has('negative_navs')) given = given.map((row, place) => (place % 5 === 0 ? scaled(row, -1) : row));
  return spoilRows(given, { kinds, nowMs }, SPOILERS);
}
