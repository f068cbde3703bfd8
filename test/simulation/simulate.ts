import { type MemoryState, newMemoryState, openMemoryStateStore } from '../../src/adapters/memory/state-store.ts';
import { defineProject } from '../../src/control/definition/project.ts';
import type { RunEvent } from '../../src/control/event/events.ts';
import type { StateStore } from '../../src/control/state/store.ts';
import { canonicalJson, sha256Hex } from '../../src/core/hash.ts';
import { everythingElse, virtualClock } from '../../src/testing/virtual-clock.ts';
import { actsOf, type Call } from './acts.ts';
import { drawOf } from './draw.ts';
import { checkEnd } from './ending.ts';
import { checkLog } from './invariants.ts';
import { jobsOf } from './jobs.ts';
import { beginLife, type Life, type World } from './life.ts';
import { type Script, scriptOf } from './script.ts';

export type Simulated = {
  readonly seed: number;
  readonly script: Script;
  readonly events: readonly RunEvent[];
  readonly calls: readonly Call[];
  readonly violations: readonly string[];
  /** What happened at least once: a simulation that never comes somewhere proves nothing about it. */
  readonly seen: ReadonlySet<string>;
  readonly hash: string;
  /** The store that the seed leaves behind. */
  readonly state: MemoryState;
  /** Writes of the state by engines, over all their lives. */
  readonly writes: number;
};

const START_MS = Date.UTC(2026, 10, 20, 11);
/** Engines that die for ever, or time that does not move, are findings too. */
const LIVES_MAX = 40;
const TURNS_MAX = 200_000;

/** One seed: random jobs, people who run, retry and cancel them, ops that fail, engines that die, a clock that jumps. */
export async function simulate(seed: number, change: Partial<Script> = {}): Promise<Simulated> {
  const script = { ...scriptOf(seed), ...change };
  const violations: string[] = [];
  const seen = new Set<string>();
  const calls: Call[] = [];
  const jobs = jobsOf(seed, actsOf(seed, script.rates, calls));
  const world: World = {
    state: newMemoryState(),
    clock: virtualClock(START_MS, { random: drawOf(seed, 'timers').random }),
    project: defineProject({ jobs }),
    random: drawOf(seed, 'engine').random,
    faults: drawOf(seed, 'faults'),
    foldRate: script.foldRate,
    diskMs: script.diskMs,
    stop: { current: null },
    writes: { count: 0, crashes: [...script.crashes] },
    report: (violation) => void violations.push(violation),
    saw: (what) => void seen.add(what),
  };
  const people = openMemoryStateStore(world.state);
  const open = schedule(
    world,
    script,
    people,
    jobs.map((job) => job.name),
  );
  await live(world, people, open);
  const events = await people.events({});
  const isSteady = script.jumps.length === 0 && script.diskMs === 0;
  checkLog({ events, calls, isSteady, report: world.report, saw: world.saw });
  await checkEnd({ store: people, events, report: world.report, saw: world.saw });
  const hash = await sha256Hex(canonicalJson(events));
  return { seed, script, events, calls, violations, seen, hash, state: world.state, writes: world.writes.count };
}

/** Puts wishes and jumps on the clock; gives how many are still to come. */
function schedule(world: World, script: Script, people: StateStore, jobs: readonly string[]): { left: number } {
  const open = { left: script.wishes.length };
  for (const { atMs, wish } of script.wishes) {
    void world.clock.sleep(atMs).then(async () => {
      const runs = (await people.runs({})).toReversed().map(({ runId, created }) => ({
        runId,
        stepKeys: created.steps.map(({ key }) => key),
      }));
      const request = wish({ jobs, runs });
      if (request !== null) await people.submit({ ...request, atMs: world.clock.nowMs() });
      open.left -= 1;
    });
  }
  for (const atMs of script.stopsAtMs)
    void world.clock.sleep(atMs).then(() => world.stop.current?.abort(new Error('Ctrl-C')));
  for (const { atMs, byMs } of script.jumps)
    void world.clock.sleep(atMs).then(() => world.clock.setNow(world.clock.nowMs() + byMs));
  return open;
}

/** One engine after the other, until nobody wishes anything. */
async function live(world: World, people: StateStore, open: { readonly left: number }): Promise<void> {
  for (let nth = 1; ; nth += 1) {
    if (nth > LIVES_MAX) return world.report(`liveness: not done after ${LIVES_MAX} engines`);
    const life = await beginLife(world, nth);
    const work = serve(life, world);
    await drive(world, life, work);
    if (life.isDead()) continue;
    await life.end();
    if (open.left > 0) {
      await world.clock.fireNext();
    } else if ((await people.openRequests()).length > 0) {
      world.saw('requests left to the next engine');
    } else return;
  }
}

async function serve({ engine, recover }: Life, { saw, stop }: World): Promise<void> {
  const { resumed, closed } = await recover();
  if (resumed.length > 0) saw('run resumed');
  if (closed.length > 0) saw('orphan closed');
  stop.current = new AbortController();
  await engine.serveUntilIdle(stop.current.signal);
  if (stop.current.signal.aborted) saw('stopped');
}

/** Moves the clock until the work is done or its engine is dead. */
async function drive(world: World, life: Life, work: Promise<void>): Promise<void> {
  let isDone = false;
  work.then(
    () => {
      isDone = true;
    },
    (error: unknown) => {
      isDone = true;
      world.report(`the engine failed: ${error instanceof Error ? error.stack : error}`);
    },
  );
  for (let turn = 0; turn < TURNS_MAX; turn += 1) {
    await everythingElse();
    if (isDone || life.isDead()) return;
    if (!life.isPreparing()) await world.clock.fireNext();
  }
  world.report('liveness: the engine neither ended nor slept');
}
