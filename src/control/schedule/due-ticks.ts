import type { DueTick, TickSource } from '../../core/trigger.ts';
import type { OlderTicks } from './decide.ts';

/** Ticks before the newest ones are counted up to here; then it is said that there are more. */
const COUNTED_MAX = 200_000;
const PAGE_TICKS = 10_000;

export type DueTicks = {
  /** Ascending: the newest, `keepMax` at most. */
  readonly ticks: readonly DueTick[];
  /** The ones before them. */
  readonly older: OlderTicks | null;
};

/** What is due in `afterMs < tick <= untilMs`, however many: the newest one by one, the others counted. */
export function dueTicks(
  source: Pick<TickSource, 'between'>,
  { afterMs, untilMs, keepMax }: { readonly afterMs: number; readonly untilMs: number; readonly keepMax: number },
): DueTicks {
  const first = source.between({ afterMs, untilMs, limit: keepMax + 1 });
  if (first.length <= keepMax) return { ticks: first, older: null };
  const ticks = newest(source, { afterMs, untilMs, keepMax, guessMs: first.at(-1)!.atMs - first[0]!.atMs });
  return { ticks, older: countedUntil(source, afterMs, ticks[0]!.atMs - 1) };
}

type Search = {
  readonly afterMs: number;
  readonly untilMs: number;
  readonly keepMax: number;
  readonly guessMs: number;
};

/** Looks back from the end in ever longer stretches, until one holds enough. */
function newest(
  source: Pick<TickSource, 'between'>,
  { afterMs, untilMs, keepMax, guessMs }: Search,
): readonly DueTick[] {
  for (let stretchMs = Math.max(guessMs, 1); ; stretchMs *= 2) {
    const fromMs = Math.max(afterMs, untilMs - stretchMs);
    const found = source.between({ afterMs: fromMs, untilMs, limit: Number.POSITIVE_INFINITY });
    if (found.length >= keepMax || fromMs === afterMs) return found.slice(-keepMax);
  }
}

function countedUntil(source: Pick<TickSource, 'between'>, afterMs: number, untilMs: number): OlderTicks {
  let count = 0;
  let firstMs = untilMs;
  for (let fromMs = afterMs; count < COUNTED_MAX; ) {
    const page = source.between({ afterMs: fromMs, untilMs, limit: PAGE_TICKS });
    if (count === 0) firstMs = page[0]!.atMs;
    count += page.length;
    if (page.length < PAGE_TICKS) return { count, firstMs, lastMs: page.at(-1)?.atMs ?? fromMs, isAtLeast: false };
    fromMs = page.at(-1)!.atMs;
  }
  return { count, firstMs, lastMs: untilMs, isAtLeast: true };
}
