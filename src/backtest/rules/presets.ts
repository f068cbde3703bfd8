import { invalid } from '../error.ts';
import { type DatedRates, type PriceLimits, type Rules, type RulesOverrides, rules } from './rules.ts';

export type Board = 'main' | 'chinext' | 'star' | 'bse';

/**
 * Sellers' stamp duty on A-shares. Before 2008-09-19 buyers paid too, at rates not listed here.
 * source  mof.gov.cn: caizhengxinwen/200809/t20080919_76432, jrttts/202308/t20230828_3904235
 */
export const A_SHARE_STAMP_DUTY: DatedRates = [
  { from: '2008-09-19', buy: 0, sell: 0.001 },
  { from: '2023-08-28', buy: 0, sell: 0.0005 },
];

/**
 * Transfer fee on the value traded, both sides, both exchanges. Before 2015-08-01 Shanghai charged by par value.
 * source  chinaclear.cn: gszb/201507/59ccd4176d2645f8b60b2d30fc3631bf, gszb/202204/837e3c5031104aa099d6597ba381342a
 */
export const A_SHARE_TRANSFER_FEE: DatedRates = [
  { from: '2015-08-01', buy: 0.00002, sell: 0.00002 },
  { from: '2022-04-29', buy: 0.00001, sell: 0.00001 },
];

/**
 * Daily limits by board. The first session of a main-board listing before registration had other bounds, not modelled.
 * source  exchange rules; special treatment on the main board: SSE trading rules 2026, in force 2026-07-06
 */
export const A_SHARE_LIMITS: Readonly<Record<Board, PriceLimits>> = {
  main: {
    bands: [
      { from: '1996-12-16', band: 0.1, special: 0.05 },
      { from: '2026-07-06', band: 0.1, special: 0.1 },
    ],
    freeSessions: [
      { listedFrom: '1990-12-19', sessions: 1 },
      { listedFrom: '2023-04-10', sessions: 5 },
    ],
    venue: 'XSHG',
  },
  chinext: {
    bands: [
      { from: '2009-10-30', band: 0.1, special: 0.1 },
      { from: '2020-08-24', band: 0.2, special: 0.2 },
    ],
    freeSessions: [
      { listedFrom: '2009-10-30', sessions: 1 },
      { listedFrom: '2020-08-24', sessions: 5 },
    ],
    venue: 'XSHE',
  },
  star: {
    bands: [{ from: '2019-07-22', band: 0.2, special: 0.2 }],
    freeSessions: [{ listedFrom: '2019-07-22', sessions: 5 }],
    venue: 'XSHG',
  },
  bse: {
    bands: [{ from: '2021-11-15', band: 0.3, special: 0.3 }],
    freeSessions: [{ listedFrom: '2021-11-15', sessions: 1 }],
    venue: 'XSHG',
  },
};

const A_SHARE_LOTS: Readonly<Record<Board, Rules['lot']>> = {
  main: { min: 100, step: 100 },
  chinext: { min: 100, step: 100 },
  star: { min: 200, step: 1 },
  bse: { min: 100, step: 1 },
};

/**
 * Mainland shares: T+1, lots, price limits, stamp duty, transfer fee, and a commission of 0.025 % with a minimum of 5.
 * Bars before 2015-08-01 need a transfer fee of one's own: `{ costs: { transferFee: [] } }` leaves it out.
 */
export function aShares(board: Board, overrides: RulesOverrides = {}): Rules {
  const ofBoard = rules({
    tick: 0.01,
    lot: A_SHARE_LOTS[board],
    settlement: 'T+1',
    priceLimits: A_SHARE_LIMITS[board],
    costs: {
      commission: { rate: 0.00025, minimum: 5 },
      stampDuty: A_SHARE_STAMP_DUTY,
      transferFee: A_SHARE_TRANSFER_FEE,
    },
  });
  return rules(overrides, ofBoard);
}

/** United States shares: whole shares, shorts against equal own money, no commission unless given. */
export function usShares(overrides: RulesOverrides = {}): Rules {
  return rules(overrides, rules({ shorting: { marginRate: 1, borrowAnnual: 0 } }));
}

/** Coins: eight decimals, a commission of 0.1 %, no shorts unless given. */
export function crypto(overrides: RulesOverrides = {}): Rules {
  return rules(overrides, rules({ lot: { min: 0, step: 1e-8 }, costs: { commission: { rate: 0.001 } } }));
}

/** Shares of an outcome: prices 0 to 1 in cents, whole shares, no shorts (buy the other outcome), no fee unless given. */
export function binaries(overrides: RulesOverrides = {}): Rules {
  return rules(overrides, rules({ tick: 0.01, priceMax: 1 }));
}

const BOARDS: readonly (readonly [prefix: RegExp, board: Board])[] = [
  [/^(60[0135]|00[0123])\d+$/, 'main'],
  [/^30[012]\d+$/, 'chinext'],
  [/^68[89]\d+$/, 'star'],
  [/^([48]\d|92)\d+$/, 'bse'],
];

/** The board of a six-digit A-share code, with or without a suffix: `600000`, `688981.XSHG`. @throws backtest.invalid */
export function boardOf(code: string): Board {
  const digits = code.replace(/\..*$/, '');
  const found = BOARDS.find(([prefix]) => digits.length === 6 && prefix.test(digits));
  if (found !== undefined) return found[1];
  throw invalid(
    `Code "${code}"`,
    'it belongs to no known board',
    'Name the board yourself: main, chinext, star or bse.',
  );
}
