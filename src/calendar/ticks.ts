import type { TapelineError } from '../core/errors.ts';
import type { DueTick, NonTick } from '../core/trigger.ts';

/**
 * What each form of trigger works out; `tickSource` puts the questions of `TickSource` on top.
 * A form answers within what it knows and never looks at whether more was asked: that is judged in one place.
 */
export type Ticks = {
  readonly zone: string;
  /** Every tick in `knownAfterMs < atMs <= knownToMs` is known; infinite where nothing ends the knowledge. */
  readonly knownAfterMs: number;
  readonly knownToMs: number;
  /** The first known tick with `afterMs < atMs <= untilMs`; null when there is none. */
  readonly first: (afterMs: number, untilMs: number) => DueTick | null;
  /** Ascending by `nominalMs`, `afterMs < nominalMs <= untilMs`. May be lazy. */
  readonly nonTicks: (afterMs: number, untilMs: number) => Iterable<NonTick>;
  /** What the answers depend on: `XSHG 2026-12-31/1f0a…`. */
  readonly calendars: readonly string[];
  readonly readsZoneData: boolean;
  /** What to throw when more is asked than is known. */
  readonly beyond: (askedMs: number) => TapelineError;
};
