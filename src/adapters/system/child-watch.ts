import type { StepMetrics } from '../../control/event/events.ts';
import type { Clock } from '../../core/clock.ts';
import type { HeartMonitor } from './heart-monitor.ts';
import { processRow } from './process-table.ts';
import { isAlone, sampleTree, type Tree, type TreeSample } from './process-tree.ts';

export type ChildWatchOptions = {
  readonly tree: Tree;
  readonly clock: Clock;
  readonly heart: HeartMonitor;
  readonly memoryBytesMax: number | null;
  readonly onTooLarge: (peakRssBytes: number) => void;
  readonly onSilent: (silentMs: number) => void;
};

/** How often memory is looked at: a limit has to be seen before the machine feels it. */
const LOOK_MS = { limited: 200, free: 1000 } as const;

/** Looks at a child while it works: its memory and that of all below it, its processor time, its heart. */
export class ChildWatch {
  readonly #options: ChildWatchOptions;
  /** A child that begins a step has nothing below it. */
  readonly #begin: number;
  #last: TreeSample | null = null;
  #peakRssBytes = 0;

  constructor(options: ChildWatchOptions) {
    this.#options = options;
    this.#begin = processRow(options.tree.pid)?.cpuMs ?? 0;
  }

  /** Looks until `over`. */
  async watch(over: AbortSignal): Promise<void> {
    const { clock, memoryBytesMax } = this.#options;
    const lookMs = memoryBytesMax === null ? LOOK_MS.free : LOOK_MS.limited;
    while (!over.aborted) {
      await clock.sleep(lookMs, over).catch(() => {});
      if (!over.aborted) this.#look();
    }
  }

  /** How many processes live that the child started. */
  left(): number {
    return isAlone(this.#options.tree) ? 0 : (this.#sample()?.others ?? 0);
  }

  /** The figures of the attempt: what the child itself says, and what was seen from here. */
  metrics(told: StepMetrics): StepMetrics {
    const cpuMs = Math.max(0, (this.#last?.cpuMs ?? 0) - this.#begin);
    const peakRssBytes = Math.max(told.peakRssBytes ?? 0, this.#peakRssBytes);
    return {
      ...told,
      cpuMs: told.cpuMs ?? (this.#last === null ? null : cpuMs),
      peakRssBytes: peakRssBytes === 0 ? null : peakRssBytes,
    };
  }

  get peakRssBytes(): number | null {
    return this.#peakRssBytes === 0 ? null : this.#peakRssBytes;
  }

  #look(): void {
    const { heart, clock, memoryBytesMax, onTooLarge, onSilent } = this.#options;
    const nowMs = clock.monotonicMs();
    const sample = this.#sample();
    if (heart.look(nowMs) === 'silent') onSilent(heart.silentMs(nowMs));
    if (memoryBytesMax !== null && sample !== null && sample.rssBytes > memoryBytesMax) onTooLarge(this.#peakRssBytes);
  }

  #sample(): TreeSample | null {
    const sample = sampleTree(this.#options.tree);
    if (sample === null) return null;
    this.#last = sample;
    this.#peakRssBytes = Math.max(this.#peakRssBytes, sample.rssBytes);
    return sample;
  }
}
