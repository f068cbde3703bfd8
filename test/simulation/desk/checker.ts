import { LogAudit } from '../../../src/control/audit/audit-log.ts';
import { auditFold, auditLineage } from '../../../src/control/audit/audit-rows.ts';
import { FoldedLog } from '../../../src/control/audit/fold-log.ts';
import type { Project } from '../../../src/control/definition/project.ts';
import type { RunEvent } from '../../../src/control/event/events.ts';
import type { StateStore } from '../../../src/control/state/store.ts';
import type { Call } from './deeds.ts';
import type { Hooked } from './hooked.ts';
import type { DeskPlan } from './plan.ts';
import { RunsChecker } from './runs-checker.ts';
import { SensorsChecker } from './sensors-checker.ts';
import { SlicesChecker } from './slices-checker.ts';
import { knownSchedules, TicksChecker } from './ticks-checker.ts';
import { TimingChecker } from './timing-checker.ts';
import { WatchChecker } from './watch-checker.ts';
import type { FileStay } from './watched.ts';

export type CheckerOptions = {
  readonly plan: DeskPlan;
  readonly projectOf: (version: number) => Project;
  /** When the newest process began, by the wall clock. */
  readonly begunMs: () => number;
  /** Whether an engine has the right. */
  readonly isServed: () => boolean;
  /** Whether the listener follows every end of a run, or successes alone. */
  readonly followsAny: () => boolean;
  readonly nowMs: () => number;
  readonly monotonicMs: () => number;
  /** Files that stood in the folder that is watched, in order. */
  readonly stays: () => readonly FileStay[];
  readonly hooked: Hooked;
  readonly report: (violation: string) => void;
  readonly saw: (what: string) => void;
};

/** Holds every event against the rules as soon as it is written: those of `tapeline audit`, and more that know the seed. */
export class DeskChecker {
  readonly #options: CheckerOptions;
  readonly #audit = new LogAudit();
  readonly #runs: RunsChecker;
  readonly #ticks: TicksChecker;
  readonly #sensors: SensorsChecker;
  readonly #watch: WatchChecker;
  readonly #slices: SlicesChecker | null;
  readonly #timing: TimingChecker;
  readonly #folded = new FoldedLog();
  readonly events: RunEvent[] = [];
  #lastSeq = 0;

  private constructor(options: CheckerOptions, ticks: TicksChecker) {
    this.#options = options;
    this.#ticks = ticks;
    this.#runs = new RunsChecker(options);
    this.#sensors = new SensorsChecker(options);
    this.#watch = new WatchChecker(options);
    this.#slices = options.plan.features.slices ? new SlicesChecker(options) : null;
    this.#timing = new TimingChecker(options);
  }

  static async begin(options: CheckerOptions): Promise<DeskChecker> {
    const schedules = await knownSchedules([options.projectOf(0), options.projectOf(1)]);
    return new DeskChecker(options, new TicksChecker(options, schedules));
  }

  async look(store: StateStore): Promise<void> {
    for (const event of await store.events({ afterSeq: this.#lastSeq })) {
      if (event.seq !== this.#lastSeq + 1) this.#options.report(`the log jumps from ${this.#lastSeq} to ${event.seq}`);
      this.#lastSeq = event.seq;
      this.#take(event);
    }
  }

  /** All that has happened so far is to be followed by what listens to it. */
  settle(): void {
    this.#runs.settle();
    this.#sensors.settle();
    this.#watch.settle();
  }

  /** What only the whole can show. `nowMs`: every tick up to here must have been decided. */
  close(calls: readonly Call[], nowMs: number): void {
    for (const { invariant, what, seq } of this.#audit.close())
      this.#options.report(`seq ${seq}: ${invariant} ${what}`);
    this.#runs.close(calls);
    this.#ticks.close(nowMs);
    this.#sensors.close();
    this.#watch.close();
    this.#slices?.close();
    this.#timing.close();
    this.#options.hooked.close();
  }

  /** The tables against what the log says. */
  async checkTables(store: StateStore): Promise<void> {
    const stored = await store.dump();
    for (const { invariant, what } of [...auditFold(stored, this.#folded.rows()), ...auditLineage(stored, 0)])
      this.#options.report(`${invariant} ${what}`);
    await this.#slices?.checkTables(store);
  }

  #take(event: RunEvent): void {
    this.events.push(event);
    this.#folded.take(event);
    this.#options.saw(event.kind);
    this.#audit.take(event);
    this.#ticks.take(event);
    this.#runs.take(event);
    this.#sensors.take(event);
    this.#watch.take(event);
    this.#slices?.take(event);
    this.#timing.take(event);
    this.#options.hooked.take(event);
  }
}
