import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { isTapelineError } from '../../core/errors.ts';
import { planRetry, type RetryPolicy, retryDelayMs } from './retry.ts';

const delays = (
  policy: RetryPolicy,
  count: number,
  random = 0,
  retryAfterMs: number | null = null,
): readonly number[] => {
  const planned = planRetry('op "x"', policy);
  return Array.from({ length: count }, (_, index) => retryDelayMs(planned, index + 1, retryAfterMs, random));
};

describe('the pause before a retry', () => {
  test('is always the same when fixed', () => {
    assert.deepEqual(delays({ max: 3, delay: '60s' }, 3), [60_000, 60_000, 60_000]);
  });

  test('doubles when exponential, up to the cap', () => {
    const policy = { max: 9, delay: '1s', backoff: 'exponential', maxDelay: '30s' } as const;
    assert.deepEqual(delays(policy, 7), [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  });

  test('stays at the cap however many retries there were', () => {
    const planned = planRetry('op "x"', { max: 5000, delay: '1s', backoff: 'exponential', maxDelay: '1h' });
    assert.equal(retryDelayMs(planned, 4000, null, 0), 3_600_000);
  });

  test('follows a list, whose last entry repeats', () => {
    assert.deepEqual(delays({ max: 4, delay: ['1s', '5s', '1m'] }, 5), [1000, 5000, 60_000, 60_000, 60_000]);
    assert.deepEqual(delays({ max: 2, delay: ['2h'], maxDelay: '30m' }, 1), [1_800_000], 'capped as well');
  });

  test('is one second without a word, and never more than an hour', () => {
    assert.deepEqual(delays({ max: 1 }, 1), [1000]);
    assert.deepEqual(delays({ max: 1, delay: '1d' }, 1), [3_600_000]);
  });

  test('is shortened by chance, by the share that jitter names', () => {
    assert.deepEqual(delays({ max: 1, delay: '10s', jitter: 0.2 }, 1, 0), [10_000]);
    assert.deepEqual(delays({ max: 1, delay: '10s', jitter: 0.2 }, 1, 0.5), [9000]);
    assert.deepEqual(delays({ max: 1, delay: '10s', jitter: 0 }, 1, 0.999), [10_000]);
  });

  test('is what the other side asks for, when that is longer, up to the cap', () => {
    const policy = { max: 1, delay: '10s', jitter: 0, maxDelay: '1m' } as const;
    assert.deepEqual(delays(policy, 1, 0, 25_000), [25_000]);
    assert.deepEqual(delays(policy, 1, 0, 3000), [10_000], 'a shorter one changes nothing');
    assert.deepEqual(delays(policy, 1, 0, 864_000_000), [60_000], 'ten days are not waited for');
  });

  test('is a number whatever the other side asks for', () => {
    for (const nonsense of [Number.NaN, -5, Number.NEGATIVE_INFINITY])
      assert.deepEqual(delays({ max: 1, delay: '10s', jitter: 0 }, 1, 0, nonsense), [10_000], String(nonsense));
    assert.deepEqual(delays({ max: 1, delay: '10s', maxDelay: '1m' }, 1, 0, Number.POSITIVE_INFINITY), [60_000]);
  });

  test('stays within its bounds for any policy', () => {
    const policy = fc.record({
      delayMs: fc.integer({ min: 0, max: 10_000 }),
      maxMs: fc.integer({ min: 0, max: 100_000 }),
      jitter: fc.double({ min: 0, max: 1, noNaN: true }),
      backoff: fc.constantFrom('fixed', 'exponential'),
      retry: fc.integer({ min: 1, max: 100 }),
      random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      retryAfterMs: fc.option(fc.integer({ min: 0, max: 200_000 })),
    });
    fc.assert(
      fc.property(policy, ({ delayMs, maxMs, jitter, backoff, retry, random, retryAfterMs }) => {
        const planned = planRetry('op "x"', {
          max: 200,
          delay: delayMs,
          maxDelay: maxMs,
          jitter,
          backoff,
        } as RetryPolicy);
        const pause = retryDelayMs(planned, retry, retryAfterMs, random);
        const grown = backoff === 'exponential' ? delayMs * 2 ** (retry - 1) : delayMs;
        const least = Math.min(Math.max(Math.min(grown, maxMs) * (1 - jitter), retryAfterMs ?? 0), maxMs);
        assert.ok(pause >= Math.floor(least) && pause <= maxMs, `${pause} is outside ${least}..${maxMs}`);
        assert.ok(Number.isInteger(pause));
      }),
    );
  });
});

describe('a policy that cannot be', () => {
  const wrong: readonly [string, object, RegExp][] = [
    ['a negative count', { max: -1 }, /retry\.max is -1/],
    ['half a retry', { max: 1.5 }, /retry\.max is 1\.5/],
    ['more than all chance', { max: 1, jitter: 1.1 }, /retry\.jitter is 1\.1/],
    ['chance that is no number', { max: 1, jitter: Number.NaN }, /retry\.jitter is NaN/],
    ['an empty list', { max: 1, delay: [] }, /retry\.delay is an empty list/],
    ['a delay without a unit', { max: 1, delay: '60' }, /retry\.delay is "60"/],
    ['a delay in a list that is none', { max: 1, delay: ['1s', 'soon'] }, /retry\.delay is "soon"/],
    ['a cap that is none', { max: 1, maxDelay: 'long' }, /retry\.maxDelay is "long"/],
  ];
  for (const [name, policy, problem] of wrong) {
    test(`${name} is refused with the op it stands in`, () => {
      const isRefused = (error: unknown): boolean =>
        isTapelineError(error) &&
        error.code === 'definition.invalid' &&
        problem.test(error.message) &&
        /op "x"/.test(error.message);
      assert.throws(() => planRetry('op "x"', policy as RetryPolicy), isRefused);
    });
  }

  test('no policy is one attempt', () => {
    assert.equal(planRetry('op "x"', undefined).max, 0);
  });
});
