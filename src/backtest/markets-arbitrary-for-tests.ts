import fc from 'fast-check';
import { sessionOfDay } from '../core/time.ts';
import type { Asset, CorporateAction, Market } from './market/market.ts';
import type { FillAt, MarketSettings } from './market/prepare.ts';
import { someDays } from './market-for-tests.ts';
import { aShares, crypto, usShares } from './rules/presets.ts';
import { FRICTIONLESS, type Rules, rules } from './rules/rules.ts';
import type { TimeInForce } from './run/run.ts';
import type { PositionPlan } from './run/run-positions.ts';
import type { PositionUnit } from './run/wish.ts';

const COSTS = { commission: { rate: 0.0013, minimum: 3, perShare: 0.01 } };

/** Rules of every kind, with their troubles. */
const RULES: readonly Rules[] = [
  FRICTIONLESS,
  aShares('main', {
    costs: {
      stampDuty: [
        { from: '2024-01-01', buy: 0, sell: 0.001 },
        { from: '2024-01-15', buy: 0.0003, sell: 0.0005 },
      ],
    },
  }),
  aShares('star', { slippage: { kind: 'ticks', ticks: 2 } }),
  usShares({ shorting: { marginRate: 0.5, borrowAnnual: 0.08 }, costs: COSTS, slippage: { kind: 'bps', bps: 7 } }),
  crypto({ shorting: { marginRate: 1, borrowAnnual: 0 } }),
  rules({ lot: { min: 0, step: 0 }, shorting: { marginRate: 1, borrowAnnual: 0.02 }, costs: COSTS }),
];

export type Case = {
  readonly market: Market;
  readonly settings: MarketSettings;
  readonly plan: PositionPlan;
};

type Shape = { readonly bars: number; readonly assets: number; readonly barsPerDay: number };

/** Random walks on the cent with holes, suspensions, silent bars, splits, dividends and ends; wishes of every kind. */
export const anyCase: fc.Arbitrary<Case> = fc
  .record({
    bars: fc.integer({ min: 1, max: 40 }),
    assets: fc.integer({ min: 1, max: 3 }),
    barsPerDay: fc.constantFrom(1, 1, 3),
  })
  .chain((shape) => fc.record({ market: anyMarket(shape), settings: anySettings, plan: anyPlan(shape) }));

const anySettings: fc.Arbitrary<MarketSettings> = fc.record({
  rules: fc.constantFrom(...RULES),
  fillAt: fc.constantFrom<FillAt>('next-open', 'next-close'),
  moneyDecimals: fc.constantFrom(2, 2, null),
});

function anyMarket({ bars, assets, barsPerDay }: Shape): fc.Arbitrary<Market> {
  const days = someDays(Math.ceil(bars / barsPerDay));
  const sessions = Int32Array.from({ length: bars }, (_, bar) => days[Math.floor(bar / barsPerDay)]!);
  const startsAtMs = Float64Array.from(sessions, (day, bar) => day * 86_400_000 + (bar % barsPerDay) * 3_600_000);
  const times = barsPerDay === 1 ? { sessions } : { sessions, startsAtMs };
  const all = Array.from({ length: assets }, (_, index) => anyAsset(`A${index}`, sessions));
  return fc.tuple(...all).map((list) => ({ ...times, assets: list }));
}

function anyAsset(name: string, sessions: Int32Array): fc.Arbitrary<Asset> {
  const bars = sessions.length;
  const perBar = <T>(value: fc.Arbitrary<T>) => fc.array(value, { minLength: bars, maxLength: bars });
  const rarely = fc.integer({ min: 0, max: 19 }).map((value) => value === 0);
  return fc
    .record({
      first: fc.integer({ min: 150, max: 5_000 }),
      moves: perBar(fc.integer({ min: -110, max: 110 })),
      gaps: perBar(fc.integer({ min: -30, max: 30 })),
      holes: perBar(rarely),
      halts: perBar(rarely),
      silences: perBar(rarely),
      actions: fc.array(anyAction(sessions), { maxLength: 2 }),
      ending: fc.option(fc.record({ at: fc.nat(bars), payout: fc.constantFrom(0, 1, 12.34) }), { nil: null, freq: 5 }),
    })
    .map(({ first, moves, gaps, holes, halts, silences, actions, ending }) => {
      const [open, close] = [new Float64Array(bars), new Float64Array(bars)];
      let cents = first;
      for (let bar = 0; bar < bars; bar += 1) {
        open[bar] = holes[bar] ? Number.NaN : moved(cents, gaps[bar]!) / 100;
        cents = moved(cents, moves[bar]!);
        close[bar] = holes[bar] && bar % 2 === 0 ? Number.NaN : cents / 100;
      }
      const resolution =
        ending === null ? {} : { resolution: { on: sessionOfDay(sessions[0]! + ending.at), payout: ending.payout } };
      const marks = {
        isSuspended: Uint8Array.from(halts, Number),
        volume: Float64Array.from(silences, (is) => (is ? 0 : 1)),
      };
      return { name, open, close, ...marks, actions, ...resolution };
    });
}

/** A move in tenths of a percent, at least to one cent. */
function moved(cents: number, perMille: number): number {
  return Math.max(1, Math.round(cents * (1 + perMille / 1000)));
}

function anyAction(sessions: Int32Array): fc.Arbitrary<CorporateAction> {
  const days = sessions.at(-1)! - sessions[0]! + 3;
  return fc
    .record({
      at: fc.nat(days),
      wait: fc.nat(5),
      cents: fc.constantFrom(0, 1, 7),
      ratio: fc.constantFrom(1, 2, 1.3, 0.1),
    })
    .map(({ at, wait, cents, ratio }) => ({
      exOn: sessionOfDay(sessions[0]! + at),
      payableOn: sessionOfDay(sessions[0]! + at + wait),
      cashPerShare: cents / 1000,
      sharesPerShare: ratio,
    }));
}

function anyPlan({ bars, assets }: Shape): fc.Arbitrary<PositionPlan> {
  const wishes = fc.constantFrom(Number.NaN, Number.NaN, 0, 0.3, 0.5, 1, 1, -0.5, -1, Infinity);
  const column = fc.array(wishes, { minLength: bars, maxLength: bars });
  return fc
    .record({
      columns: fc.array(column, { minLength: assets, maxLength: assets }),
      unit: fc.constantFrom<PositionUnit>('weight', 'shares', 'value'),
      rebalance: fc.constantFrom('on-change' as const, 'every-bar' as const),
      timeInForce: fc.constantFrom<TimeInForce>('bar', 'until-filled'),
      cash: fc.constantFrom(1_000, 12_345.67, 100_000),
    })
    .map(({ columns, unit, cash, ...plan }) => {
      const scale = unit === 'weight' ? 1 / assets : unit === 'shares' ? 700 : cash / 2;
      return { ...plan, unit, cash, positions: columns.map((each) => Float64Array.from(each, (wish) => wish * scale)) };
    });
}
