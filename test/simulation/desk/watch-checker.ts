import type { RunEvent } from '../../../src/control/event/events.ts';
import type { SensorEvaluated } from '../../../src/control/event/sensor-events.ts';
import type { CheckerOptions } from './checker.ts';
import {
  ANCHOR_MS,
  deadlineEveryMs,
  FILE_STABLE_MS,
  GIVE_UP_AFTER_MS,
  LATE_AFTER_MS,
  MOMENT_EVERY_MS,
  newestOf,
  readinessAt,
} from './watched.ts';

type Version = { readonly version: number; readonly atMs: number; readonly seq: number };
type Evaluated = Extract<RunEvent, { kind: 'sensor_evaluated' }>;

/** How late a look may come. */
const SOON_MS = 20_000;

/** I7 for sensors that watch assets, files and moments: everything that was to be seen is asked for once, and nothing else. */
export class WatchChecker {
  readonly #options: CheckerOptions;
  readonly #cursors = new Map<string, string | null>();
  readonly #paused = new Set<string>();
  readonly #broken = new Set<string>();
  /** Where the last look of each was written. */
  readonly #lookedSeq = new Map<string, number>();
  readonly #versions: Version[] = [];
  readonly #files = new Set<string>();
  #version = 0;
  #settled = { version: 0, files: [] as readonly string[], nowMs: 0 };
  #seq = 0;

  constructor(options: CheckerOptions) {
    this.#options = options;
  }

  take(event: RunEvent): void {
    this.#seq = event.seq;
    switch (event.kind) {
      case 'step_succeeded':
        for (const { asset, version } of event.data.published)
          if (asset === 'prices') this.#versions.push({ version, atMs: event.atMs, seq: event.seq });
        return;
      case 'sensor_registered':
        this.#cursors.set(event.data.sensor, event.data.cursor);
        if (event.data.sensor === 'updated') this.#version = Number(event.data.cursor ?? 0);
        return;
      case 'sensor_paused':
        this.#paused.add(event.data.sensor);
        return;
      case 'sensor_resumed':
        this.#paused.delete(event.data.sensor);
        return;
      case 'sensor_looked':
        this.#cursors.set(event.data.sensor, event.data.cursor);
        return;
      case 'sensor_failed':
        this.#broken.add(event.data.sensor);
        return;
      case 'sensor_evaluated':
        this.#broken.delete(event.data.sensor);
        this.#evaluated(event);
        this.#cursors.set(event.data.sensor, event.data.cursor);
        this.#lookedSeq.set(event.data.sensor, event.seq);
    }
  }

