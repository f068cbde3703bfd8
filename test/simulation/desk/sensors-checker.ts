import type { RunEvent } from '../../../src/control/event/events.ts';
import type { SensorEvaluated } from '../../../src/control/event/sensor-events.ts';
import type { CheckerOptions } from './checker.ts';

type Watched = { cursor: string | null; tick: number; isPaused: boolean; failures: number; nextAtMs: number };

/** I6 and I7: every sensor goes on exactly where its last committed look left it, and each fact makes one run. */
export class SensorsChecker {
  readonly #options: CheckerOptions;
  readonly #watched = new Map<string, Watched>();
  /** What each sensor must have asked for by the end, in order, and what it has. */
  readonly #due = new Map<string, string[]>();
  readonly #asked = new Map<string, string[]>();
  readonly #settled = new Map<string, number>();
  readonly #created = new Map<string, string>();
  #seq = 0;

  constructor(options: CheckerOptions) {
    this.#options = options;
  }

  take(event: RunEvent): void {
    this.#seq = event.seq;
    switch (event.kind) {
      case 'sensor_registered': {
        const { sensor, cursor } = event.data;
        this.#watched.set(sensor, { cursor, tick: 0, isPaused: false, failures: 0, nextAtMs: 0 });
        return;
      }
      case 'sensor_evaluated':
        this.#evaluated(event.data);
        return;
      case 'sensor_looked':
        this.#watched.get(event.data.sensor)!.cursor = event.data.cursor;
        return;
      case 'sensor_failed': {
        const watched = this.#watched.get(event.data.sensor)!;
        this.#must(event.data.tick === watched.tick + 1, `I7 look ${event.data.tick} follows ${watched.tick}`);
        this.#must(event.data.failures === watched.failures + 1, `I7 failure ${event.data.failures} in a row`);
        Object.assign(watched, { tick: event.data.tick, failures: event.data.failures });
        return;
      }
      case 'sensor_paused':
        this.#watched.get(event.data.sensor)!.isPaused = true;
        return;
      case 'sensor_resumed':
        this.#watched.get(event.data.sensor)!.isPaused = false;
        return;
      case 'event_emitted':
        this.#owe('emitted', event.data.key ?? `event ${event.seq}`);
        return;
      case 'run_created':
        this.#must(!this.#created.has(event.runId!), `I6 run ${event.runId} is made twice`);
        this.#created.set(event.runId!, event.data.job);
        return;
      case 'run_ended':
        if (this.#created.get(event.runId!) === 'job_0' && this.#isFollowed(event.data.outcome))
          this.#owe('ended', event.runId!);
    }
  }

  /** What was seen so far must be asked for before the sensors end. */
  settle(): void {
    for (const [sensor, due] of this.#due) this.#settled.set(sensor, due.length);
  }

  close(): void {
    this.#seq = 0;
    for (const [sensor, due] of this.#due) {
      const { isPaused } = this.#watched.get(sensor)!;
      const asked = this.#asked.get(sensor) ?? [];
      const isAll = asked.length >= (this.#settled.get(sensor) ?? 0) || isPaused;
      this.#must(isAll, `I7 ${sensor} saw ${due.length} things and asked ${asked.length} times`);
      const isInOrder = asked.every((key, index) => key === due[index]);
      this.#must(isInOrder, `I7 ${sensor} asked for ${asked}, it saw ${due}`);
    }
  }

  #owe(sensor: string, key: string): void {
    const watched = this.#watched.get(sensor);
    if (watched === undefined) return;
    this.#due.set(sensor, [...(this.#due.get(sensor) ?? []), key]);
  }

  #evaluated({ sensor, tick, cursor, requests }: SensorEvaluated): void {
    const watched = this.#watched.get(sensor)!;
    this.#must(tick === watched.tick + 1, `I7 look ${tick} of ${sensor} follows ${watched.tick}`);
    if (sensor === 'counting') this.#counted(watched, cursor, requests);
    else {
      const asked = [...(this.#asked.get(sensor) ?? []), ...requests.map(({ runKey }) => runKey)];
      this.#asked.set(sensor, asked);
    }
    for (const { runId, isNew } of requests) {
      this.#must(this.#created.has(runId) || isNew, `I6 a request of ${sensor} names run ${runId}, which is not there`);
      if (!isNew) this.#options.saw('run key known');
    }
    if (watched.failures > 0) this.#options.saw('sensor recovered');
    Object.assign(watched, { tick, cursor, failures: 0 });
  }

  /** It asks for one run a look, and writes down how far it came. */
  #counted({ cursor: before }: Watched, after: string | null, requests: SensorEvaluated['requests']): void {
    const count = Number(before ?? 0) + requests.length;
    this.#must(requests.length <= 1, `I7 counting asked for ${requests.length} runs`);
    this.#must(Number(after ?? 0) === count, `I7 counting came from ${before} to ${after}`);
    for (const { runKey, isNew } of requests) {
      this.#must(runKey === `count ${count}`, `I7 counting asked for ${runKey} as number ${count}`);
      this.#must(isNew, `I6 ${runKey} had been asked for`);
    }
  }

  #isFollowed(outcome: string): boolean {
    return this.#options.plan.features.jobs > 1 && (outcome === 'succeeded' || this.#options.followsAny());
  }

  #must(holds: boolean, violation: string): void {
    if (!holds) this.#options.report(`seq ${this.#seq}: ${violation}`);
  }
}
