/** What a market lets one do and charges for it. Every rate is a fraction: 0.00025 is 2.5 basis points. */
export type Rules = {
  /** Smallest step of a price; null: any price. */
  readonly tick: number | null;
  readonly lot: Lot;
  /** `T+1`: what was bought in a session can be sold from the next one on. */
  readonly settlement: 'T+0' | 'T+1';
  /** null: positions never go below zero. */
  readonly shorting: Shorting | null;
  readonly costs: Costs;
  readonly slippage: Slippage;
  /** null: no daily price limits. */
  readonly priceLimits: PriceLimits | null;
  /** Prices lie in 0 .. priceMax, both included (a binary's: 1). null: above zero. */
  readonly priceMax: number | null;
};

/**
 * An order to buy is for `min` or more, in steps of `step`; step 0 is any quantity. An order to sell follows the same
 * grid, but what is left over from it (an odd lot) can only be sold whole.
 */
export type Lot = { readonly min: number; readonly step: number };

export type Shorting = {
  /** Own money needed per unit of short value: 1 is as much as is sold, 0.5 is half. */
  readonly marginRate: number;
  /** Yearly rate on the value borrowed, by calendar days over 365. */
  readonly borrowAnnual: number;
};

export type Costs = {
  readonly commission: Commission;
  readonly stampDuty: DatedRates;
  readonly transferFee: DatedRates;
  /** Of price * (1 - price) per share: how prediction markets charge. */
  readonly binaryFeeRate: number;
};

/** max(minimum, rate * value + perShare * shares) per fill. */
export type Commission = { readonly rate: number; readonly perShare: number; readonly minimum: number };

/** Rates of the value traded, each from a date on; ascending. Empty: none. A bar before the first row is refused. */
export type DatedRates = readonly { readonly from: string; readonly buy: number; readonly sell: number }[];

/** How much worse than the quoted price a market order fills. `ratio` is a fraction of the price. */
export type Slippage =
  | { readonly kind: 'none' }
  | { readonly kind: 'bps'; readonly bps: number }
  | { readonly kind: 'ticks'; readonly ticks: number }
  | { readonly kind: 'ratio'; readonly ratio: number };

export type PriceLimits = {
  /** Largest move from the reference price, from a date on; null: none. `special` is for shares under special treatment. */
  readonly bands: readonly { readonly from: string; readonly band: number | null; readonly special: number | null }[];
  /** For shares listed from a date on: the sessions at the start without a limit. */
  readonly freeSessions: readonly { readonly listedFrom: string; readonly sessions: number }[];
  /** Whose calendar counts those sessions. */
  readonly venue: string;
};

const NO_COSTS: Costs = {
  commission: { rate: 0, perShare: 0, minimum: 0 },
  stampDuty: [],
  transferFee: [],
  binaryFeeRate: 0,
};

/** Whole shares, no costs, no shorts, no limits: what every other set of rules starts from. */
export const FRICTIONLESS: Rules = {
  tick: null,
  lot: { min: 1, step: 1 },
  settlement: 'T+0',
  shorting: null,
  costs: NO_COSTS,
  slippage: { kind: 'none' },
  priceLimits: null,
  priceMax: null,
};

export type RulesOverrides = Partial<Omit<Rules, 'costs'>> & {
  readonly costs?: Partial<Omit<Costs, 'commission'>> & { readonly commission?: Partial<Commission> };
};

/** Rules that differ from others (by default from FRICTIONLESS) in what is named. */
export function rules(overrides: RulesOverrides, base: Rules = FRICTIONLESS): Rules {
  const { costs, ...rest } = overrides;
  const commission = { ...base.costs.commission, ...costs?.commission };
  return { ...base, ...rest, costs: { ...base.costs, ...costs, commission } };
}
