/** Counts calls in a sliding window; `take` says how many seconds to wait, 0 when the call may pass. */
export type SlidingLimit = { readonly take: (group: string, countMax: number) => number };

export function createSlidingLimit(windowMs: number, nowMs: () => number): SlidingLimit {
  const taken = new Map<string, number[]>();
  return {
    take(group, countMax) {
      const atMs = nowMs();
      const recent = (taken.get(group) ?? []).filter((each) => each > atMs - windowMs);
      taken.set(group, recent);
      if (recent.length < countMax) {
        recent.push(atMs);
        return 0;
      }
      return Math.max(1, Math.ceil((recent[0]! + windowMs - atMs) / 1000));
    },
  };
}
