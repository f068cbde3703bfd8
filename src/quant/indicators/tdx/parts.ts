import { meanOf, sumOfWindow, varianceOf } from '../sound/window.ts';
import type { Part, PartKernel } from './formula.ts';

/** A part made of others: `own` bars of lookback more than they have, `history` bars of looking back, `slots` of state. */
function part(
  sources: readonly Part[],
  size: { readonly own?: number; readonly history?: number; readonly slots?: number },
  run: PartKernel,
): Part {
  const lookback = Math.max(0, ...sources.map((source) => source.lookback)) + (size.own ?? 0);
  return { sources, input: -1, lookback, history: size.history ?? size.own ?? 0, slots: size.slots ?? 0, run };
}

/** One number per bar, of the bar's own numbers. */
export function each(sources: readonly Part[], compute: (a: number, b: number, c: number) => number): Part {
  return part(sources, {}, ([a, b, c], { first, end }, output) => {
    if (c !== undefined) for (let bar = first; bar < end; bar += 1) output[bar] = compute(a![bar]!, b![bar]!, c[bar]!);
    else if (b !== undefined) for (let bar = first; bar < end; bar += 1) output[bar] = compute(a![bar]!, b[bar]!, 0);
    else for (let bar = first; bar < end; bar += 1) output[bar] = compute(a![bar]!, 0, 0);
  });
}

/** One number per bar, of the `size` newest. */
function window(x: Part, size: number, compute: (values: Float64Array, bar: number, size: number) => number): Part {
  return part([x], { own: size - 1, history: size }, ([values], { first, end }, output) => {
    for (let bar = first; bar < end; bar += 1) output[bar] = compute(values!, bar, size);
  });
}

export const add = (a: Part, b: Part): Part => each([a, b], (x, y) => x + y);
export const sub = (a: Part, b: Part): Part => each([a, b], (x, y) => x - y);
export const mul = (a: Part, b: Part): Part => each([a, b], (x, y) => x * y);
/** Nothing divided by nothing, and anything by nothing, counts as 0. */
export const div = (a: Part, b: Part): Part => each([a, b], (x, y) => (y === 0 ? 0 : x / y));
export const scale = (a: Part, factor: number): Part => each([a], (x) => x * factor);
export const percent = (a: Part, b: Part): Part => each([a, b], (x, y) => (y === 0 ? 0 : (x / y) * 100));

/** The value of `size` bars ago. */
export function ref(x: Part, size: number): Part {
  return part([x], { own: size, history: size }, ([values], { first, end }, output) => {
    for (let bar = first; bar < end; bar += 1) output[bar] = values![bar - size]!;
  });
}

export const ma = (x: Part, size: number): Part => window(x, size, meanOf);
export const stdp = (x: Part, size: number): Part =>
  window(x, size, (values, bar, n) => Math.sqrt(varianceOf(values, bar, n)));
/** The estimate from a sample: divided by one less than the count. */
export const std = (x: Part, size: number): Part =>
  window(x, size, (values, bar, n) => (n === 1 ? 0 : Math.sqrt((varianceOf(values, bar, n) * n) / (n - 1))));
export const hhv = (x: Part, size: number): Part =>
  size === 0 ? runningExtreme(x, Math.max) : window(x, size, (values, bar, n) => values[highestAt(values, bar, n)]!);
export const llv = (x: Part, size: number): Part =>
  size === 0 ? runningExtreme(x, Math.min) : window(x, size, (values, bar, n) => values[lowestAt(values, bar, n)]!);
export const hhvBars = (x: Part, size: number): Part =>
  window(x, size, (values, bar, n) => bar - highestAt(values, bar, n));
export const llvBars = (x: Part, size: number): Part =>
  window(x, size, (values, bar, n) => bar - lowestAt(values, bar, n));

export const wma = (x: Part, size: number): Part =>
  window(x, size, (values, bar, n) => {
    let sum = 0;
    for (let weight = 1; weight <= n; weight += 1) sum += values[bar - n + weight]! * weight;
    return sum / ((n * (n + 1)) / 2);
  });
export const avedev = (x: Part, size: number): Part =>
  window(x, size, (values, bar, n) => {
    const mean = meanOf(values, bar, n);
    let sum = 0;
    for (let past = bar - n + 1; past <= bar; past += 1) sum += Math.abs(values[past]! - mean);
    return sum / n;
  });
