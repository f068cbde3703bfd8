import type { ErrorRecord } from '../../core/errors.ts';
import type { TickPolicy } from '../definition/schedule.ts';

/** Everything that decides about ticks. */
export type Undecided = {
  readonly policy: TickPolicy;
  readonly isPaused: boolean;
  readonly nowMs: number;
  /** Every tick after the cursor up to now, ascending; of very many the newest, at least `catchUpMax`. */
  readonly ticks: readonly UndecidedTick[];
  /** The ones before these, counted only. */
  readonly older: OlderTicks | null;
  /** Runs of the job that are not over, whoever made them, oldest first. */
  readonly openRuns: readonly string[];
  /** Why no run of the job can be planned now; null when one can. */
  readonly planError: ErrorRecord | null;
};

/** `dueMs` is when its run is to start: the tick and its jitter. */
export type UndecidedTick = { readonly atMs: number; readonly dueMs: number };

export type OlderTicks = {
  readonly count: number;
  readonly firstMs: number;
  readonly lastMs: number;
  /** Counting ended early: there are more. */
  readonly isAtLeast: boolean;
};

/** What became of a tick. Each has exactly one; `skipped_window` stands for many. */
export type TickOutcome =
  | { readonly outcome: 'fired'; readonly cancels: readonly string[] }
  | { readonly outcome: 'queued_overlap'; readonly openRuns: number }
  | { readonly outcome: 'coalesced'; readonly intoMs: number }
  | { readonly outcome: 'misfired'; readonly lateMs: number; readonly graceMs: number }
  | { readonly outcome: 'skipped_overlap'; readonly openRuns: number }
  | { readonly outcome: 'skipped_paused' }
  | { readonly outcome: 'failed_to_plan'; readonly error: ErrorRecord }
  | ({ readonly outcome: 'skipped_window' } & OlderTicks);

export type Decision = { readonly atMs: number } & TickOutcome;

/** Gives every tick its outcome, ascending: the cap first, then pause, coalescing and misfires, overlap last. Total. */
export function decide(undecided: Undecided): readonly Decision[] {
  const { policy, isPaused } = undecided;
  const ticks = undecided.ticks.slice(-policy.catchUpMax);
  const older = withCut(undecided.older, undecided.ticks.slice(0, -policy.catchUpMax));
  const summary: readonly Decision[] =
    older === null ? [] : [{ atMs: older.lastMs, outcome: 'skipped_window', ...older }];
  if (isPaused) return [...summary, ...ticks.map(({ atMs }) => ({ atMs, outcome: 'skipped_paused' }) as const)];
  return [...summary, ...overlapped(undecided, coalesced(undecided, ticks))];
}

function withCut(older: OlderTicks | null, cut: readonly UndecidedTick[]): OlderTicks | null {
  if (cut.length === 0) return older;
  const { count = 0, firstMs = cut[0]!.atMs, isAtLeast = false } = older ?? {};
  return { count: count + cut.length, firstMs, lastMs: cut.at(-1)!.atMs, isAtLeast };
}

/** A tick that is to run, or what became of it. */
type Candidate = { readonly atMs: number; readonly decided: TickOutcome | null };

/**
 * Which ticks are to run. Of `latest` the last one in time, and every one before it is in it, however late; of
 * `earliest` the first in time, and every later one is in it; of `none` each by itself.
 */
function coalesced({ policy, nowMs }: Undecided, ticks: readonly UndecidedTick[]): readonly Candidate[] {
  const { coalesce, misfireGraceMs: graceMs } = policy;
  const isInTime = ({ dueMs }: UndecidedTick): boolean => graceMs === null || nowMs - dueMs <= graceMs;
  const chosen = coalesce === 'latest' ? ticks.findLastIndex(isInTime) : ticks.findIndex(isInTime);
  return ticks.map((tick, index) => {
    const { atMs, dueMs } = tick;
    const isIn = coalesce === 'latest' ? index < chosen : index > chosen && chosen >= 0;
    if (coalesce !== 'none' && isIn) return { atMs, decided: { outcome: 'coalesced', intoMs: ticks[chosen]!.atMs } };
    return { atMs, decided: isInTime(tick) ? null : { outcome: 'misfired', lateMs: nowMs - dueMs, graceMs: graceMs! } };
  });
}

/** What the open runs of the job let through, one tick after the other. */
function overlapped({ policy, openRuns, planError }: Undecided, candidates: readonly Candidate[]): readonly Decision[] {
  let open = openRuns.length;
  return candidates.map(({ atMs, decided }) => {
    if (decided !== null) return { atMs, ...decided };
    const admitted = admit(policy, open, openRuns);
    if (admitted.outcome === 'skipped_overlap') return { atMs, ...admitted };
    if (planError !== null) return { atMs, outcome: 'failed_to_plan', error: planError };
    open = admitted.outcome === 'fired' && admitted.cancels.length > 0 ? 1 : open + 1;
    return { atMs, ...admitted };
  });
}

function admit({ overlap, instancesMax }: TickPolicy, open: number, openRuns: readonly string[]): TickOutcome {
  if (open < instancesMax) return { outcome: 'fired', cancels: [] };
  if (overlap === 'cancelOther') return { outcome: 'fired', cancels: openRuns };
  const places = overlap === 'skip' ? 0 : overlap === 'queueOne' ? 1 : overlap.queueAll;
  return { outcome: open < instancesMax + places ? 'queued_overlap' : 'skipped_overlap', openRuns: open };
}

/** How much later than its tick a run starts: drawn from its id, evenly from 0 to `jitterMs`. */
export function jitterOf(runId: string, jitterMs: number): number {
  return Math.floor((Number.parseInt(runId.slice(0, 8), 16) / 2 ** 32) * (jitterMs + 1));
}
