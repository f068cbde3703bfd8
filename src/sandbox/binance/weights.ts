export type Spent = {
  /** In this minute, this call included. */
  readonly used: number;
  readonly refusal: 429 | 418 | null;
  readonly retryAfterSeconds: number;
};

export type Weights = { readonly spend: (weight: number) => Spent };

const MINUTE_MS = 60_000;
/** Calls that went on after 429 before the address is banned. */
const IGNORED_MAX = 5;
const BAN_MS = 120_000;

/** Counts weight minute by minute. Who goes on after a refusal is banned for two minutes. */
export function createWeights({
  weightMax,
  nowMs,
}: {
  readonly weightMax: number;
  readonly nowMs: () => number;
}): Weights {
  let minute = -1;
  let used = 0;
  let ignored = 0;
  let bannedUntilMs = 0;
  return {
    spend(weight) {
      const atMs = nowMs();
      const current = Math.floor(atMs / MINUTE_MS);
      if (current !== minute) [minute, used, ignored] = [current, 0, 0];
      used += weight;
      if (atMs < bannedUntilMs) return { used, refusal: 418, retryAfterSeconds: secondsUntil(bannedUntilMs, atMs) };
      const retryAfterSeconds = secondsUntil((current + 1) * MINUTE_MS, atMs);
      if (used <= weightMax) return { used, refusal: null, retryAfterSeconds };
      ignored += 1;
      if (ignored <= IGNORED_MAX) return { used, refusal: 429, retryAfterSeconds };
      bannedUntilMs = atMs + BAN_MS;
      return { used, refusal: 418, retryAfterSeconds: BAN_MS / 1000 };
    },
  };
}

function secondsUntil(thenMs: number, nowMs: number): number {
  return Math.ceil((thenMs - nowMs) / 1000);
}