  /** What is there by now must be asked for before the sensors end. */
  settle(): void {
    const last = new Map(this.#options.stays().map((stay) => [stay.path, stay]));
    const files = [...last.values()].map(({ path, modifiedAtMs, bytes }) => `${path}@${modifiedAtMs}+${bytes}`);
    this.#settled = { version: this.#versions.at(-1)?.version ?? 0, files, nowMs: this.#options.nowMs() };
  }

  close(): void {
    this.#seq = 0;
    const { version, files, nowMs } = this.#settled;
    if (this.#isWatching('updated'))
      this.#must(this.#version >= version, `I7 prices@${version} is there, asked was for ${this.#version}`);
    for (const file of this.#isWatching('files') ? files : [])
      this.#must(this.#files.has(file), `I7 nobody asked for ${file}`);
    if (!this.#isWatching('ready') || this.#options.plan.faults.jumps.length > 0) return;
    const standsMs = Number(this.#cursors.get('ready'));
    const overMs = standsMs + MOMENT_EVERY_MS + GIVE_UP_AFTER_MS;
    this.#must(nowMs < overMs + SOON_MS, `L5 ready stands at ${standsMs}, it is ${nowMs}`);
  }

  #isWatching(sensor: string): boolean {
    return this.#cursors.has(sensor) && !this.#paused.has(sensor) && !this.#broken.has(sensor);
  }

  #evaluated(event: Evaluated): void {
    switch (event.data.sensor) {
      case 'updated':
        this.#updated(event.data);
        return;
      case 'files':
        this.#arrived(event.data);
        return;
      case 'ready':
        this.#moments(event);
        return;
      case 'late':
        this.#deadlines(event);
        return;
    }
  }

  #updated({ requests }: SensorEvaluated): void {
    const isEach = newestOf(this.#options.plan.seed) === 'none';
    for (const { runKey } of requests) {
      const version = Number(runKey.slice(1));
      const isThere = this.#versions.some((each) => each.version === version);
      const isNext = isEach ? version === this.#version + 1 : version > this.#version;
      this.#must(isThere && isNext, `I7 ${runKey} of prices is asked for after v${this.#version}`);
      if (version > this.#version + 1) this.#options.saw('versions coalesced');
      this.#version = version;
    }
  }

  #arrived({ requests }: SensorEvaluated): void {
    for (const { runKey } of requests) {
      this.#must(!this.#files.has(runKey), `I6 ${runKey} is asked for twice`);
      this.#files.add(runKey);
      const stay = this.#options
        .stays()
        .find(({ path, modifiedAtMs, bytes }) => `${path}@${modifiedAtMs}+${bytes}` === runKey);
      this.#must(stay !== undefined, `I7 ${runKey} never stood there`);
      if (stay === undefined || this.#options.plan.faults.jumps.length > 0) continue;
      const forMs = this.#options.monotonicMs() - stay.sinceMs;
      this.#must(forMs >= FILE_STABLE_MS - CLOCKS_DIFFER_MS, `I7 ${runKey} is asked for after ${forMs} ms`);
      this.#options.saw('file arrived');
    }
  }

  /** Each moment ends once: with a run when it was ready, without when it never is or its time is over. */
  #moments({ data: { cursor, requests }, atMs }: Evaluated): void {
    const asked = requests.map(({ runKey }) => Date.parse(runKey));
    const passed = this.#passed('ready', cursor, MOMENT_EVERY_MS);
    for (const dueMs of asked) this.#must(passed.includes(dueMs), `I7 moment ${dueMs} is asked for out of turn`);
    if (this.#options.plan.faults.jumps.length > 0) return;
    for (const dueMs of passed) {
      const readiness = readinessAt(this.#options.plan.seed, dueMs, atMs);
      if (asked.includes(dueMs)) this.#must(readiness.ready, `I7 moment ${dueMs} is asked for and is not ready`);
      else if ('never' in readiness) this.#options.saw('moment passed over');
      else this.#must(atMs >= dueMs + GIVE_UP_AFTER_MS, `I7 moment ${dueMs} is given up after ${atMs - dueMs} ms`);
    }
    if (asked.length > 0) this.#options.saw('moment ready');
  }

  /** At each deadline the asset was late, or it was not. What was published while it looked may count or not. */
  #deadlines({ data: { sensor, cursor, requests } }: Evaluated): void {
    const late = new Set(requests.map(({ runKey }) => Date.parse(runKey)));
    const lookedSeq = this.#lookedSeq.get(sensor) ?? 0;
    for (const deadlineMs of this.#passed(sensor, cursor, deadlineEveryMs(this.#options.plan.faults.jumps.length))) {
      const isLate = late.delete(deadlineMs);
      const newest = (among: readonly Version[]): boolean => {
        const found = among.findLast(({ atMs }) => atMs <= deadlineMs);
        return found !== undefined && found.atMs >= deadlineMs - LATE_AFTER_MS;
      };
      const [wasFresh, isFresh] = [newest(this.#versions.filter(({ seq }) => seq < lookedSeq)), newest(this.#versions)];
      if (wasFresh === isFresh)
        this.#must(isLate !== isFresh, `I7 prices are ${isLate ? '' : 'not '}late at ${deadlineMs}`);
      this.#options.saw(isLate ? 'asset late' : 'asset fresh');
    }
    this.#must(late.size === 0, `I7 ${[...late]} are no deadlines that have passed`);
  }

  /** The moments between where a sensor stood and where it stands. */
  #passed(sensor: string, cursor: string | null, everyMs: number): readonly number[] {
    const [fromMs, toMs] = [Number(this.#cursors.get(sensor)), Number(cursor)];
    this.#must(toMs >= fromMs, `I7 ${sensor} goes back from ${fromMs} to ${toMs}`);
    const first = Math.floor((fromMs - ANCHOR_MS) / everyMs) + 1;
    const count = Math.floor((toMs - ANCHOR_MS) / everyMs) - first + 1;
    return Array.from({ length: Math.max(count, 0) }, (_, index) => ANCHOR_MS + (first + index) * everyMs);
  }

  #must(holds: boolean, violation: string): void {
    if (!holds) this.#options.report(`seq ${this.#seq}: ${violation}`);
  }
}

/** By how much the wall clock may drift while a file is watched. */
const CLOCKS_DIFFER_MS = 200;
