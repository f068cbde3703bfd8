import { type Clock, NOT_NEEDED } from '../../core/clock.ts';
import { TapelineError } from '../../core/errors.ts';

/**
 * The result of an evaluation, or its end when it takes too long or `stop` is aborted: its signal is aborted, and what
 * it still gives after that is not looked at. Code that never gives the event loop back cannot be ended by anybody.
 *
 * @throws sensor.timed_out, or what `stop` was aborted with
 */
export async function withinTime<T>(
  { sensor, timeoutMs, clock, stop }: Bounds,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const over = new AbortController();
  const timer = new AbortController();
  const onStop = (): void => over.abort(stop.reason);
  if (stop.aborted) onStop();
  stop.addEventListener('abort', onStop, { once: true });
  const tooLate = (): void => over.abort(new TapelineError('sensor.timed_out', { facts: { sensor, timeoutMs } }));
  clock.sleep(timeoutMs, timer.signal).then(tooLate, () => {});
  try {
    const result = work(over.signal);
    result.catch(() => {});
    return await Promise.race([result, aborted(over.signal)]);
  } finally {
    timer.abort(NOT_NEEDED);
    stop.removeEventListener('abort', onStop);
  }
}

export type Bounds = {
  readonly sensor: string;
  readonly timeoutMs: number;
  readonly clock: Pick<Clock, 'sleep'>;
  readonly stop: AbortSignal;
};

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
