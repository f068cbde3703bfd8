import type { RequestBody, RetryMode, Selection } from '../../src/control/state/store.ts';
import type { ActRates } from './acts.ts';
import { type Draw, drawOf } from './draw.ts';

/** What happens to the engine of one seed, besides what its ops do. */
export type Script = {
  readonly rates: ActRates;
  /** What people ask for, and when. */
  readonly wishes: readonly Wish[];
  /** The engine dies at these writes of the state, counted over its lives. */
  readonly crashes: readonly Crash[];
  /** Somebody presses Ctrl-C: whatever engine lives then is told to stop. */
  readonly stopsAtMs: readonly number[];
  /** The wall clock jumps. */
  readonly jumps: readonly { readonly atMs: number; readonly byMs: number }[];
  /** A move of the state takes up to so long to be durable: what ends meanwhile comes together. */
  readonly diskMs: number;
  /** How often the tables are dropped and folded again. */
  readonly foldRate: number;
};

export type Crash = { readonly write: number; readonly when: 'before' | 'after' };

export type Wish = { readonly atMs: number; readonly wish: (known: Known) => RequestBody | null };

/** What the person who wishes can see. */
export type Known = {
  readonly jobs: readonly string[];
  readonly runs: readonly { readonly runId: string; readonly stepKeys: readonly string[] }[];
};

/** Each class of faults is on or off in a seed, so that calm ones come far and wild ones are wild. */
export function scriptOf(seed: number): Script {
  const draw = drawOf(seed, 'script');
  const rate = (most: number): number => (draw.chance(0.5) ? draw.random.next() * most : 0);
  const rates = {
    fail_later: rate(0.4),
    fail_foreign: rate(0.2),
    fail_for_good: rate(0.15),
    hang: rate(0.15),
    ignore: rate(0.1),
    spoil: rate(0.1),
  };
  const crashes = draw.chance(0.6) ? crashesOf(draw) : [];
  const wishes = wishesOf(draw);
  return {
    rates,
    wishes,
    crashes,
    // Shortly after somebody asked for something: before the engine looked, while it prepares, or while it works.
    stopsAtMs: draw.chance(0.3) ? [draw.pick(wishes).atMs + draw.int(0, draw.pick([200, 10_000]))] : [],
    jumps: draw.chance(0.15)
      ? [{ atMs: draw.int(0, 30_000), byMs: draw.pick([-86_400_000, -5000, 5000, 3_600_000]) }]
      : [],
    diskMs: draw.pick([0, 0, 50, 1500]),
    foldRate: draw.pick([0, 0.1, 0.5]),
  };
}

function crashesOf(draw: Draw): readonly Crash[] {
  const writes = Array.from({ length: draw.int(1, 4) }, () => draw.int(1, 40));
  return [...new Set(writes)]
    .sort((left, right) => left - right)
    .map((write) => ({ write, when: draw.pick(['before', 'after']) }));
}

function wishesOf(draw: Draw): readonly Wish[] {
  const canCancel = draw.chance(0.5);
  const isPartial = draw.chance(0.3);
  const wishes: Wish[] = [{ atMs: 0, wish: runWish(draw, false) }];
  for (let count = draw.int(0, 6); count > 0; count -= 1) {
    const kind = draw.pick(canCancel ? ['run', 'retry', 'cancel', 'cancel'] : ['run', 'retry']);
    const atMs = draw.int(0, 40_000);
    if (kind === 'run') wishes.push({ atMs, wish: runWish(draw, isPartial) });
    else if (kind === 'retry') wishes.push({ atMs, wish: retryWish(draw) });
    else wishes.push({ atMs, wish: cancelWish(draw) });
  }
  return wishes;
}

const ANYTHING: Selection = { until: null, from: null, only: [] };

function runWish(draw: Draw, isPartial: boolean): Wish['wish'] {
  const [whichJob, whichStep, concurrency] = [draw.int(0, 9), draw.int(0, 9), draw.chance(0.2) ? draw.int(1, 5) : null];
  const part = isPartial ? draw.pick(['until', 'from', 'only', 'none'] as const) : 'none';
  return ({ jobs }) => {
    const job = jobs[whichJob % jobs.length]!;
    const step = `${job}.s${whichStep}`;
    const selection = part === 'none' ? ANYTHING : { ...ANYTHING, [part]: part === 'only' ? [step] : step };
    return {
      kind: 'run',
      data: { job, settings: {}, selection, profile: null, concurrency, tags: {}, by: 'sim', asker: null },
    };
  };
}

function retryWish(draw: Draw): Wish['wish'] {
  const [whichRun, whichStep, kind] = [
    draw.int(0, 9),
    draw.int(0, 9),
    draw.pick(['failed', 'failed', 'from', 'only'] as const),
  ];
  return ({ runs }) => {
    const run = runs[whichRun % runs.length];
    if (run === undefined) return null;
    const step = run.stepKeys[whichStep % run.stepKeys.length]!;
    const mode: RetryMode = kind === 'failed' ? { kind } : { kind, step };
    return { kind: 'retry', data: { runId: run.runId, mode, asker: null } };
  };
}

function cancelWish(draw: Draw): Wish['wish'] {
  const [whichRun, isUnknown] = [draw.int(0, 9), draw.chance(0.1)];
  return ({ runs }) => {
    const run = isUnknown ? { runId: 'nobody' } : runs[whichRun % runs.length];
    return run === undefined ? null : { kind: 'cancel', data: { runId: run.runId, reason: 'asked for' } };
  };
}
