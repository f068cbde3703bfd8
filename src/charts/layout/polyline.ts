import type { Values } from '../spec.ts';
import { valueAt } from './columns.ts';

export type Point = { readonly x: number; readonly y: number };

export type PolylineInput = {
  readonly values: Values;
  readonly bars: number;
  readonly x: (bar: number) => number;
  readonly y: (value: number) => number;
};

/**
 * A series as pieces without gaps. Where several sessions share a pixel, the first, the lowest, the highest and the last
 * of them stay: what the eye would see of all of them.
 */
export function polylines({ values, bars, x, y }: PolylineInput): readonly (readonly Point[])[] {
  const pieces: Point[][] = [];
  let piece: Point[] = [];
  const close = () => {
    if (piece.length > 0) pieces.push(piece);
    piece = [];
  };
  for (let bar = 0; bar < bars; ) {
    if (Number.isNaN(y(valueAt(values, bar)))) {
      close();
      bar += 1;
      continue;
    }
    const end = endOfPixel(values, bar, bars, x, y);
    for (const kept of keptOf(values, bar, end)) piece.push({ x: x(kept), y: y(valueAt(values, kept)) });
    bar = end;
  }
  close();
  return pieces;
}

/** One after the last bar that stands on the same pixel without a gap. */
function endOfPixel(values: Values, begin: number, bars: number, x: PolylineInput['x'], y: PolylineInput['y']): number {
  const pixel = Math.floor(x(begin));
  let end = begin + 1;
  while (end < bars && Math.floor(x(end)) === pixel && !Number.isNaN(y(valueAt(values, end)))) end += 1;
  return end;
}

function keptOf(values: Values, begin: number, end: number): readonly number[] {
  if (end - begin <= 2) return Array.from({ length: end - begin }, (_, k) => begin + k);
  let [lowest, highest] = [begin, begin];
  for (let bar = begin; bar < end; bar += 1) {
    if (valueAt(values, bar) < valueAt(values, lowest)) lowest = bar;
    if (valueAt(values, bar) > valueAt(values, highest)) highest = bar;
  }
  return [...new Set([begin, lowest, highest, end - 1])].sort((left, right) => left - right);
}
