import { sessionOfDay } from '../../core/time.ts';
import { FILL } from '../../quant/completion/cells.ts';
import { invalid } from '../error.ts';
import type { Rules } from '../rules/rules.ts';
import type { Asset, CorporateAction, Market } from './market.ts';

/** @throws backtest.invalid naming the first thing that is wrong */
export function checkMarket(market: Market, rulesOf: (asset: Asset) => Rules): void {
  checkTimes(market);
  if (market.assets.length === 0) throw invalid('The market', 'it has no assets', 'Add one with open and close.');
  const names = new Set<string>();
  for (const asset of market.assets) {
    if (names.has(asset.name)) throw invalid(`Asset "${asset.name}"`, 'there are two of that name', 'Rename one.');
    names.add(asset.name);
    checkAsset(market, asset, rulesOf(asset));
  }
}

function checkTimes({ sessions, startsAtMs }: Market): void {
  if (startsAtMs !== undefined && startsAtMs.length !== sessions.length) {
    throw invalid(
      'The market',
      `startsAtMs has ${startsAtMs.length} bars, sessions have ${sessions.length}`,
      'Give one of each per bar.',
    );
  }
  for (let bar = 1; bar < sessions.length; bar += 1) {
    checkStep('sessions', sessions, bar, startsAtMs === undefined);
    if (startsAtMs !== undefined) checkStep('startsAtMs', startsAtMs, bar, true);
  }
  const undated = startsAtMs?.findIndex((value) => !Number.isFinite(value)) ?? -1;
  if (undated >= 0)
    throw invalid('The market', `startsAtMs[${undated}] is ${startsAtMs![undated]}`, 'Remove that bar.');
}

function checkStep(name: string, times: Int32Array | Float64Array, bar: number, isStrict: boolean): void {
  const [before, now] = [times[bar - 1]!, times[bar]!];
  if (now > before || (now === before && !isStrict)) return;
  const what = now === before ? 'repeats' : 'goes back';
  const text = name === 'sessions' ? `${sessionOfDay(now)} after ${sessionOfDay(before)}` : `${now} after ${before}`;
  throw invalid('The market', `${name} ${what} at bar ${bar}: ${text}`, 'Sort the bars by time and remove duplicates.');
}

function checkAsset(market: Market, asset: Asset, rules: Rules): void {
  const bars = market.sessions.length;
  const { open, high, low, close, volume, limitUp, limitDown, isSuspended, isSpecial, fillMethod, columns } = asset;
  const known = { open, high, low, close, volume, limitUp, limitDown, isSuspended, isSpecial, fillMethod };
  for (const [name, column] of Object.entries({ ...columns, ...known })) {
    if (column === undefined || column.length === bars) continue;
    const problem = `column "${name}" has ${column.length} bars, the market has ${bars}`;
    throw invalid(`Asset "${asset.name}"`, problem, 'Give every column one value per bar, NaN where there is none.');
  }
  for (const [name, prices] of Object.entries({ open, high, low, close })) {
    if (prices !== undefined) checkPrices(asset.name, name, prices, rules.priceMax);
  }
  if (volume !== undefined) checkVolume(asset.name, volume);
  if (high !== undefined && low !== undefined) checkRange(asset, high, low);
  checkObserved(asset);
  for (const action of asset.actions ?? []) checkAction(asset.name, action);
  checkPayout(asset, rules.priceMax);
}

function checkPrices(asset: string, column: string, prices: Float64Array, priceMax: number | null): void {
  for (let bar = 0; bar < prices.length; bar += 1) {
    const price = prices[bar]!;
    if (Number.isNaN(price)) continue;
    if (priceMax === null ? price > 0 && price < Infinity : price >= 0 && price <= priceMax) continue;
    const range = priceMax === null ? 'above 0' : `from 0 to ${priceMax}`;
    throw invalid(
      `Asset "${asset}"`,
      `${column} is ${price} at bar ${bar}`,
      `Prices are finite and ${range}, or NaN where there is none.`,
    );
  }
}

function checkVolume(asset: string, volume: Float64Array): void {
  const bar = volume.findIndex((value) => value < 0 || value === Infinity);
  if (bar < 0) return;
  throw invalid(`Asset "${asset}"`, `volume is ${volume[bar]} at bar ${bar}`, 'Give 0 or more, or NaN where unknown.');
}

function checkRange({ name, open, close }: Asset, high: Float64Array, low: Float64Array): void {
  const bar = firstOutside(open, high, low, close);
  if (bar < 0) return;
  const text = `open ${open[bar]}, high ${high[bar]}, low ${low[bar]}, close ${close[bar]}`;
  const wayOut = 'Repair the bar, or leave out high and low.';
  throw invalid(`Asset "${name}"`, `bar ${bar} contradicts itself: ${text}`, wayOut);
}

/** Missing prices contradict nothing. */
function firstOutside(open: Float64Array, high: Float64Array, low: Float64Array, close: Float64Array): number {
  for (let bar = 0; bar < open.length; bar += 1) {
    const [top, bottom] = [high[bar]!, low[bar]!];
    const [first, last] = [open[bar]!, close[bar]!];
    if (bottom > top || first > top || first < bottom || last > top || last < bottom) return bar;
  }
  return -1;
}

/** An interpolated price knows the future. */
function checkObserved({ name, fillMethod }: Asset): void {
  const bar = fillMethod?.findIndex((method) => method === FILL.linear || method === FILL.time) ?? -1;
  if (bar < 0) return;
  const wayOut = 'Complete the prices by carrying them forward, or leave the hole.';
  throw invalid(`Asset "${name}"`, `the close of bar ${bar} was interpolated from later bars`, wayOut);
}

function checkAction(
  asset: string,
  { exOn, cashPerShare = 0, sharesPerShare = 1, payableOn = exOn }: CorporateAction,
): void {
  const isSound = cashPerShare >= 0 && cashPerShare < Infinity && sharesPerShare > 0 && sharesPerShare < Infinity;
  if (isSound && payableOn >= exOn) return;
  const got = `cash ${cashPerShare}, shares ${sharesPerShare}, payable ${payableOn}`;
  const wayOut = 'Cash is 0 or more, shares are above 0, and nothing is payable before its ex-date.';
  throw invalid(`Asset "${asset}"`, `the action of ${exOn} has ${got}`, wayOut);
}

function checkPayout({ name, resolution }: Asset, priceMax: number | null): void {
  if (resolution === undefined) return;
  const { payout } = resolution;
  if (payout >= 0 && payout <= (priceMax ?? Number.MAX_VALUE)) return;
  throw invalid(`Asset "${name}"`, `it resolves at ${payout}`, `Give a payout from 0 to ${priceMax ?? 'any price'}.`);
}
