/** Where the lowest value of `oldest .. newest` stands; the first of equals. */
export function firstLowest(column: Float64Array, oldest: number, newest: number): number {
  let place = oldest;
  let lowest = column[oldest]!;
  for (let bar = oldest + 1; bar <= newest; bar += 1) {
    if (column[bar]! < lowest) {
      place = bar;
      lowest = column[bar]!;
    }
  }
  return place;
}

/** Where the highest value of `oldest .. newest` stands; the first of equals. */
export function firstHighest(column: Float64Array, oldest: number, newest: number): number {
  let place = oldest;
  let highest = column[oldest]!;
  for (let bar = oldest + 1; bar <= newest; bar += 1) {
    if (column[bar]! > highest) {
      place = bar;
      highest = column[bar]!;
    }
  }
  return place;
}

/** Where the lowest value of `oldest .. newest` stands; the last of equals. */
export function lastLowest(column: Float64Array, oldest: number, newest: number): number {
  let place = oldest;
  let lowest = column[oldest]!;
  for (let bar = oldest + 1; bar <= newest; bar += 1) {
    if (column[bar]! <= lowest) {
      place = bar;
      lowest = column[bar]!;
    }
  }
  return place;
}

/** Where the highest value of `oldest .. newest` stands; the last of equals. */
export function lastHighest(column: Float64Array, oldest: number, newest: number): number {
  let place = oldest;
  let highest = column[oldest]!;
  for (let bar = oldest + 1; bar <= newest; bar += 1) {
    if (column[bar]! >= highest) {
      place = bar;
      highest = column[bar]!;
    }
  }
  return place;
}

/** Slots of a kernel that follows one extreme: bars seen, how many bars ago it was, a sum that no NaN leaves finite. */
export const EXTREME_SLOTS = 3;

/** The place of the extreme that the state remembers, or -1 when there is none yet (`seen` is below the window). */
export function placeBefore(begin: number, seen: number, window: number, age: number): number {
  return seen < window ? -1 : (begin - 1 - age) | 0;
}
