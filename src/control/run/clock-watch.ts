import type { Clock } from '../../core/clock.ts';
import { readClockSteps, readEvaluatedMs } from '../state/schedule/read.ts';
import type { EngineLease, StateStore } from '../state/store.ts';

export type ClockWatchSurroundings = {
  readonly store: Pick<StateStore, 'range' | 'runs' | 'steps' | 'recordClockStep'>;
  readonly lease: EngineLease;
  readonly clock: Pick<Clock, 'nowMs' | 'monotonicMs'>;
  /** Told when it is written down that the wall clock was set, and by how much. */
  readonly onClockStep?: (byMs: number) => void;
};

/** Smaller differences are what clocks that are being adjusted do all day. */
const STEP_MIN_MS = 2000;

/** Compares the clock on the wall with the one that only goes on: what they differ by more is a step of the first. */
export class ClockWatch {
  readonly #around: ClockWatchSurroundings;
  #aheadMs: number;

  constructor(around: ClockWatchSurroundings) {
    this.#around = around;
    this.#aheadMs = around.clock.nowMs() - around.clock.monotonicMs();
  }

  /** Whether the wall clock was set since the last look; then it is written down. */
  async look(): Promise<boolean> {
    const { clock } = this.#around;
    const aheadMs = clock.nowMs() - clock.monotonicMs();
    const byMs = Math.round(aheadMs - this.#aheadMs);
    if (Math.abs(byMs) <= STEP_MIN_MS) return false;
    this.#aheadMs = aheadMs;
    await this.#record(byMs);
    return true;
  }

  /**
   * Writes down that it was set back while no engine was up, by how much at least: the state says what has happened
   * already. That it was set forward nobody can tell from time that went by.
   */
  async lookBack(): Promise<void> {
    const { store, clock } = this.#around;
    const [happenedMs, [last]] = await Promise.all([latestMoment(store), readClockSteps(store, 1)]);
    // What the clock showed before it was set back the last time: so much is written down already.
    const toldMs = last === undefined ? 0 : last.atMs - last.byMs;
    const byMs = clock.nowMs() - happenedMs;
    if (byMs < -STEP_MIN_MS && happenedMs > toldMs + STEP_MIN_MS) await this.#record(byMs);
  }

  async #record(byMs: number): Promise<void> {
    const { store, lease, clock, onClockStep } = this.#around;
    await store.recordClockStep(lease, { byMs, atMs: clock.nowMs() });
    onClockStep?.(byMs);
  }
}

/** The latest moment of which the state tells. */
async function latestMoment(store: Pick<StateStore, 'range' | 'runs' | 'steps'>): Promise<number> {
  const [evaluatedMs, [end], [run]] = await Promise.all([
    readEvaluatedMs(store),
    store.range({ table: 'run_end', prefix: [], order: 'descending', limit: 1 }),
    store.runs({ limit: 1 }),
  ]);
  const steps = run === undefined ? [] : await store.steps(run.runId);
  const ofSteps = steps.flatMap(({ startedAtMs, endedAtMs }) => [startedAtMs ?? 0, endedAtMs ?? 0]);
  return Math.max(evaluatedMs ?? 0, Number(end?.at_ms ?? 0), run?.createdAtMs ?? 0, ...ofSteps);
}
