import { type Completed, FILL } from './cells.ts';

/** Carries the last observed value into at most `limit` cells of each gap. Known at its own session: nothing later was used. */
export function fillForward({ values, method, knownAt }: Completed, barrier: Uint8Array, limit: number): void {
  let carried = Number.NaN;
  let filled = 0;
  for (let cell = 0; cell < values.length; cell += 1) {
    if (barrier[cell] === 1) carried = Number.NaN;
    if (method[cell] === FILL.observed) {
      carried = values[cell]!;
      filled = 0;
    } else if (filled < limit && !Number.isNaN(carried)) {
      values[cell] = carried;
      method[cell] = FILL.forward;
      knownAt[cell] = cell;
      filled += 1;
    }
  }
}
