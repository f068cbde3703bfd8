import { FIELD, type Log, STRIDE } from '../book/log.ts';

/** One entry of a log by name. Money in units. */
export type Entry = { readonly [name in keyof typeof FIELD]: number };

export function entriesOf(log: Log): readonly Entry[] {
  return Array.from({ length: log.length }, (_, index) => entryAt(log, index * STRIDE));
}

function entryAt({ values }: Log, at: number): Entry {
  const field = (name: keyof typeof FIELD): number => values[at + FIELD[name]]!;
  return {
    kind: field('kind'),
    bar: field('bar'),
    asset: field('asset'),
    order: field('order'),
    quantity: field('quantity'),
    price: field('price'),
    cash: field('cash'),
    fees: field('fees'),
    decided: field('decided'),
    reason: field('reason'),
  };
}
