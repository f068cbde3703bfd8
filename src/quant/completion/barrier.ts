import type { GappySeries } from './cells.ts';

/** 1 at cell k when nothing may pass from k - 1 to k: k is an ex-date, or either of the two is suspended. */
export function noFillAcross({ values, suspended, exDate }: GappySeries): Uint8Array {
  return Uint8Array.from(values, (_, cell) => {
    const isClosed = suspended?.[cell] === 1 || (cell > 0 && suspended?.[cell - 1] === 1);
    return isClosed || exDate?.[cell] === 1 ? 1 : 0;
  });
}
