import { dayOfSession, toSession } from '../../core/time.ts';
import type { Asset, CorporateAction, Market, Resolution } from './market.ts';

/** What happens to holders of an asset before the open of a bar. `bar` may be the number of bars: not within these. */
export type Happening =
  | { readonly kind: 'dividend'; readonly asset: number; readonly cashPerShare: number; readonly payableBar: number }
  | { readonly kind: 'split'; readonly asset: number; readonly sharesPerShare: number; readonly reference: number }
  | { readonly kind: 'payout'; readonly asset: number; readonly payout: number };

/** A corporate action with its bars. */
export type PlacedAction = {
  readonly bar: number;
  readonly cashPerShare: number;
  readonly sharesPerShare: number;
  readonly payableBar: number;
};

/** The actions that fall within the bars, in order of time. Of one before the first bar nothing is left to do. */
export function placeActions(market: Market, actions: readonly CorporateAction[] = []): readonly PlacedAction[] {
  const first = market.sessions[0] ?? 0;
  return actions
    .filter(({ exOn }) => dayOf(exOn) > first)
    .map(({ exOn, cashPerShare = 0, sharesPerShare = 1, payableOn = exOn }) => ({
      bar: firstAtOrAfter(market.sessions, dayOf(exOn)),
      cashPerShare,
      sharesPerShare,
      payableBar: firstAtOrAfter(market.sessions, dayOf(payableOn)),
    }))
    .filter(({ bar }) => bar < market.sessions.length)
    .sort((left, right) => left.bar - right.bar);
}

/** The first bar at or after the resolution; the number of bars when it lies beyond them. */
export function resolutionBar(market: Market, resolution: Resolution | undefined): number {
  if (resolution === undefined) return market.sessions.length;
  if ('on' in resolution) return firstAtOrAfter(market.sessions, dayOf(resolution.on));
  return firstAtOrAfter(market.startsAtMs ?? startsOfDays(market.sessions), resolution.atMs);
}

/** A price before the actions of a bar, as it would be after them. */
export function exPrice(price: number, actions: readonly PlacedAction[]): number {
  return actions.reduce((value, action) => (value - action.cashPerShare) / action.sharesPerShare, price);
}

/** Everything that happens to the holders of one asset, with the bar before whose open it happens. */
export function happeningsOf(
  asset: number,
  actions: readonly PlacedAction[],
  mark: Float64Array,
): readonly (readonly [bar: number, happening: Happening])[] {
  return actions.flatMap(({ bar, cashPerShare, sharesPerShare, payableBar }) => {
    const reference = (mark[bar - 1]! - cashPerShare) / sharesPerShare;
    const dividend: Happening = { kind: 'dividend', asset, cashPerShare, payableBar };
    const split: Happening = { kind: 'split', asset, sharesPerShare, reference };
    return [
      ...(cashPerShare > 0 ? [[bar, dividend] as const] : []),
      ...(sharesPerShare === 1 ? [] : [[bar, split] as const]),
    ];
  });
}

/** Sessions of an asset at its listing are counted from this day. */
export function listingDay({ listedOn }: Asset): number | null {
  return listedOn === undefined ? null : dayOf(listedOn);
}

function dayOf(text: string): number {
  return dayOfSession(toSession(text));
}

const DAY_MS = 86_400_000;

function startsOfDays(sessions: Int32Array): Float64Array {
  return Float64Array.from(sessions, (day) => day * DAY_MS);
}

function firstAtOrAfter(times: Int32Array | Float64Array, wanted: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
