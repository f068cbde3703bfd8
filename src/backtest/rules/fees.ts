import { type Money, roundHalfUp } from '../rounding.ts';
import { coveredRowPerBar } from './dated.ts';
import type { Costs, DatedRates } from './rules.ts';

/** Costs laid out along the bars, in units of money. */
export type FeeSchedule = {
  readonly commissionRate: number;
  readonly commissionPerShare: number;
  readonly commissionMinimum: number;
  readonly binaryRate: number;
  readonly stampBuy: Float64Array;
  readonly stampSell: Float64Array;
  readonly transferBuy: Float64Array;
  readonly transferSell: Float64Array;
};

/** What one fill is charged, in units of money. */
export type FeeParts = {
  readonly commission: number;
  readonly stampDuty: number;
  readonly transferFee: number;
  readonly binaryFee: number;
};

/** One fill; quantity above zero, side 1 to buy, -1 to sell, `notional` in units of money. */
export type Charged = {
  readonly bar: number;
  readonly side: number;
  readonly price: number;
  readonly quantity: number;
  readonly notional: number;
};

/** @throws backtest.invalid when dated rates do not reach back to the first bar */
export function feeSchedule(costs: Costs, sessions: Int32Array, money: Money): FeeSchedule {
  const { rate, perShare, minimum } = costs.commission;
  const stamp = coveredRowPerBar('The table of stamp duty', costs.stampDuty, sessions);
  const transfer = coveredRowPerBar('The table of transfer fees', costs.transferFee, sessions);
  return {
    commissionRate: rate,
    commissionPerShare: perShare * money.perCurrency,
    commissionMinimum: minimum * money.perCurrency,
    binaryRate: costs.binaryFeeRate * money.perCurrency,
    stampBuy: ratesAlong(stamp, costs.stampDuty, 'buy'),
    stampSell: ratesAlong(stamp, costs.stampDuty, 'sell'),
    transferBuy: ratesAlong(transfer, costs.transferFee, 'buy'),
    transferSell: ratesAlong(transfer, costs.transferFee, 'sell'),
  };
}

function ratesAlong(rowPerBar: Int16Array, rows: DatedRates, side: 'buy' | 'sell'): Float64Array {
  const rates = new Float64Array(rowPerBar.length);
  if (rows.length === 0) return rates;
  for (let bar = 0; bar < rates.length; bar += 1) rates[bar] = rows[rowPerBar[bar]!]![side];
  return rates;
}

/**
 * All charges of one fill, each rounded to the unit by itself, as a broker's note has them.
 *
 * in    bar, side (1 to buy, -1 to sell), price, quantity (above zero), notional (units of money)
 * out   units of money
 */
export function feeUnits(
  fees: FeeSchedule,
  isRounded: boolean,
  bar: number,
  side: number,
  price: number,
  quantity: number,
  notional: number,
): number {
  const stamp = notional * (side > 0 ? fees.stampBuy[bar]! : fees.stampSell[bar]!);
  const transfer = notional * (side > 0 ? fees.transferBuy[bar]! : fees.transferSell[bar]!);
  const commission = commissionOf(fees, notional, quantity);
  const binary = fees.binaryRate * price * (1 - price) * quantity;
  if (!isRounded) return commission + stamp + transfer + binary;
  return roundHalfUp(commission) + roundHalfUp(stamp) + roundHalfUp(transfer) + roundHalfUp(binary);
}

/** The same charges by name. */
export function feeParts(fees: FeeSchedule, money: Money, fill: Charged): FeeParts {
  const { bar, side, price, quantity, notional } = fill;
  const round = (units: number) => (money.isRounded ? roundHalfUp(units) : units);
  return {
    commission: round(commissionOf(fees, notional, quantity)),
    stampDuty: round(notional * (side > 0 ? fees.stampBuy[bar]! : fees.stampSell[bar]!)),
    transferFee: round(notional * (side > 0 ? fees.transferBuy[bar]! : fees.transferSell[bar]!)),
    binaryFee: round(fees.binaryRate * price * (1 - price) * quantity),
  };
}

function commissionOf(fees: FeeSchedule, notional: number, quantity: number): number {
  const proportional = fees.commissionRate * notional + fees.commissionPerShare * quantity;
  return proportional < fees.commissionMinimum ? fees.commissionMinimum : proportional;
}
