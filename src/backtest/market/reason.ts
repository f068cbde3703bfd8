/** Why an order was not filled, or filled by less than it asked for. */
export const REASONS = [
  /** There is no price in this bar. */
  'no_price',
  'suspended',
  /** Nobody traded in this bar. */
  'no_volume',
  /** The price is at its upper limit: nobody sells. */
  'limit_up',
  /** The price is at its lower limit: nobody buys. */
  'limit_down',
  /** The asset has been paid out. */
  'resolved',
  /** Bought in this session; it can be sold from the next one on. */
  't_plus_one',
  /** Less than the smallest quantity one can order. */
  'below_lot',
  'insufficient_cash',
  /** More was to be sold than is held, and shorts are not allowed. */
  'insufficient_position',
  'short_not_allowed',
  /** Short of more than the account can back. */
  'insufficient_margin',
  /** The account was worth nothing or less at a close; nothing new is opened. */
  'ruined',
  /** The size is not a number. */
  'invalid_size',
  /** What the order was to close is closed. */
  'position_closed',
  /** Neither limit nor stop was reached while the order stood. */
  'not_reached',
  /** The strategy took it back. */
  'cancelled',
  /** The position was what the order wanted, to within a lot. */
  'nothing_to_change',
] as const;
export type Reason = (typeof REASONS)[number];

/** Reasons as numbers, for columns: 0 is none. */
export function reasonCode(reason: Reason): number {
  return REASONS.indexOf(reason) + 1;
}

export function reasonOf(code: number): Reason | null {
  return code === 0 ? null : REASONS[code - 1]!;
}

export const NO_PRICE = reasonCode('no_price');
export const SUSPENDED = reasonCode('suspended');
export const NO_VOLUME = reasonCode('no_volume');
export const LIMIT_UP = reasonCode('limit_up');
export const LIMIT_DOWN = reasonCode('limit_down');
export const RESOLVED = reasonCode('resolved');
export const T_PLUS_ONE = reasonCode('t_plus_one');
export const BELOW_LOT = reasonCode('below_lot');
export const INSUFFICIENT_CASH = reasonCode('insufficient_cash');
export const INSUFFICIENT_POSITION = reasonCode('insufficient_position');
export const SHORT_NOT_ALLOWED = reasonCode('short_not_allowed');
export const INSUFFICIENT_MARGIN = reasonCode('insufficient_margin');
export const RUINED = reasonCode('ruined');
export const INVALID_SIZE = reasonCode('invalid_size');
export const POSITION_CLOSED = reasonCode('position_closed');
export const NOT_REACHED = reasonCode('not_reached');
export const CANCELLED = reasonCode('cancelled');
export const NOTHING_TO_CHANGE = reasonCode('nothing_to_change');

/** Reasons that may be gone in the next bar: an order that stands until it is filled outlives them. */
export function mayPass(code: number): boolean {
  return code >= 1 && (code <= LIMIT_DOWN || code === T_PLUS_ONE);
}
