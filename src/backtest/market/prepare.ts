import { invalid } from '../error.ts';
import { type Money, moneyOf } from '../rounding.ts';
import { checkRules } from '../rules/check-rules.ts';
import { type FeeSchedule, feeSchedule } from '../rules/fees.ts';
import { type Costs, FRICTIONLESS, type Rules } from '../rules/rules.ts';
import { checkMarket } from './check-market.ts';
import { type Happening, happeningsOf, placeActions, resolutionBar } from './happenings.ts';
import type { Asset, Market } from './market.ts';
import { marksOf, type Quotes, quotesOf } from './quotes.ts';

/** Which price a market order gets: that of the bar after the decision. Its own bar's is never to be had. */
export type FillAt = 'next-open' | 'next-close';

export type MarketSettings = {
  /** For assets that have none of their own. FRICTIONLESS by default. */
  readonly rules?: Rules;
  readonly fillAt?: FillAt;
  /** Decimals of an amount of money: 2 by default, so that every amount is rounded to the cent; null: not rounded. */
  readonly moneyDecimals?: number | null;
};

/** A market with its rules worked into columns: made once, run many times. */
export type PreparedMarket = {
  readonly market: Market;
  readonly bars: number;
  readonly assets: readonly PreparedAsset[];
  readonly money: Money;
  readonly fillAt: FillAt;
  /** 1 where something is to be done before the open. */
  readonly isBusy: Uint8Array;
  readonly happenings: ReadonlyMap<number, readonly Happening[]>;
};

export type PreparedAsset = {
  readonly name: string;
  readonly bars: Asset;
  readonly rules: Rules;
  readonly fees: FeeSchedule;
  readonly mark: Float64Array;
  readonly quotes: Quotes;
};

/** @throws backtest.invalid, usage.invalid, calendar.beyond_horizon */
export function prepareMarket(market: Market, settings: MarketSettings = {}): PreparedMarket {
  const { fillAt = 'next-open', moneyDecimals = 2 } = settings;
  const rulesOf = (asset: Asset): Rules => asset.rules ?? settings.rules ?? FRICTIONLESS;
  checkSettings(fillAt, moneyDecimals);
  for (const rules of new Set(market.assets.map(rulesOf))) checkRules(rules);
  checkMarket(market, rulesOf);
  const money = moneyOf(moneyDecimals);
  const feesOf = feesPerCosts(market.sessions, money);
  const happenings = new Map<number, Happening[]>();
  const assets = market.assets.map((asset, index) => {
    const rules = rulesOf(asset);
    const place = { market, asset, index, rules, fillAt, happenings };
    return { name: asset.name, bars: asset, rules, fees: feesOf(rules.costs), ...prepareAsset(place) };
  });
  const isBusy = busyBars(market, assets, happenings);
  return { market, bars: market.sessions.length, assets, money, fillAt, isBusy, happenings };
}

type Place = {
  readonly market: Market;
  readonly asset: Asset;
  readonly index: number;
  readonly rules: Rules;
  readonly fillAt: FillAt;
  readonly happenings: Map<number, Happening[]>;
};

function prepareAsset({
  market,
  asset,
  index,
  rules,
  fillAt,
  happenings,
}: Place): Pick<PreparedAsset, 'mark' | 'quotes'> {
  const actions = placeActions(market, asset.actions);
  const marks = marksOf(asset, actions);
  const resolvedAt = resolutionBar(market, asset.resolution);
  for (const [bar, happening] of happeningsOf(index, actions, marks.mark)) add(happenings, bar, happening);
  if (asset.resolution !== undefined && resolvedAt < market.sessions.length) {
    add(happenings, resolvedAt, { kind: 'payout', asset: index, payout: asset.resolution.payout });
  }
  const price = fillAt === 'next-open' ? asset.open : asset.close;
  return { mark: marks.mark, quotes: quotesOf({ market, asset, rules, marks, actions, resolvedAt, price }) };
}

function add(happenings: Map<number, Happening[]>, bar: number, happening: Happening): void {
  const known = happenings.get(bar);
  if (known === undefined) happenings.set(bar, [happening]);
  else known.push(happening);
}

/** Assets with the same costs share their columns. */
function feesPerCosts(sessions: Int32Array, money: Money): (costs: Costs) => FeeSchedule {
  const made = new Map<Costs, FeeSchedule>();
  return (costs) => {
    const fees = made.get(costs) ?? feeSchedule(costs, sessions, money);
    made.set(costs, fees);
    return fees;
  };
}

function busyBars(
  { sessions }: Market,
  assets: readonly PreparedAsset[],
  happenings: ReadonlyMap<number, readonly Happening[]>,
): Uint8Array {
  const isBusy = new Uint8Array(sessions.length);
  const isDaily = assets.some(({ rules }) => rules.settlement === 'T+1' || (rules.shorting?.borrowAnnual ?? 0) > 0);
  for (let bar = 1; isDaily && bar < sessions.length; bar += 1) {
    if (sessions[bar] !== sessions[bar - 1]) isBusy[bar] = 1;
  }
  for (const [bar, list] of happenings) {
    isBusy[bar] = 1;
    for (const each of list)
      if (each.kind === 'dividend' && each.payableBar < isBusy.length) isBusy[each.payableBar] = 1;
  }
  return isBusy;
}

const FILL_AT: readonly FillAt[] = ['next-open', 'next-close'];
const MONEY_DECIMALS_MAX = 8;

function checkSettings(fillAt: FillAt, moneyDecimals: number | null): void {
  if (!FILL_AT.includes(fillAt)) {
    const wayOut = `Choose one of ${FILL_AT.join(', ')}: a decision cannot be filled at a price it was made from.`;
    throw invalid('Setting "fillAt"', `it is "${String(fillAt)}"`, wayOut);
  }
  if (moneyDecimals === null) return;
  if (Number.isInteger(moneyDecimals) && moneyDecimals >= 0 && moneyDecimals <= MONEY_DECIMALS_MAX) return;
  const wayOut = `Give a whole number from 0 to ${MONEY_DECIMALS_MAX}, or null not to round.`;
  throw invalid('Setting "moneyDecimals"', `it is ${moneyDecimals}`, wayOut);
}
