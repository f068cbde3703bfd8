import type { Clock } from '../../core/clock.ts';
import { type ErrorRecord, isTapelineError, toErrorRecord } from '../../core/errors.ts';
import { canonicalJson } from '../../core/hash.ts';
import type { Json } from '../../core/json.ts';
import type { TickSource, Trigger } from '../../core/trigger.ts';
import type { Log } from '../definition/log.ts';
import type { Project } from '../definition/project.ts';
import type { Resources } from '../definition/resource.ts';
import type { Sensor } from '../definition/sensor.ts';
import type { SliceLook } from '../partition/slice-look.ts';
import type { PrepareContext } from '../run/prepare.ts';
import { readSensor, readSensors, type SensorRow } from '../state/sensor/read.ts';
import type { EngineLease, StateStore } from '../state/store.ts';
import { backOffMs } from './back-off.ts';
import { evaluateSensor } from './evaluate.ts';
import type { Seen, SensorFiles } from './look/look.ts';
import type { ObserveSensor } from './observation.ts';
import { registrationOf } from './registration.ts';
import { requestedRuns } from './requested-runs.ts';
import { withinTime } from './within-time.ts';

export type SensorSurroundings = {
  readonly store: StateStore;
  readonly lease: EngineLease;
  readonly clock: Clock;
  readonly project: Project;
  readonly context: Omit<PrepareContext, 'asOfMs'>;
  /** The instant runs are judged at; the clock's now unless the user turned it. */
  readonly asOfMs: number | null;
  readonly ticksOf: (trigger: Trigger) => TickSource;
  readonly files: SensorFiles;
  /** Slices of partitioned assets; without it there are none. */
  readonly slices?: SliceLook;
  /** Opens what sensors name; disposing closes it. */
  readonly scope: (log: Log, signal: AbortSignal) => SensorScope;
  readonly logOf: (sensor: string) => Log;
  readonly observe: ObserveSensor;
  /** Runs were created: they wait in the queue. */
  readonly onRuns: () => void;
  /** The state cannot be written any more. */
  readonly onFailure: (error: unknown) => void;
};

export type SensorScope = AsyncDisposable & {
  readonly openAll: (resources: Resources) => Promise<Readonly<Record<string, unknown>>>;
};

/** A sensor at work. Times are the clock's that does not jump. */
type Place = {
  readonly sensor: Sensor;
  dueMs: number;
  /** The state that the last look saw; null: look whatever has changed. */
  seenMark: number | null;
  /** How far it has looked beyond its stored cursor, over what does not concern it. */
  idle: { readonly tick: number; readonly cursor: Json } | null;
  evaluating: Promise<void> | null;
};

/** These look when something was committed, and not before. */
const LISTENING: readonly string[] = ['run', 'asset', 'event'];

/** That it looks is recorded this often when nothing changes: not every look becomes an event. */
const QUIET_RECORDED_EVERY_MS = 600_000;
const OTHER_REASON_RECORDED_EVERY_MS = 60_000;

/** Evaluates sensors when they are due, each by itself: one that hangs or breaks does not touch the others. */
export class SensorLoop {
  readonly #around: SensorSurroundings;
  readonly #places: readonly Place[];
  readonly #stop = new AbortController();
  readonly #sources = new Map<Trigger, TickSource>();

