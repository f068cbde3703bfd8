import type { TimeInForce } from '../run/run.ts';

/**
 * How much. `shares`, `value` (currency) and `weight` (fraction of the account) are added to the position: above zero to
 * buy, below to sell. The targets are what the position shall be afterwards; `targetShares: 0` closes it.
 *
 * Shares are taken at their word: an order for more than one has is refused. The others are cut to what is possible.
 */
export type Sizing =
  | { readonly shares: number }
  | { readonly value: number }
  | { readonly weight: number }
  | { readonly targetShares: number }
  | { readonly targetValue: number }
  | { readonly targetWeight: number };

export type OrderRequest = Sizing & {
  /** May be left out when the market has one asset. */
  readonly asset?: string;
  /** Not worse than this price. */
  readonly limit?: number;
  /** Once this price is traded: at or above it for a purchase, at or below it for a sale. */
  readonly stop?: number;
  /** `bar` for market orders, `until-filled` with a limit or a stop, unless given. */
  readonly timeInForce?: TimeInForce;
  /** Comes back with the order in the result. */
  readonly tag?: string;
};

/** Takes orders back: of one asset, or all. */
export type Cancel = { readonly cancel: 'all'; readonly asset?: string } | { readonly cancel: number };

export type Instruction = OrderRequest | Cancel;

/** An order in the engine. */
export type StandingOrder = {
  readonly id: number;
  readonly asset: number;
  readonly decided: number;
  readonly request: OrderRequest;
  readonly unit: 'shares' | 'value' | 'weight';
  readonly isTarget: boolean;
  readonly isStanding: boolean;
  /** In its unit. Splits change it when that is shares, and the two prices. */
  amount: number;
  /** NaN: none. */
  limit: number;
  stop: number;
  /** In shares, signed: the target, or what is still to be traded. NaN until it meets a price. */
  shares: number;
  isDone: boolean;
};

const SIZES = {
  shares: { unit: 'shares', isTarget: false },
  value: { unit: 'value', isTarget: false },
  weight: { unit: 'weight', isTarget: false },
  targetShares: { unit: 'shares', isTarget: true },
  targetValue: { unit: 'value', isTarget: true },
  targetWeight: { unit: 'weight', isTarget: true },
} as const;
type SizeName = keyof typeof SIZES;
export const SIZE_NAMES = Object.keys(SIZES) as readonly SizeName[];

/** The one size of a request; null when it has none, or several. */
export function sizeOf(request: OrderRequest): ((typeof SIZES)[SizeName] & { readonly amount: number }) | null {
  let found: SizeName | null = null;
  for (const name of SIZE_NAMES) {
    if (!(name in request)) continue;
    if (found !== null) return null;
    found = name;
  }
  if (found === null) return null;
  return { ...SIZES[found], amount: (request as Readonly<Record<SizeName, number>>)[found] };
}

export function isConditional({ limit, stop }: Pick<StandingOrder, 'limit' | 'stop'>): boolean {
  return !Number.isNaN(limit) || !Number.isNaN(stop);
}
