import { newMemoryState, openMemoryStateStore } from '../../src/adapters/memory/state-store.ts';
import { dayInZone } from '../../src/calendar/zone.ts';
import type { Asset } from '../../src/control/definition/asset.ts';
import type { Job } from '../../src/control/definition/job.ts';
import type { Budget, Pool } from '../../src/control/definition/pool.ts';
import { checksOf, defineProject, findJob } from '../../src/control/definition/project.ts';
import type { Provider } from '../../src/control/definition/resource.ts';
import type { RunEvent } from '../../src/control/event/events.ts';
import { PartitionKeeper } from '../../src/control/partition/keeper.ts';
import { registerPartitionKeys } from '../../src/control/partition/keys.ts';
import { madeRecorder } from '../../src/control/partition/record-made.ts';
import { opOfStep } from '../../src/control/run/code-of-job.ts';
import { Engine } from '../../src/control/run/engine.ts';
import type { Observation } from '../../src/control/run/observer.ts';
import type { PrepareContext } from '../../src/control/run/prepare.ts';
import type { RunRow, StepRow } from '../../src/control/state/rows.ts';
import type { EngineLease, Request, RequestBody, RunRequest, StateStore } from '../../src/control/state/store.ts';
import { localHost } from '../../src/control/step/local-host.ts';
import type { StepHost } from '../../src/control/step/task.ts';
import type { Random } from '../../src/core/clock.ts';
import { partitionCalendar } from '../../src/runtime/partition-calendar.ts';
import { everythingElse, type VirtualClock, virtualClock } from '../../src/testing/virtual-clock.ts';

export const START_MS = Date.UTC(2026, 10, 20, 11);
export const HOLDER = { pid: 4711, host: 'desk-1', sinceMs: START_MS, what: 'test' };

export type Seen = { readonly runId: string; readonly atMs: number } & { readonly observation: Observation };

/** One engine over a state in memory, under a clock that the test moves. */
export type Desk = {
  readonly clock: VirtualClock;
  readonly store: StateStore;
  readonly lease: EngineLease;
  readonly engine: Engine;
  /** What the engine told, in order; times are milliseconds since the start. */
  readonly seen: Seen[];
  readonly submit: (request: RequestBody) => Promise<number>;
  /** Serves until idle, moving the clock whenever nothing else can happen. */
  readonly serve: (signal?: AbortSignal) => Promise<void>;
  /** Moves the clock until the work is done. */
  readonly drive: <T>(work: Promise<T>) => Promise<T>;
  readonly reportOf: (requestId: number) => Promise<Report>;
  /** Submits, serves and reports. */
  readonly run: (job: string, request?: Partial<RunRequest>) => Promise<Report>;
};

export type Report = {
  readonly request: Request;
  readonly run: RunRow;
  readonly steps: Readonly<Record<string, StepRow>>;
  readonly events: readonly RunEvent[];
};

export type DeskOptions = {
  readonly jobs: readonly Job[];
  readonly pools?: readonly Pool[];
  readonly budgets?: readonly Budget[];
  readonly assets?: readonly Asset[];
  readonly providers?: readonly Provider[];
  readonly random?: Random;
  readonly process?: StepHost;
  readonly store?: StateStore;
  readonly clock?: VirtualClock;
  readonly context?: Partial<Omit<PrepareContext, 'asOfMs'>>;
  readonly settings?: Readonly<Record<string, string>>;
  readonly observe?: (observation: Observation) => void;
  readonly isWaiting?: () => boolean;
  readonly redact?: (text: string) => string;
  readonly pollMs?: number;
  readonly onClockStep?: (byMs: number) => void;
};

const NO_CHANCE: Random = { next: () => 0, bytes: (count) => new Uint8Array(count) };

