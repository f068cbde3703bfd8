import type { Clock } from '../../core/clock.ts';
import { isTapelineError, TapelineError } from '../../core/errors.ts';

export type CircuitBreakerOptions = {
  /** Named in errors. */
  readonly source: string;
  readonly clock: Clock;
  /** So many broken connections in a row open the circuit. */
  readonly failuresMax: number;
  /** How long nobody asks then. */
  readonly pauseMs: number;
};

/** What keeps a client that is being turned away from knocking on. */
export type CircuitBreaker = { readonly run: <T>(task: () => Promise<T>) => Promise<T> };

/**
 * Some vendors do not say 429: they break the connection, and go on doing so for days if one insists. After
 * `failuresMax` such ends in a row every call fails with `source.banned` at once until the pause is over; then one call
 * decides.
 */
export function createCircuitBreaker(options: CircuitBreakerOptions): CircuitBreaker {
  const { clock, failuresMax, pauseMs } = options;
  let failures = 0;
  let openUntilMs = Number.NEGATIVE_INFINITY;
  return {
    async run(task) {
      if (clock.monotonicMs() < openUntilMs) throw banned(options, failures);
      try {
        const done = await task();
        failures = 0;
        return done;
      } catch (error) {
        if (!isBrokenOff(error)) throw error;
        failures += 1;
        if (failures < failuresMax) throw error;
        openUntilMs = clock.monotonicMs() + pauseMs;
        throw banned(options, failures, error);
      }
    },
  };
}

/** An answer, whatever it says, is no broken connection; nor is a caller who gave up. */
function isBrokenOff(error: unknown): boolean {
  return isTapelineError(error) && (error.code === 'source.transient' || error.code === 'source.unreachable');
}

function banned({ source, pauseMs }: CircuitBreakerOptions, failures: number, cause?: unknown): TapelineError {
  const detail = `${failures} connections in a row broke off; nothing is asked for ${Math.round(pauseMs / 60_000)} minutes`;
  return new TapelineError('source.banned', { facts: { source, detail }, cause });
}
