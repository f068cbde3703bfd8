import type { BackfillAsk } from '../../../src/control/state/backfill/port.ts';
import type { RequestBody, StateStore } from '../../../src/control/state/store.ts';
import type { PartitionAsk } from '../../../src/core/partition.ts';
import type { VirtualClock } from '../../../src/testing/virtual-clock.ts';
import type { DeskPlan, Wish } from './plan.ts';

export type PeopleOptions = {
  readonly store: StateStore;
  readonly clock: VirtualClock;
  readonly plan: DeskPlan;
  readonly saw: (what: string) => void;
  /** Begins a `tapeline run` of its own. */
  readonly beside: () => void;
};

/** Those who ask for things: by hand, by scripts, twice, for what is not there. */
export class People {
  readonly #around: PeopleOptions;

  constructor(around: PeopleOptions) {
    this.#around = around;
  }

  wish(onAsked: () => void): void {
    const { clock, plan, store } = this.#around;
    for (const wish of plan.wishes) {
      void clock.sleep(wish.atMs).then(async () => {
        const request = await this.#requestOf(wish);
        if (request !== null) await store.submit({ ...request, atMs: clock.nowMs() });
        if (wish.kind === 'guest') this.#around.beside();
        onAsked();
      });
    }
  }

  async #requestOf({ kind, which, other }: Wish): Promise<RequestBody | null> {
    const { plan, store } = this.#around;
    switch (kind) {
      case 'run':
      case 'guest':
        return runRequest(`job_${which % plan.features.jobs}`);
      case 'retry':
      case 'cancel': {
        const runs = await store.runs({});
        const run = runs[which % Math.max(runs.length, 1)];
        if (run === undefined) return null;
        if (kind === 'cancel') return { kind, data: { runId: run.runId, reason: 'asked for' } };
        return { kind, data: { runId: run.runId, mode: { kind: 'failed' }, asker: null, adopt: other % 4 === 0 } };
      }
      case 'emit': {
        const key = other % 2 === 0 ? `key ${other % 6}` : null;
        return { kind, data: { name: 'arrived', key, data: `{"which":${which}}`, by: 'sim' } };
      }
      case 'pause_schedule':
      case 'resume_schedule':
        return { kind, data: { name: `tick_${which % 4}`, by: 'sim' } };
      case 'slices':
        return runRequest(which % 2 === 0 ? 'quotes' : 'marks', { from: 'latest', to: null, lanes: null });
      case 'backfill':
        return { kind, data: backfillOf(which, other) };
      case 'cancel_backfill':
        return { kind, data: { backfill: `b${which % 3}`, reason: 'asked for' } };
      case 'pause_sensor':
        return { kind, data: { sensor: SENSORS[which % SENSORS.length]!, reason: 'asked for' } };
      case 'resume_sensor':
        return { kind, data: { sensor: SENSORS[which % SENSORS.length]! } };
      case 'drain':
        return { kind, data: { by: 'tapeline down' } };
    }
  }
}

const SENSORS = ['counting', 'emitted', 'ended', 'updated', 'files', 'ready', 'late'];

/** Few ids below a hundred: one that is asked for again is the same backfill. */
function backfillOf(which: number, other: number): BackfillAsk {
  return {
    backfill: `b${which < 100 ? which % 4 : which}`,
    asset: other % 3 === 0 ? 'marks' : 'quotes',
    job: null,
    what: (['missing', 'wanted', 'stale', 'all'] as const)[Math.floor(which / 4) % 4]!,
    from: null,
    to: null,
    lanes: null,
    concurrency: 1 + (other % 3),
    settings: {},
    by: 'sim',
  };
}

function runRequest(job: string, partitions?: PartitionAsk): RequestBody {
  const selection = { until: null, from: null, only: [] };
  const asked = partitions === undefined ? {} : { partitions };
  return {
    kind: 'run',
    data: {
      job,
      settings: {},
      selection,
      profile: null,
      concurrency: null,
      tags: {},
      by: 'sim',
      asker: null,
      ...asked,
    },
  };
}
