import { aShares, boardOf, crypto, usShares } from '../../backtest/rules/presets.ts';
import { FRICTIONLESS, type Rules, type RulesOverrides } from '../../backtest/rules/rules.ts';
import type { RulesFigures } from '../../charts/report/model.ts';
import { TapelineError } from '../../core/errors.ts';
import { nearestName } from '../../core/nearest.ts';

export const RULE_NAMES = ['a_shares', 'us_shares', 'crypto', 'frictionless'] as const;
export type RuleName = (typeof RULE_NAMES)[number];

export type RulesWish = {
  /** By the symbols when null. */
  readonly rules: string | null;
  /** A fraction; that of the rules when null. */
  readonly commission: number | null;
  readonly slippageBps: number;
};

export type ChosenRules = { readonly rules: Rules; readonly figures: RulesFigures; readonly note: string | null };

/** The rules of the market that the symbols belong to, or those asked for. @throws usage.unknown_name, backtest.invalid */
export function rulesFor(symbols: readonly string[], { rules, commission, slippageBps }: RulesWish): ChosenRules {
  const name = rules === null ? usualRules(symbols) : ruleName(rules);
  const overrides: RulesOverrides = {
    ...(slippageBps > 0 ? { slippage: { kind: 'bps', bps: slippageBps } } : {}),
    ...(commission === null ? {} : { costs: { commission: { rate: commission } } }),
  };
  const chosen = make(name, symbols[0]!, overrides);
  const figures: RulesFigures = {
    name,
    lot: chosen.lot.min,
    settlement: chosen.settlement,
    commissionRate: chosen.costs.commission.rate,
    commissionMinimum: chosen.costs.commission.minimum,
    hasStampDuty: chosen.costs.stampDuty.length > 0,
    hasPriceLimits: chosen.priceLimits !== null,
    slippageBps,
  };
  return { rules: chosen, figures, note: chosen.costs.commission.rate === 0 ? 'no_costs' : null };
}

function usualRules(symbols: readonly string[]): RuleName {
  const isMainland = symbols.every((symbol) => /^\d{6}\.(XSHG|XSHE|SH|SZ|BJ)$/.test(symbol));
  return isMainland && isShare(symbols[0]!) ? 'a_shares' : 'us_shares';
}

function isShare(symbol: string): boolean {
  try {
    boardOf(symbol);
    return true;
  } catch {
    return false;
  }
}

function ruleName(text: string): RuleName {
  const name = text.replaceAll('-', '_') as RuleName;
  if (RULE_NAMES.includes(name)) return name;
  const facts = { kind: 'set of rules', name: text, nearest: nearestName(text, RULE_NAMES), known: RULE_NAMES };
  throw new TapelineError('usage.unknown_name', { facts });
}

function make(name: RuleName, symbol: string, overrides: RulesOverrides): Rules {
  if (name === 'a_shares') return aShares(boardOf(symbol), overrides);
  if (name === 'us_shares') return usShares(overrides);
  return name === 'crypto'
    ? crypto(overrides)
    : { ...FRICTIONLESS, ...(overrides.slippage ? { slippage: overrides.slippage } : {}) };
}
