import type { OpServices } from '../../../src/control/definition/op.ts';
import { TapelineError } from '../../../src/core/errors.ts';
import { type Draw, drawOf } from '../draw.ts';
import type { Value } from '../jobs.ts';
import type { Deed, DeedRates } from './plan.ts';

/** What one attempt is to do: a function of seed, run, step and attempt alone, so that the checker can say it again. */
export type Act = {
  readonly does: Deed;
  readonly takesMs: number;
  readonly retryAfterMs: number | null;
  readonly value: Value;
  readonly list: readonly string[];
  readonly publishes: boolean;
};

/** One call of an op, written down by the op itself. */
export type Call = {
  readonly runId: string;
  readonly stepKey: string;
  readonly attempt: number;
  /** The process that made it, and the code version that it ran. */
  readonly life: number;
  readonly version: string;
  readonly inputs: Readonly<Record<string, unknown>>;
};

/** Longer than any timeout and its grace. */
const LONG_MS = 40_000;
const ITEMS = ['a', 'b', 'c', 'd', 'e'];

export function actOf(seed: number, rates: DeedRates, where: { runId: string; stepKey: string; attempt: number }): Act {
  const draw = drawOf(seed, `${where.runId} ${where.stepKey} ${where.attempt}`);
  const does = deedOf(draw, rates);
  const takesMs = draw.int(0, draw.pick([100, 3000, 20_000]));
  const retryAfterMs = draw.chance(0.2) ? draw.int(0, 20_000) : null;
  const value = { value: draw.int(0, 20), from: where.stepKey, call: where.attempt };
  const list = ITEMS.slice(0, draw.int(0, ITEMS.length));
  return { does, takesMs, retryAfterMs, value, list, publishes: draw.chance(0.7) };
}

function deedOf(draw: Draw, rates: DeedRates): Deed {
  let left = draw.random.next();
  for (const [deed, rate] of Object.entries(rates)) {
    left -= rate;
    if (left < 0) return deed as Deed;
  }
  return 'succeed';
}

/** Takes its time, and then fails or not. */
export async function perform(act: Act, { clock, signal }: OpServices): Promise<void> {
  await clock.sleep(act.takesMs, signal);
  const facts = { source: 'sim', detail: act.does };
  switch (act.does) {
    case 'fail_later': {
      const after = act.retryAfterMs === null ? {} : { retryAfterMs: act.retryAfterMs };
      throw new TapelineError('source.transient', { facts, retry: 'later', ...after });
    }
    case 'fail_for_good':
      throw new TapelineError('source.permission', { facts });
    case 'hang':
      return clock.sleep(LONG_MS, signal);
    case 'ignore':
      return clock.sleep(LONG_MS);
    case 'succeed':
      return undefined;
  }
}

/** The code with which an attempt that does this may fail by itself; null when it may not. */
export function ownFailure({ does }: Act): string | null {
  if (does === 'fail_later') return 'source.transient';
  return does === 'fail_for_good' ? 'source.permission' : null;
}
