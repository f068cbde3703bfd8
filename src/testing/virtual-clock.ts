/* The clock itself lives in runtime, which simulates with it as well. */
/**
 * A clock for tests, standing at `startMs` (epoch milliseconds) until it is moved.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { virtualClock } from 'tapeline/testing';
 *
 * const clock = virtualClock(Date.UTC(2026, 10, 20));
 * const woken = clock.sleep(3_600_000).then(() => clock.nowMs());
 * await clock.advance(3_600_000);
 * assert.equal(await woken, Date.UTC(2026, 10, 20, 1));
 */
export { everythingElse, type VirtualClock, type VirtualClockOptions, virtualClock } from '../runtime/virtual-clock.ts';