export async function openDesk(options: DeskOptions): Promise<Desk> {
  const clock = options.clock ?? virtualClock(START_MS);
  const busy = { requests: 0 };
  const store = watched(options.store ?? openMemoryStateStore(newMemoryState()), busy);
  const lease = await store.acquireEngine(HOLDER);
  const { jobs, assets = [], pools = [], budgets = [] } = options;
  const project = defineProject({ jobs, assets, pools, budgets });
  const keeper = new PartitionKeeper({ assets: project.assets, calendar: partitionCalendar, store });
  await registerPartitionKeys(project.assets, store, lease, clock.nowMs());
  const seen: Seen[] = [];
  const settings = options.settings ?? {};
  const random = options.random ?? counted();
  const local = localHost(
    (job, key) => opOfStep(findJob(project, job), key),
    () => ({
      clock,
      random,
      providers: options.providers ?? [],
      projectDir: '/desk',
      checksOf: checksOf(project),
      setting: (key) => settings[key],
    }),
    clock,
  );
  const engine = new Engine({
    store,
    lease,
    clock,
    random,
    project,
    hosts: { none: local, process: options.process ?? local },
    context: {
      definition: { url: 'file:///desk/tapeline.config.ts', version: '1' },
      profile: null,
      layers: [],
      partitions: keeper,
      ...options.context,
    },
    recordMade: madeRecorder({ assets: project.assets, keeper, store, lease, clock }),
    settings,
    asOfMs: null,
    observe: (runId, atMs, observation) => {
      seen.push({ runId, atMs: atMs - START_MS, observation });
      options.observe?.(observation);
    },
    dayOf: dayInZone,
    isWaiting: options.isWaiting ?? (() => true),
    ...(options.redact === undefined ? {} : { redact: options.redact }),
    ...(options.pollMs === undefined ? {} : { pollMs: options.pollMs }),
    ...(options.onClockStep === undefined ? {} : { onClockStep: options.onClockStep }),
  });

  const drive = async <T>(work: Promise<T>): Promise<T> => {
    let isDone = false;
    const done = work.finally(() => {
      isDone = true;
    });
    done.catch(() => {});
    while (!isDone) {
      await everythingElse();
      // Hashing a definition takes real time, in which the virtual one must stand.
      if (!isDone && busy.requests === 0) await clock.fireNext();
    }
    return done;
  };
  const submit = (request: RequestBody): Promise<number> => store.submit({ ...request, atMs: clock.nowMs() });
  const serve = (signal = new AbortController().signal): Promise<void> => drive(engine.serveUntilIdle(signal));
  const reportOf = (id: number): Promise<Report> => readReport(store, id);
  const run = async (job: string, request: Partial<RunRequest> = {}): Promise<Report> => {
    const id = await submit({ kind: 'run', data: requestOf(job, request) });
    await serve();
    return reportOf(id);
  };
  return { clock, store, lease, engine, seen, submit, serve, drive, reportOf, run };
}

export function requestOf(job: string, change: Partial<RunRequest> = {}): RunRequest {
  return {
    job,
    settings: {},
    selection: { until: null, from: null, only: [] },
    profile: null,
    concurrency: null,
    tags: {},
    by: 'test',
    asker: null,
    ...change,
  };
}

export async function readReport(store: StateStore, requestId: number): Promise<Report> {
  const request = (await store.request(requestId))!;
  const runId = request.answer?.runId ?? null;
  if (runId === null) throw new Error(`Request ${requestId} led to no run: ${JSON.stringify(request.answer)}`);
  const steps = await store.steps(runId);
  return {
    request,
    run: (await store.run(runId))!,
    steps: Object.fromEntries(steps.map((step) => [step.stepKey, step])),
    events: await store.events({ runId }),
  };
}

/** State of each step: what most tests want to know. */
export function statesOf({ steps }: Report): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.values(steps).map(({ stepKey, state }) => [stepKey, state]));
}

/** The step's events as `kind@ms`, times since the start. */
export function historyOf({ events }: Report, stepKey: string): readonly string[] {
  return events.filter((event) => event.stepKey === stepKey).map(({ kind, atMs }) => `${kind}@${atMs - START_MS}`);
}

/** Counts how many requests were taken and neither answered nor made a run. */
function watched(store: StateStore, busy: { requests: number }): StateStore {
  const settling = async (work: Promise<void>): Promise<void> => {
    await work;
    busy.requests = Math.max(0, busy.requests - 1);
  };
  const changes: Partial<StateStore> = {
    async openRequests() {
      const open = await store.openRequests();
      busy.requests = open.length;
      return open;
    },
    createRun: (lease, run) => settling(store.createRun(lease, run)),
    answerRequest: (lease, id, answer) => settling(store.answerRequest(lease, id, answer)),
    startBackfill: (lease, start) => settling(store.startBackfill(lease, start)),
    endBackfill: (lease, end) => settling(store.endBackfill(lease, end)),
    addPartitionKeys: (lease, change) => settling(store.addPartitionKeys(lease, change)),
    removePartitionKeys: (lease, gone) => settling(store.removePartitionKeys(lease, gone)),
  };
  return overlaid(store, changes);
}

/** The store with some of its methods replaced. */
export function overlaid(store: StateStore, changes: Partial<StateStore>): StateStore {
  return new Proxy(store, {
    get(target, name) {
      const own = Reflect.get(changes, name);
      const value: unknown = own ?? Reflect.get(target, name, target);
      return typeof value === 'function' && own === undefined ? value.bind(target) : value;
    },
  });
}

/** Bytes that differ, so that run ids do; no chance in the delays. */
function counted(): Random {
  let count = 0;
  return {
    ...NO_CHANCE,
    bytes: (length) => {
      count += 1;
      return new Uint8Array(length).fill(count % 256, length - 1);
    },
  };
}
