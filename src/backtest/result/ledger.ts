import { type Session, sessionOfDay } from '../../core/time.ts';
import { ENTRY } from '../book/log.ts';
import { roundHalfUp } from '../rounding.ts';
import { type FeeParts, feeParts } from '../rules/fees.ts';
import type { Run } from '../run/run.ts';
import type { Entry } from './entry.ts';

/**
 * `dividend`: owed from the ex-date on. `dividend_paid`: the same amount, as cash. `fraction`: cash for the part of a
 * share that a split left over. `payout`: the end of the asset. `borrow`: the fee for shares sold short.
 */
export type LedgerKind = 'buy' | 'sell' | 'dividend' | 'dividend_paid' | 'split' | 'fraction' | 'payout' | 'borrow';

/** One line of the account's book, in currency. */
export type LedgerEntry = {
  readonly bar: number;
  readonly session: Session;
  readonly kind: LedgerKind;
  readonly asset: string;
  /** Change of the position. */
  readonly quantity: number;
  /** Per share; of a split: shares afterwards per share before. */
  readonly price: number;
  /** Null where nothing is charged. */
  readonly fees: FeeParts | null;
  /** Change of the cash, fees included. */
  readonly cashChange: number;
  readonly cash: number;
  readonly receivable: number;
  readonly position: number;
};

const KINDS: Readonly<Record<number, LedgerKind>> = {
  [ENTRY.dividend]: 'dividend',
  [ENTRY.paid]: 'dividend_paid',
  [ENTRY.split]: 'split',
  [ENTRY.fraction]: 'fraction',
  [ENTRY.payout]: 'payout',
  [ENTRY.borrow]: 'borrow',
};

/** Everything that moved cash or positions, line by line; balances are worked out anew from the lines. */
export function ledgerOf(run: Run, entries: readonly Entry[]): readonly LedgerEntry[] {
  const { assets, money, market } = run.prepared;
  const positions = new Float64Array(assets.length);
  let cash = money.isRounded ? roundHalfUp(run.cash * money.perCurrency) : run.cash;
  let receivable = 0;
  return entries
    .filter(({ kind }) => kind !== ENTRY.refusal)
    .map((entry) => {
      const { kind, asset, bar } = entry;
      const isOwed = kind === ENTRY.dividend;
      const before = positions[asset]!;
      const after = kind === ENTRY.split ? before * entry.quantity : before + entry.quantity;
      positions[asset] = after;
      if (!isOwed) cash += entry.cash;
      if (isOwed) receivable += entry.cash;
      else if (kind === ENTRY.paid) receivable -= entry.cash;
      return {
        bar,
        session: sessionOfDay(market.sessions[bar]!),
        kind: KINDS[kind] ?? (entry.quantity > 0 ? 'buy' : 'sell'),
        asset: assets[asset]!.name,
        quantity: after - before,
        price: kind === ENTRY.split ? entry.quantity : entry.price,
        fees: kind === ENTRY.fill ? feesInCurrency(run, entry) : null,
        cashChange: isOwed ? 0 : entry.cash / money.perCurrency,
        cash: cash / money.perCurrency,
        receivable: receivable / money.perCurrency,
        position: after,
      };
    });
}

function feesInCurrency({ prepared }: Run, { asset, bar, quantity, price, cash, fees }: Entry): FeeParts {
  const { money, assets } = prepared;
  const notional = Math.abs(cash + fees);
  const fill = { bar, side: Math.sign(quantity), price, quantity: Math.abs(quantity), notional };
  const parts = feeParts(assets[asset]!.fees, money, fill);
  return {
    commission: parts.commission / money.perCurrency,
    stampDuty: parts.stampDuty / money.perCurrency,
    transferFee: parts.transferFee / money.perCurrency,
    binaryFee: parts.binaryFee / money.perCurrency,
  };
}
