import { type Draw, drawOf } from '../draw.ts';

/** All that is drawn for one seed: plain data, so that it can be printed, changed and played again. */
export type DeskPlan = {
  readonly seed: number;
  readonly store: 'memory' | 'sqlite';
  readonly startMs: number;
  readonly horizonMs: number;
  readonly pollMs: number;
  /** Processes that stay: the first one and those that wait to take over. */
  readonly ups: number;
  readonly features: Features;
  readonly deeds: DeedRates;
  readonly faults: Faults;
  readonly wishes: readonly Wish[];
  /** What somebody writes into a folder. */
  readonly files: readonly { readonly atMs: number; readonly path: string; readonly bytes: number }[];
};

/** What the project of a seed has. */
export type Features = {
  readonly jobs: number;
  readonly schedules: number;
  readonly maps: boolean;
  readonly pools: boolean;
  readonly budgets: boolean;
  readonly conditions: boolean;
  readonly assets: boolean;
  readonly counting: boolean;
  readonly listening: boolean;
  readonly emitting: boolean;
  /** Assets in slices, and backfills of them. */
  readonly slices: boolean;
  readonly hooks: boolean;
  /** Sensors of versions, files, moments and deadlines. */
  readonly updates: boolean;
  readonly files: boolean;
  readonly ready: boolean;
  readonly late: boolean;
};

export type Deed = 'succeed' | 'fail_later' | 'fail_for_good' | 'hang' | 'ignore';
export type DeedRates = Readonly<Record<Exclude<Deed, 'succeed'>, number>>;

export type Faults = {
  /** Of every effect of a process: that it dies there. */
  readonly kill: number;
  /** Of every effect of a process: that it is stopped there, for up to `pauseMs`. */
  readonly pause: number;
  readonly pauseMs: number;
  /** Of every write: done, and the caller hears an error. */
  readonly unknown: number;
  /** Of every write: not done, somebody else kept the state locked. */
  readonly busy: number;
  /** From .. to, after the beginning: the disk is full, every write is refused. */
  readonly full: readonly (readonly [number, number])[];
  /** Times at which the right is lost though its holder lives. Only where the right is no lock of the system. */
  readonly steals: readonly number[];
  readonly latencyMs: number;
  readonly jumps: readonly { readonly atMs: number; readonly byMs: number }[];
  /** The wall clock gains or loses so much every ten seconds. */
  readonly driftMs: number;
  /** Times at which whoever serves is told to go. */
  readonly terms: readonly number[];
  /** Times at which the code changes: processes that begin later run the next version. */
  readonly changes: readonly number[];
  readonly restartMs: number;
};

export type Wish = { readonly atMs: number; readonly kind: WishKind; readonly which: number; readonly other: number };
export type WishKind =
  | 'run'
  | 'retry'
  | 'cancel'
  | 'guest'
  | 'emit'
  | 'pause_schedule'
  | 'resume_schedule'
  | 'pause_sensor'
  | 'resume_sensor'
  | 'drain'
  | 'slices'
  | 'backfill'
  | 'cancel_backfill';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Ordinary days, the night Europe's and New York's clocks go back, the day New York's go forward, before a session. */
const STARTS = [
  Date.UTC(2026, 10, 20, 11),
  Date.UTC(2026, 9, 25, 0, 55),
  Date.UTC(2026, 10, 1, 5, 55),
  Date.UTC(2027, 2, 14, 6, 55),
  Date.UTC(2026, 10, 20, 1, 25),
  Date.UTC(2026, 10, 20, 6, 55),
];

/** Each class of faults and each feature is on or off in a seed: calm seeds come far, wild ones are wild. */
export function planOf(seed: number): DeskPlan {
  const draw = drawOf(seed, 'desk plan');
  const horizonMs = draw.pick([30_000, 60_000, 60_000, 2 * MINUTE_MS, 5 * MINUTE_MS]);
  const isCalm = draw.chance(0.1);
  const features = featuresOf(draw, drawOf(seed, 'desk features'));
  return {
    seed,
    store: seed % 40 === 39 ? 'sqlite' : 'memory',
    startMs: draw.pick(STARTS),
    horizonMs,
    pollMs: draw.pick([500, 1000, 2000, 5000]),
    ups: draw.int(1, 3),
    features,
    deeds: deedsOf(draw),
    faults: isCalm ? NO_FAULTS : faultsOf(drawOf(seed, 'desk faults'), horizonMs),
    wishes: [
      ...wishesOf(drawOf(seed, 'desk wishes'), horizonMs),
      ...(features.slices ? sliceWishesOf(drawOf(seed, 'slice wishes'), horizonMs) : []),
    ],
    files: features.files ? filesOf(drawOf(seed, 'files'), horizonMs) : [],
  };
}

/** Nothing that would keep the engine from doing everything at its time. */
export function isSteady({ faults }: DeskPlan): boolean {
  const { kill, pause, unknown, busy, full, steals, latencyMs, jumps, terms, changes } = faults;
  const rates = kill + pause + unknown + busy;
  return rates === 0 && latencyMs <= 100 && [full, steals, jumps, terms, changes].every(({ length }) => length === 0);
}

