import { invalid } from '../error.ts';
import type { Rules } from './rules.ts';

/** @throws backtest.invalid naming the first number that cannot be */
export function checkRules(rules: Rules): void {
  const { tick, lot, shorting, costs, slippage, priceLimits, priceMax } = rules;
  const { commission, binaryFeeRate } = costs;
  if (tick !== null) inRange('tick', tick, Number.MIN_VALUE, Number.MAX_VALUE);
  inRange('lot.min', lot.min, 0, Number.MAX_VALUE);
  inRange('lot.step', lot.step, 0, Number.MAX_VALUE);
  inRange('costs.commission.rate', commission.rate, 0, RATE_MAX);
  inRange('costs.commission.perShare', commission.perShare, 0, Number.MAX_VALUE);
  inRange('costs.commission.minimum', commission.minimum, 0, Number.MAX_VALUE);
  inRange('costs.binaryFeeRate', binaryFeeRate, 0, RATE_MAX);
  for (const { buy, sell } of [...costs.stampDuty, ...costs.transferFee]) {
    inRange('costs: a dated rate', buy, 0, RATE_MAX);
    inRange('costs: a dated rate', sell, 0, RATE_MAX);
  }
  checkSlippage(slippage, tick);
  if (shorting !== null) {
    inRange('shorting.marginRate', shorting.marginRate, Number.MIN_VALUE, Number.MAX_VALUE);
    inRange('shorting.borrowAnnual', shorting.borrowAnnual, 0, Number.MAX_VALUE);
  }
  if (priceMax !== null) inRange('priceMax', priceMax, Number.MIN_VALUE, Number.MAX_VALUE);
  if (priceLimits !== null && tick === null) {
    throw invalid('Rule "priceLimits"', 'there is no tick to round them to', 'Give a tick: 0.01 for A-shares.');
  }
  if (priceMax === null && binaryFeeRate > 0) {
    const wayOut = 'Set priceMax to 1 for shares of an outcome, or use a commission.';
    throw invalid('Rule "costs.binaryFeeRate"', 'prices have no upper bound', wayOut);
  }
}

/** A rate of one takes everything. */
const RATE_MAX = 0.999999;

function checkSlippage(slippage: Rules['slippage'], tick: number | null): void {
  if (slippage.kind === 'bps') inRange('slippage.bps', slippage.bps, 0, 9_999);
  if (slippage.kind === 'ratio') inRange('slippage.ratio', slippage.ratio, 0, RATE_MAX);
  if (slippage.kind !== 'ticks') return;
  inRange('slippage.ticks', slippage.ticks, 0, Number.MAX_VALUE);
  if (tick === null) throw invalid('Rule "slippage"', 'it is in ticks and there is no tick', 'Give a tick, or bps.');
}

function inRange(rule: string, value: number, min: number, max: number): void {
  if (value >= min && value <= max) return;
  const least = min === Number.MIN_VALUE ? 'above 0' : `of at least ${min}`;
  const range = max === Number.MAX_VALUE ? least : `from ${min} to ${max}`;
  throw invalid(`Rule "${rule}"`, `it is ${value}`, `Give a number ${range}.`);
}