/** How many of the last bars the condition held in; of all bars so far for 0. */
export const countOf = (condition: Part, size: number): Part =>
  sum(
    each([condition], (x) => Number(x !== 0)),
    size,
  );

export function slope(x: Part, size: number): Part {
  return window(x, size, (values, bar, n) => slopeOf(values, bar, n));
}

/** Where the least-squares line ends. */
export function forecast(x: Part, size: number): Part {
  return window(
    x,
    size,
    (values, bar, n) => meanOf(values, bar, n) + (n === 1 ? 0 : slopeOf(values, bar, n) * ((n - 1) / 2)),
  );
}

function slopeOf(values: Float64Array, bar: number, size: number): number {
  const mean = meanOf(values, bar, size);
  let together = 0;
  for (let place = 0; place < size; place += 1) {
    together += (place - (size - 1) / 2) * (values[bar - size + 1 + place]! - mean);
  }
  return together / ((size * (size * size - 1)) / 12);
}

/** Of the last `size` bars; of all bars so far for 0. */
export function sum(x: Part, size: number): Part {
  if (size > 0) return window(x, size, sumOfWindow);
  return running(x, (total, value) => total + value);
}

/** Exponential, from the first value on: weight 2 / (size + 1). */
export const ema = (x: Part, size: number): Part => smooth(x, 2 / (size + 1));
/** 通达信's SMA: the newest value weighs `weight` of `size`; from the first value on. */
export const sma = (x: Part, size: number, weight: number): Part => smooth(x, weight / size);

function smooth(x: Part, share: number): Part {
  return recursive([x], (before, value) => before + (value - before) * share);
}

const follow: Next = (before, value, share) => share * value + (1 - share) * before;
/** Dynamic average: each bar has its own weight. */
export const dma = (x: Part, weight: Part): Part => recursive([x, weight], follow);
/** The same, going on from `seed` where the first weight is known. */
export const dmaFrom = (x: Part, weight: Part, seed: Part): Part =>
  recursive([x, weight, seed], follow, (value, share, before) => follow(before, value, share));

const running = (x: Part, next: (before: number, value: number) => number): Part => recursive([x], next);
const runningExtreme = (x: Part, pick: (a: number, b: number) => number): Part => recursive([x], (a, b) => pick(a, b));

type Next = (before: number, value: number, other: number) => number;
type Start = (value: number, other: number, seed: number) => number;

/** A number carried from bar to bar; the first value is the first source's. State: whether there is one, and it. */
function recursive(sources: readonly Part[], next: Next, start: Start = (value) => value): Part {
  return part(sources, { slots: 2 }, ([values, others, seeds], { first, end }, output, state, at) => {
    let value = state[at + 1]!;
    for (let bar = first; bar < end; bar += 1) {
      const other = others?.[bar] ?? 0;
      value = state[at] === 0 ? start(values![bar]!, other, seeds?.[bar] ?? 0) : next(value, values![bar]!, other);
      state[at] = 1;
      output[bar] = value;
    }
    state[at + 1] = value;
  });
}

/** What a bar says with a number remembered; `remembered` is NaN at first. */
export function remember(
  sources: readonly Part[],
  next: (remembered: number, a: number, b: number) => number,
  say: (remembered: number, before: number) => number,
): Part {
  return part(sources, { slots: 2 }, ([a, b], { first, end }, output, state, at) => {
    let kept = state[at] === 0 ? Number.NaN : state[at + 1]!;
    for (let bar = first; bar < end; bar += 1) {
      const before = kept;
      kept = next(kept, a![bar]!, b?.[bar] ?? 0);
      output[bar] = say(kept, before);
    }
    state[at] = Number.isNaN(kept) ? 0 : 1;
    state[at + 1] = Number.isNaN(kept) ? 0 : kept;
  });
}

/** The newest of equals. */
function highestAt(values: Float64Array, bar: number, size: number): number {
  let place = bar;
  for (let past = bar - 1; past > bar - size; past -= 1) if (values[past]! > values[place]!) place = past;
  return place;
}

function lowestAt(values: Float64Array, bar: number, size: number): number {
  let place = bar;
  for (let past = bar - 1; past > bar - size; past -= 1) if (values[past]! < values[place]!) place = past;
  return place;
}

/** How many bars ago the oldest of the window's ones stood. */
export const oldestOf = (held: Part, size: number): Part =>
  window(held, size, (values, bar, n) => {
    let past = bar - n + 1;
    while (past < bar && values[past] === 0) past += 1;
    return bar - past;
  });