  constructor(around: SensorSurroundings) {
    this.#around = around;
    const dueMs = around.clock.monotonicMs();
    this.#places = around.project.sensors.map((sensor) => ({
      sensor,
      dueMs,
      seenMark: null,
      idle: null,
      evaluating: null,
    }));
  }

  /** Makes the sensors known: from here on they see what happens. To be called before anything else happens. */
  async begin(): Promise<void> {
    const { store, lease, clock, project } = this.#around;
    if (project.sensors.length === 0) return;
    await store.registerSensors(lease, registrationOf(project.sensors, clock.nowMs()));
    const rows = new Map((await readSensors(store)).map((row) => [row.sensor, row]));
    for (const place of this.#places) place.dueMs += waitOf(place.sensor, rows.get(place.sensor.name)!, clock.nowMs());
  }

  /** Begins the evaluations that are due. */
  async turn(): Promise<void> {
    if (this.#stop.signal.aborted || this.#places.length === 0) return;
    const now = this.#around.clock.monotonicMs();
    const due = this.#places.filter((place) => place.evaluating === null && place.dueMs <= now);
    if (due.length === 0) return;
    const mark = await this.#around.store.changeMark();
    for (const place of due) {
      if (isListening(place.sensor) && place.seenMark === mark) continue;
      place.seenMark = mark;
      place.evaluating = this.#evaluate(place).finally(() => {
        place.evaluating = null;
      });
    }
  }

  /** Until the next evaluation that is due by time; null when nothing is. */
  nextInMs(): number | null {
    const now = this.#around.clock.monotonicMs();
    const waiting = this.#places.filter(({ evaluating, sensor, seenMark }) => {
      return evaluating === null && (!isListening(sensor) || seenMark === null);
    });
    if (waiting.length === 0) return null;
    return waiting.reduce((least, { dueMs }) => Math.min(least, Math.max(dueMs - now, 0)), Number.POSITIVE_INFINITY);
  }

  /** Resolves when no evaluation is under way. */
  async idle(): Promise<void> {
    await Promise.all(this.#places.map(({ evaluating }) => evaluating));
  }

  /** Ends the evaluations that are under way: they are done again by the next engine. */
  async stop(reason: string): Promise<void> {
    this.#stop.abort(new Error(reason));
    await this.idle();
  }

  async #evaluate(place: Place): Promise<void> {
    const { store, clock } = this.#around;
    const { sensor } = place;
    const beganMs = clock.monotonicMs();
    place.dueMs = beganMs + sensor.everyMs;
    try {
      const row = (await readSensor(store, sensor.name))!;
      if (row.pausedAtMs !== null) return;
      await this.#look(place, row, beganMs);
    } catch (error) {
      // The state failed, not the sensor.
      this.#around.onFailure(error);
    }
  }

  async #look(place: Place, row: SensorRow, beganMs: number): Promise<void> {
    const { clock } = this.#around;
    const { name, timeoutMs } = place.sensor;
    const bounds = { sensor: name, timeoutMs, clock, stop: this.#stop.signal };
    let outcome: { readonly seen: Seen; readonly runs: Awaited<ReturnType<typeof requestedRuns>> };
    try {
      const seen = await withinTime(bounds, (signal) => this.#seen(place, row, signal));
      const context = { ...this.#around.context, asOfMs: this.#around.asOfMs ?? clock.nowMs() };
      const around = { project: this.#around.project, state: this.#around.store, context };
      outcome = { seen, runs: await requestedRuns(name, seen.requests, around) };
    } catch (error) {
      if (!this.#stop.signal.aborted) await this.#fail(place, row, error, beganMs);
      return;
    }
    if (!this.#stop.signal.aborted) await this.#commit(place, row, outcome, beganMs);
  }

  async #seen(place: Place, row: SensorRow, signal: AbortSignal): Promise<Seen> {
    const { store, clock, project, files, scope, logOf, slices } = this.#around;
    const ticksOf = (trigger: Trigger): TickSource => this.#sourceOf(trigger);
    const { sensor, idle } = place;
    const log = logOf(sensor.name);
    // Opening may hang as well: whatever is open is closed when the time is over.
    const opened = scope(log, signal);
    signal.addEventListener('abort', () => void Promise.resolve(opened[Symbol.asyncDispose]()).catch(() => {}), {
      once: true,
    });
    try {
      const open = (resources: Resources) => opened.openAll(resources);
      const watched = { files, ...(slices === undefined ? {} : { slices }) };
      const looking = {
        sensor: sensor.name,
        nowMs: clock.nowMs(),
        state: store,
        signal,
        log,
        ticksOf,
        ...watched,
        open,
      };
      const cursor = idle?.tick === row.tick ? idle.cursor : row.cursor;
      return await evaluateSensor(project, sensor, { cursor, tick: row.tick + 1 }, looking);
    } finally {
      await opened[Symbol.asyncDispose]();
    }
  }

  #sourceOf(trigger: Trigger): TickSource {
    const known = this.#sources.get(trigger);
    if (known !== undefined) return known;
    const source = this.#around.ticksOf(trigger);
    this.#sources.set(trigger, source);
    return source;
  }

  async #commit(
    place: Place,
    row: SensorRow,
    { seen, runs }: { readonly seen: Seen; readonly runs: Awaited<ReturnType<typeof requestedRuns>> },
    beganMs: number,
  ): Promise<void> {
    const { store, lease, clock, observe, onRuns } = this.#around;
    const { sensor } = place;
    const atMs = clock.nowMs();
    if (seen.hasMore) [place.dueMs, place.seenMark] = [clock.monotonicMs(), null];
    const cursor = seen.cursor === null ? null : JSON.stringify(seen.cursor);
    const nextAtMs = atMs + (seen.hasMore ? 0 : sensor.everyMs);
    if (isQuiet(row, seen, atMs)) {
      place.idle = { tick: row.tick, cursor: seen.cursor };
      if (Math.abs(atMs - row.evaluatedAtMs!) < QUIET_RECORDED_EVERY_MS) return;
      return store.recordLook(lease, { sensor: sensor.name, tick: row.tick, atMs, cursor, nextAtMs });
    }
    const made = await store.commitEvaluation(lease, {
      sensor: sensor.name,
      tick: row.tick + 1,
      atMs,
      cursor,
      ...runs,
      skipReason: seen.skipReason,
      alarm: seen.alarm,
      durationMs: Math.round(clock.monotonicMs() - beganMs),
      nextAtMs,
    });
    if (row.failures > 0) observe(sensor.name, atMs, { kind: 'sensor_recovered', failures: row.failures });
    observe(sensor.name, atMs, { kind: 'sensor_evaluated', requests: made, skipReason: seen.skipReason });
    for (const { error } of runs.refused) observe(sensor.name, atMs, { kind: 'sensor_alarmed', error });
    if (isAlarm(seen)) observe(sensor.name, atMs, { kind: 'sensor_alarmed', error: seen.alarm });
    if (made.some(({ isNew }) => isNew)) onRuns();
  }

  async #fail(place: Place, row: SensorRow, thrown: unknown, beganMs: number): Promise<void> {
    const { store, lease, clock, observe } = this.#around;
    const { sensor } = place;
    if (isTapelineError(thrown) && thrown.code === 'engine.fenced') throw thrown;
    const [error, failures] = [toErrorRecord(thrown), row.failures + 1];
    const waitMs = backOffMs(sensor.everyMs, failures);
    const atMs = clock.nowMs();
    const nextAtMs = atMs + waitMs;
    [place.dueMs, place.seenMark] = [clock.monotonicMs() + waitMs, null];
    const durationMs = Math.round(clock.monotonicMs() - beganMs);
    await store.failEvaluation(lease, { sensor: sensor.name, tick: row.tick + 1, atMs, error, durationMs, nextAtMs });
    observe(sensor.name, atMs, { kind: 'sensor_failed', error, failures, nextAtMs });
  }
}

