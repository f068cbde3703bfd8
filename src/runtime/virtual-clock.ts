import type { Clock, Random } from '../core/clock.ts';

/** A clock that a test moves. Nobody waits: sleeping until tomorrow takes as long as the work in between. */
export type VirtualClock = Clock & {
  /** Moves time on. Timers that come due fire in order, and what one sets off is done before the next one fires. */
  readonly advance: (byMs: number) => Promise<void>;
  /** Fires one timer after the other, however far away, until none is left. */
  readonly runUntilIdle: () => Promise<void>;
  /** Moves time to the next timer and fires that one alone. Nothing happens when nobody sleeps. */
  readonly fireNext: () => Promise<void>;
  /** When the next timer fires, in milliseconds from now; null when nobody sleeps. */
  readonly nextInMs: () => number | null;
  /** Sets the wall clock, as an operator or NTP does: `monotonicMs` and sleepers do not notice. */
  readonly setNow: (nowMs: number) => void;
};

export type VirtualClockOptions = {
  /** Timers of one instant fire in the order of this randomness, not in the order in which they were set. */
  readonly random?: Random;
};

/** More than any test needs: timers that set each other off for ever are a bug of what is tested. */
const FIRED_MAX = 10_000_000;

/** A clock that is moved, standing at `startMs` (epoch milliseconds) until then. */
export function virtualClock(startMs = 0, options: VirtualClockOptions = {}): VirtualClock {
  const timers: Timer[] = [];
  let elapsedMs = 0;
  let wallAheadMs = startMs;
  let order = 0;

  const fireNext = async (): Promise<void> => {
    const timer = timers.shift();
    if (timer === undefined) return;
    elapsedMs = timer.atMs;
    timer.fire();
    await everythingElse();
  };
  const clock: VirtualClock = {
    nowMs: () => wallAheadMs + elapsedMs,
    monotonicMs: () => elapsedMs,
    sleep(delayMs, signal) {
      order += 1;
      const rank = options.random === undefined ? order : options.random.next();
      return newSleep(timers, { atMs: elapsedMs + Math.max(delayMs, 0), rank, order }, signal);
    },
    async advance(byMs) {
      await everythingElse();
      const untilMs = elapsedMs + byMs;
      while (timers.length > 0 && timers[0]!.atMs <= untilMs) await fireNext();
      elapsedMs = untilMs;
    },
    async runUntilIdle() {
      await everythingElse();
      for (let fired = 0; timers.length > 0; fired += 1) {
        if (fired > FIRED_MAX) throw new Error(`The clock is not idle after ${FIRED_MAX} timers`);
        await fireNext();
      }
    },
    fireNext,
    nextInMs: () => (timers.length === 0 ? null : timers[0]!.atMs - elapsedMs),
    setNow(nowMs) {
      wallAheadMs = nowMs - elapsedMs;
    },
  };
  return clock;
}

/** Lets everything run that does not wait for a clock. */
export function everythingElse(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

type Place = { readonly atMs: number; readonly rank: number; readonly order: number };
type Timer = Place & { readonly fire: () => void };

function newSleep(timers: Timer[], place: Place, signal: AbortSignal | undefined): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  if (signal?.aborted) {
    reject(signal.reason);
    return promise;
  }
  const stop = (): void => {
    timers.splice(timers.indexOf(timer), 1);
    reject(signal!.reason);
  };
  const timer: Timer = {
    ...place,
    fire() {
      signal?.removeEventListener('abort', stop);
      resolve();
    },
  };
  signal?.addEventListener('abort', stop, { once: true });
  timers.splice(placeIn(timers, timer), 0, timer);
  return promise;
}

function placeIn(timers: readonly Timer[], timer: Place): number {
  let [low, high] = [0, timers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(timers[middle]!, timer)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isBefore(left: Place, right: Place): boolean {
  return (left.atMs - right.atMs || left.rank - right.rank || left.order - right.order) < 0;
}
