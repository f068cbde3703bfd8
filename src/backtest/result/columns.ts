import { ENTRY } from '../book/log.ts';
import { roundHalfUp } from '../rounding.ts';
import type { Run } from '../run/run.ts';
import type { Entry } from './entry.ts';

/** The account along the bars of a run, at their closes. */
export type AccountColumns = {
  readonly cash: Float64Array;
  /** Shares per asset of the market. */
  readonly positions: readonly Float64Array[];
  /** Value held, long and short added, as a fraction of equity; NaN where there is none left. */
  readonly exposureGross: Float64Array;
  /** The same with shorts taken off. */
  readonly exposureNet: Float64Array;
  /** Value traded in the bar as a fraction of the equity before it. */
  readonly turnover: Float64Array;
};

export function columnsOf(run: Run, entries: readonly Entry[]): AccountColumns {
  const changes: Entry[][] = run.prepared.assets.map(() => []);
  for (const entry of entries) if (entry.kind !== ENTRY.refusal) changes[entry.asset]!.push(entry);
  const positions = changes.map((ofAsset) => positionColumn(run, ofAsset));
  const [exposureGross, exposureNet] = exposures(run, positions);
  return {
    cash: cashColumn(run, entries),
    positions,
    exposureGross,
    exposureNet,
    turnover: turnoverColumn(run, entries),
  };
}

function positionColumn({ begin, end }: Run, changes: readonly Entry[]): Float64Array {
  return stepped(begin, end, 0, changes, (held, { kind, quantity }) =>
    kind === ENTRY.split ? held * quantity : held + quantity,
  );
}

function cashColumn({ begin, end, cash, prepared }: Run, entries: readonly Entry[]): Float64Array {
  const { isRounded, perCurrency } = prepared.money;
  const first = isRounded ? roundHalfUp(cash * perCurrency) : cash;
  const changes = entries.filter(({ kind }) => kind !== ENTRY.refusal && kind !== ENTRY.dividend);
  const units = stepped(begin, end, first, changes, (held, entry) => held + entry.cash);
  return units.map((value) => value / perCurrency);
}

/** A value that changes with entries and stays between them. */
function stepped(
  begin: number,
  end: number,
  first: number,
  changes: readonly Entry[],
  change: (value: number, entry: Entry) => number,
): Float64Array {
  const column = new Float64Array(end - begin);
  let value = first;
  let from = 0;
  for (const entry of changes) {
    column.fill(value, from, entry.bar - begin);
    from = entry.bar - begin;
    value = change(value, entry);
  }
  return column.fill(value, from);
}

function exposures(
  { prepared, begin, equity }: Run,
  positions: readonly Float64Array[],
): readonly [Float64Array, Float64Array] {
  const [gross, net] = [new Float64Array(equity.length), new Float64Array(equity.length)];
  positions.forEach((held, asset) => {
    const { mark } = prepared.assets[asset]!;
    for (let index = 0; index < held.length; index += 1) {
      if (held[index] === 0) continue;
      const value = held[index]! * mark[begin + index]!;
      gross[index]! += Math.abs(value);
      net[index]! += value;
    }
  });
  const fraction = (value: number, index: number): number => (equity[index]! > 0 ? value / equity[index]! : Number.NaN);
  return [gross.map(fraction), net.map(fraction)];
}

function turnoverColumn({ begin, equity, cash }: Run, entries: readonly Entry[]): Float64Array {
  const traded = new Float64Array(equity.length);
  for (const { kind, bar, quantity, price } of entries) {
    if (kind === ENTRY.fill) traded[bar - begin]! += Math.abs(quantity) * price;
  }
  return traded.map((value, index) => {
    const before = index === 0 ? cash : equity[index - 1]!;
    return before > 0 ? value / before : Number.NaN;
  });
}