export const NO_FAULTS: Faults = {
  kill: 0,
  pause: 0,
  pauseMs: 0,
  unknown: 0,
  busy: 0,
  full: [],
  steals: [],
  latencyMs: 0,
  jumps: [],
  driftMs: 0,
  terms: [],
  changes: [],
  restartMs: 1000,
};

function featuresOf(draw: Draw, more: Draw): Features {
  return {
    jobs: draw.int(1, 3),
    schedules: draw.int(0, 4),
    maps: draw.chance(0.5),
    pools: draw.chance(0.5),
    budgets: draw.chance(0.35),
    conditions: draw.chance(0.6),
    assets: draw.chance(0.4),
    counting: draw.chance(0.5),
    listening: draw.chance(0.5),
    emitting: draw.chance(0.5),
    slices: more.chance(0.4),
    hooks: more.chance(0.4),
    updates: more.chance(0.35),
    files: more.chance(0.3),
    ready: more.chance(0.3),
    late: more.chance(0.3),
  };
}

function deedsOf(draw: Draw): DeedRates {
  const rate = (most: number): number => (draw.chance(0.5) ? draw.random.next() * most : 0);
  return { fail_later: rate(0.4), fail_for_good: rate(0.1), hang: rate(0.1), ignore: rate(0.05) };
}

function faultsOf(draw: Draw, horizonMs: number): Faults {
  const rate = (share: number, most: number): number => (draw.chance(share) ? draw.random.next() ** 2 * most : 0);
  const times = (share: number, most: number): readonly number[] =>
    draw.chance(share) ? Array.from({ length: draw.int(1, most) }, () => draw.int(0, horizonMs)) : [];
  return {
    kill: rate(0.5, 0.02),
    pause: rate(0.3, 0.01),
    pauseMs: draw.pick([500, 5000, 60_000]),
    unknown: rate(0.3, 0.05),
    busy: rate(0.3, 0.05),
    full: times(0.1, 2).map((atMs): [number, number] => [atMs, atMs + draw.int(1000, 60_000)]),
    steals: times(0.25, 3),
    latencyMs: draw.pick([0, 0, 5, 100, 1500]),
    jumps: times(0.25, 2).map((atMs) => ({ atMs, byMs: draw.pick(JUMPS) })),
    driftMs: draw.pick([0, 0, 0, 30, -30]),
    terms: times(0.3, 3),
    changes: times(0.25, 2),
    restartMs: draw.pick([0, 1000, 15_000]),
  };
}

const JUMPS = [3_600_000, -3_600_000, 3 * DAY_MS, -3 * DAY_MS, 5000, -5000];

function wishesOf(draw: Draw, horizonMs: number): readonly Wish[] {
  const kinds: WishKind[] = ['run', 'run', 'retry'];
  if (draw.chance(0.5)) kinds.push('cancel', 'cancel');
  if (draw.chance(0.3)) kinds.push('guest');
  if (draw.chance(0.6)) kinds.push('emit', 'emit', 'emit');
  if (draw.chance(0.4)) kinds.push('pause_schedule', 'resume_schedule');
  if (draw.chance(0.3)) kinds.push('pause_sensor', 'resume_sensor');
  if (draw.chance(0.2)) kinds.push('drain');
  return Array.from({ length: draw.int(0, 16) }, () => ({
    atMs: draw.int(0, horizonMs),
    kind: draw.pick(kinds),
    which: draw.int(0, 99),
    other: draw.int(0, 99),
  })).sort((left, right) => left.atMs - right.atMs);
}

function sliceWishesOf(draw: Draw, horizonMs: number): readonly Wish[] {
  const kinds: WishKind[] = ['backfill', 'backfill', 'slices', 'slices', 'cancel_backfill'];
  const some = Array.from({ length: draw.int(1, 7) }, () => ({
    atMs: draw.int(0, horizonMs),
    kind: draw.pick(kinds),
    which: draw.int(0, 99),
    other: draw.int(0, 99),
  }));
  return draw.chance(0.4) ? [...some, ...staleWishes(horizonMs)] : some;
}

/** Marks are made, then the quotes they were made from anew: the marks are stale. */
function staleWishes(horizonMs: number): readonly Wish[] {
  return [MARKS_ALL, QUOTES_ALL, MARKS_STALE].map((wish, index) => ({
    ...wish,
    kind: 'backfill',
    atMs: Math.floor((horizonMs * (3 * index + 1)) / 10),
  }));
}

const MARKS_ALL = { which: 108, other: 0 };
const QUOTES_ALL = { which: 109, other: 2 };
const MARKS_STALE = { which: 104, other: 3 };

/** Few names, so that files change after they have arrived. */
function filesOf(draw: Draw, horizonMs: number): DeskPlan['files'] {
  return Array.from({ length: draw.int(1, 8) }, (_, index) => ({
    atMs: draw.int(0, horizonMs),
    path: `inbox/${draw.pick(['a', 'b', 'c'])}.csv`,
    bytes: index,
  }));
}
