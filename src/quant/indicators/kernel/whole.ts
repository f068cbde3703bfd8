/**
 * Option `index` as a whole number that the engine knows to be one. An options array that holds any fraction holds
 * doubles only, and a loop whose counters come from a double runs at half the speed.
 */
export function whole(options: readonly number[], index: number): number {
  return options[index]! | 0;
}