const isListening = ({ watch }: Sensor): boolean => LISTENING.includes(watch.kind);

/** What is left of the back-off of a sensor that was broken when the last engine ended; all of it at most. */
function waitOf({ everyMs }: Sensor, { failures, nextAtMs }: SensorRow, nowMs: number): number {
  if (failures === 0 || nextAtMs === null) return 0;
  return Math.min(Math.max(nextAtMs - nowMs, 0), backOffMs(everyMs, failures));
}

const isAlarm = (seen: Seen): seen is Seen & { alarm: ErrorRecord } =>
  seen.alarm !== null && seen.alarm !== 'as_before';

/** Nothing that would have to be kept. */
function isQuiet(row: SensorRow, seen: Seen, nowMs: number): boolean {
  const isSomething = seen.requests.length > 0 || isAlarm(seen) || row.failures > 0 || row.evaluatedAtMs === null;
  if (isSomething) return false;
  const isSamePlace = seen.isIdle || canonicalJson(seen.cursor) === canonicalJson(row.cursor);
  if (!isSamePlace) return false;
  const isSameReason = seen.skipReason === row.skipReason || row.skipReason === null;
  return isSameReason || Math.abs(nowMs - row.evaluatedAtMs) < OTHER_REASON_RECORDED_EVERY_MS;
}
