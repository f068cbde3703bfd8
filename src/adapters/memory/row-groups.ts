import type { Cells } from '../../control/state/cells.ts';

type Key = string | number;
type Bounds = { readonly after?: Key | undefined; readonly until?: Key | undefined };

/** The rows of one table by their key, in groups by its first column: what is read together lies together. */
export class RowGroups {
  readonly #groups = new Map<Key, Map<string, Cells>>();
  /** The first columns, ascending; null when they have to be put in order again. */
  #order: Key[] | null = [];

  get(first: Key): ReadonlyMap<string, Cells> | undefined {
    return this.#groups.get(first);
  }

  /** The group of that first column; an empty one when there was none. */
  made(first: Key): Map<string, Cells> {
    const known = this.#groups.get(first);
    if (known !== undefined) return known;
    const group = new Map<string, Cells>();
    this.#groups.set(first, group);
    // Logs and lists of ids grow at their end: seldom is anything to be put in order.
    if (this.#order !== null && this.#order.length > 0 && first < this.#order.at(-1)!) this.#order = null;
    else this.#order?.push(first);
    return group;
  }

  /** The rows whose first column is above `after` and not above `until`. */
  between({ after, until }: Bounds): readonly Cells[] {
    this.#order ??= [...this.#groups.keys()].sort((left, right) => (left < right ? -1 : 1));
    const begin = after === undefined ? 0 : countUpTo(this.#order, after);
    const end = until === undefined ? this.#order.length : countUpTo(this.#order, until);
    return this.#order.slice(begin, end).flatMap((first) => [...this.#groups.get(first)!.values()]);
  }

  clear(): void {
    this.#groups.clear();
    this.#order = [];
  }
}

/** How many of the ascending keys are not above `bound`. */
function countUpTo(keys: readonly Key[], bound: Key): number {
  let [low, high] = [0, keys.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (keys[middle]! <= bound) low = middle + 1;
    else high = middle;
  }
  return low;
}
