import type { Part } from './formula.ts';
import { countOf, each, hhv, oldestOf, ref, remember } from './parts.ts';

/** 1 where `a` is above `b` and was not a bar ago. */
export function crossing(a: Part, b: Part): Part {
  const above = each([a, b], (x, y) => Number(x > y));
  return each([above, ref(above, 1)], (now, before) => Number(now === 1 && before === 0));
}

/** 1 where `a` is above `b` and was below it in each of the `size` bars before. */
export function longCrossing(a: Part, b: Part, size: number): Part {
  const below = countOf(
    each([a, b], (x, y) => Number(x < y)),
    size,
  );
  return each([a, b, ref(below, 1)], (x, y, bars) => Number(x > y && bars === size));
}

/** For how many bars the condition has held. */
export function lastCount(condition: Part): Part {
  return remember(
    [condition],
    (bars, x) => (x === 0 ? 0 : Number.isNaN(bars) ? 1 : bars + 1),
    (bars) => bars,
  );
}

/** How many bars ago the condition held for the first time among the last `size`; NaN where it did in none. */
export function firstHeld(condition: Part, size: number): Part {
  const held = each([condition], (x) => Number(x !== 0));
  return each([hhv(held, size), oldestOf(held, size)], (any, bars) => (any === 0 ? Number.NaN : bars));
}

/** 1 where the condition holds and has not been let through in the `size` bars before. */
export function filtered(condition: Part, size: number): Part {
  return remember(
    [condition],
    (rest, x) => (rest > 0 ? rest - 1 : x !== 0 ? size : 0),
    (rest, before) => Number(rest === size && !(before > 0)),
  );
}
