import type { Part } from './formula.ts';
import { each, mul, ref, remember } from './parts.ts';

/** Mean of high, low and close. */
export const typical = (high: Part, low: Part, close: Part): Part =>
  each([high, low, close], (h, l, c) => (h + l + c) / 3);

/** True range; a bar that has none before it has no value. */
export function rangeOfBar(high: Part, low: Part, close: Part): Part {
  return each([high, low, ref(close, 1)], (h, l, before) =>
    Math.max(h - l, Math.abs(h - before), Math.abs(before - l)),
  );
}

/** Volume with the sign of the move; 0 for the first bar. */
export function signedVolume(close: Part, volume: Part): Part {
  const sign = remember(
    [close],
    (_, now) => now,
    (now, before) => (Number.isNaN(before) ? 0 : Math.sign(now - before)),
  );
  return mul(sign, volume);
}
