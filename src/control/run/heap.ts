/** Values of which the least is wanted next. */
export class Heap<T> {
  readonly #values: T[] = [];
  readonly #compare: (left: T, right: T) => number;

  constructor(compare: (left: T, right: T) => number) {
    this.#compare = compare;
  }

  get size(): number {
    return this.#values.length;
  }

  /** In no order. */
  get values(): readonly T[] {
    return this.#values;
  }

  peek(): T | null {
    return this.#values[0] ?? null;
  }

  push(value: T): void {
    const values = this.#values;
    let at = values.push(value) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (this.#compare(values[above]!, value) <= 0) break;
      values[at] = values[above]!;
      at = above;
    }
    values[at] = value;
  }

  pop(): T | null {
    const values = this.#values;
    const least = values[0];
    if (least === undefined) return null;
    const last = values.pop()!;
    if (values.length > 0) this.#sink(last);
    return least;
  }

  /** Puts a value where the least one was, then down to its place. */
  #sink(value: T): void {
    const values = this.#values;
    let at = 0;
    for (;;) {
      const right = at * 2 + 2;
      let below = right - 1;
      if (below >= values.length) break;
      if (right < values.length && this.#compare(values[right]!, values[below]!) < 0) below = right;
      if (this.#compare(value, values[below]!) <= 0) break;
      values[at] = values[below]!;
      at = below;
    }
    values[at] = value;
  }
}
