/**
 * Runs up to `width` tasks at once and gives their results in the order of the items. When the reader stops, or a task
 * fails, the tasks under way are told to stop and waited for.
 */
export async function* inOrder<Item, Result>(
  items: readonly Item[],
  { width, signal }: { readonly width: number; readonly signal: AbortSignal },
  run: (item: Item, signal: AbortSignal) => Promise<Result>,
): AsyncGenerator<Result> {
  const stop = new AbortController();
  const linked = AbortSignal.any([signal, stop.signal]);
  const underWay: Promise<Result>[] = [];
  try {
    for (const item of items) {
      const result = run(item, linked);
      result.catch(() => {}); // Looked at when its turn comes.
      underWay.push(result);
      if (underWay.length >= width) yield await underWay.shift()!;
    }
    while (underWay.length > 0) yield await underWay.shift()!;
  } finally {
    stop.abort(new Error('no longer needed'));
    await Promise.allSettled(underWay);
  }
}
