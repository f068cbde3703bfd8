import type { BackfillStarted } from '../../../src/control/event/backfill-events.ts';
import type { RunCreated, RunEvent } from '../../../src/control/event/events.ts';
import type { Materialized } from '../../../src/control/event/partition-events.ts';
import { existingIn, type Grid, gridOf } from '../../../src/control/partition/grid.ts';
import { readCoverage } from '../../../src/control/state/partition/read.ts';
import type { StateStore } from '../../../src/control/state/store.ts';
import { parseRegion, uniteRegions } from '../../../src/core/regions.ts';
import { partitionCalendar } from '../../../src/runtime/partition-calendar.ts';
import type { Value } from '../jobs.ts';
import type { CheckerOptions } from './checker.ts';
import { isGood, partitionsOf, SLICED, slicesIn } from './slices.ts';

type Slice = {
  readonly path: string;
  /** Of the asset, and of the quotes it was made from. */
  readonly version: number;
  readonly quotes: number | null;
  readonly sinceMs: number;
};

type Backfill = {
  readonly started: BackfillStarted;
  readonly slices: ReadonlySet<string>;
  readonly left: Set<string>;
  readonly runs: Set<string>;
  readonly made: Map<string, number>;
  hasFailed: boolean;
  isOpen: boolean;
};

type Made = {
  readonly asset: string;
  readonly region: string;
  readonly backfill: string | null;
  quotesVersion: number;
};

/** What the engine may not know yet when it plans a backfill. */
const JUST_NOW_MS = 10_000;

/** I17, I20, I21 for slices, and backfills: every slice is taken once, made once, and shown as it was made. */
export class SlicesChecker {
  readonly #options: CheckerOptions;
  readonly #grid: Grid;
  readonly #current = new Map<string, Map<string, Slice>>(SLICED.map((asset) => [asset, new Map()]));
  readonly #versions = new Map<string, number>();
  readonly #backfills = new Map<string, Backfill>();
  readonly #runs = new Map<string, Made>();
  #seq = 0;

  constructor(options: CheckerOptions) {
    this.#options = options;
    const always = { isRemoved: false, first: null, last: null };
    const lanes = ['a', 'b', 'c'].map((key, lane) => ({ key, lane, ...always }));
    this.#grid = gridOf(partitionsOf(options.plan), partitionCalendar, () => lanes);
  }

  take(event: RunEvent): void {
    this.#seq = event.seq;
    switch (event.kind) {
      case 'run_created':
        if (event.data.partitions !== undefined) this.#created(event.runId!, event.data);
        return;
      case 'step_started': {
        const run = this.#runs.get(event.runId!);
        if (run !== undefined) run.quotesVersion = this.#versions.get('quotes') ?? 0;
        return;
      }
      case 'step_succeeded':
        this.#succeeded(event);
        return;
      case 'run_ended': {
        const backfill = this.#backfillOf(event.runId!);
        if (backfill?.runs.delete(event.runId!) && event.data.outcome !== 'succeeded') backfill.hasFailed = true;
        return;
      }
      case 'backfill_started':
        this.#started(event.data, event.atMs);
        return;
      case 'backfill_ended':
        this.#ended(event.data);
    }
  }

  close(): void {
    this.#seq = 0;
    for (const [id, { isOpen }] of this.#backfills) this.#must(!isOpen, `L1 backfill ${id} is still open`);
  }

  /** I17: what readers are shown, and what counts as current, is what the last making of each slice left. */
  async checkTables(store: StateStore): Promise<void> {
    for (const [asset, slices] of this.#current) {
      const { files } = await store.snapshot(asset);
      const shown = files.map(({ partition, path }) => `${partition} ${path}`).sort();
      const made = [...slices].map(([slice, { path }]) => `${slice} ${path}`).sort();
      this.#must(`${shown}` === `${made}`, `I17 ${asset} shows ${shown}, made were ${made}`);
      const rows = await readCoverage(store, asset);
      const covered = slicesIn(rows.map(({ region }) => region).reduce(uniteRegions, [])).toSorted();
      this.#must(`${covered}` === `${[...slices.keys()].sort()}`, `I17 ${asset} is current in ${covered}`);
    }
  }

  #created(runId: string, { job, partitions, trigger, backfill }: RunCreated): void {
    // A retry that somebody asked for is no part of the backfill's own work.
    const id = trigger.kind === 'backfill' ? backfill : undefined;
    const { region, spans, lanes } = partitions!;
    this.#runs.set(runId, { asset: job, region, backfill: id ?? null, quotesVersion: 0 });
    if (id === undefined) return;
    const open = this.#backfills.get(id);
    if (open === undefined || !open.isOpen) {
      this.#must(false, `L1 run ${runId} is made for backfill ${id}, which is not open`);
      return;
    }
    const { pointsMax, lanesMax, concurrency } = open.started;
    const slices = slicesIn(parseRegion(region));
    const again = slices.filter((slice) => !open.left.delete(slice));
    this.#must(again.length === 0, `I6 run ${runId} takes ${again} of backfill ${id} again, or from beyond it`);
    const points = spans.reduce((sum, { count }) => sum + count, 0);
    this.#must(points <= pointsMax && lanes.length <= lanesMax, `I5 run ${runId} takes ${points} × ${lanes.length}`);
    open.runs.add(runId);
    this.#must(open.runs.size <= concurrency, `I5 ${open.runs.size} runs of backfill ${id} are open`);
    if (open.left.size > 0) this.#options.saw('backfill in pieces');
  }

  #succeeded({ runId, data }: Extract<RunEvent, { kind: 'step_succeeded' }>): void {
    for (const { asset, version } of data.published) this.#versions.set(asset, version);
    const run = this.#runs.get(runId!);
    if (run === undefined) return;
    const made = data.made?.find(({ asset }) => asset === run.asset);
    this.#must(made?.covers === run.region, `I20 run ${runId} of ${run.region} has made ${made?.covers}`);
    if (made === undefined) return;
    if (run.asset === 'quotes') {
      const value = JSON.parse(data.output) as Value;
      this.#must(isGood(value), `I21 ${runId} published ${value.value} though its check fails`);
    }
    this.#checkInputs(run, made);
    const paths = new Map(data.published.flatMap(({ added }) => added.map(({ partition, path }) => [partition, path])));
    const quotes = made.inputs.quotes?.version ?? null;
    const [{ version }, sinceMs] = [made, this.#options.monotonicMs()];
    const current = this.#current.get(run.asset)!;
    const counts = this.#backfillOf(runId!)?.made;
    for (const slice of slicesIn(parseRegion(made.covers))) {
      this.#must(paths.has(slice), `I17 ${slice} of ${run.asset}@${version} is made and not published`);
      current.set(slice, { path: paths.get(slice)!, version, quotes, sinceMs });
      counts?.set(slice, (counts.get(slice) ?? 0) + 1);
    }
    this.#options.saw(`slices made: ${made.reason}`);
  }

  /** I20: what it was made from is what it could read. */
  #checkInputs(run: Made, { inputs }: Materialized): void {
    const names = Object.keys(inputs).join();
    this.#must(names === (run.asset === 'marks' ? 'quotes' : ''), `I20 ${run.asset} is made from "${names}"`);
    const read = inputs.quotes?.version ?? 0;
    const isThen = read >= run.quotesVersion && read <= (this.#versions.get('quotes') ?? 0);
    this.#must(run.asset !== 'marks' || isThen, `I20 marks are made from quotes@${read}`);
  }

  #started(started: BackfillStarted, atMs: number): void {
    const { backfill: id, region, asset, reason } = started;
    this.#must(!this.#backfills.has(id), `I6 backfill ${id} is started twice`);
    const slices = new Set(slicesIn(parseRegion(region)));
    const left = new Set(slices);
    this.#backfills.set(id, {
      started,
      slices,
      left,
      runs: new Set(),
      made: new Map(),
      hasFailed: false,
      isOpen: true,
    });
    this.#options.saw(`backfill of ${reason}`);
    const { pause, latencyMs, jumps, steals } = this.#options.plan.faults;
    const isAtOnce = pause === 0 && latencyMs <= 100 && jumps.length + steals.length === 0;
    if (isAtOnce) this.#checkWanted(asset, reason, slices, atMs);
  }

  /** The slices that a backfill is about are those that its reason names. */
  #checkWanted(asset: string, reason: string, slices: ReadonlySet<string>, atMs: number): void {
    const now = this.#options.monotonicMs();
    const current = this.#current.get(asset)!;
    const quotes = this.#current.get('quotes')!;
    const isOld = (slice: Slice | undefined): boolean => slice === undefined || now - slice.sinceMs > JUST_NOW_MS;
    for (const slice of slicesIn(existingIn(this.#grid, atMs - JUST_NOW_MS))) {
      const [made, from] = [current.get(slice), quotes.get(slice)];
      if (!isOld(made) || !isOld(from)) continue;
      const isMissing = made === undefined;
      const isStale = asset === 'marks' && made !== undefined && (from?.version ?? 0) > made.quotes!;
      if (isStale) this.#options.saw('slices stale');
      const isWanted =
        reason === 'asked for' || (isMissing && reason.includes('missing')) || (isStale && reason.includes('stale'));
      this.#must(
        slices.has(slice) === isWanted,
        `I20 a backfill of ${reason} ${asset} ${isWanted ? 'lacks' : 'has'} ${slice}`,
      );
    }
  }

  #ended({ backfill: id, outcome, reason }: Extract<RunEvent, { kind: 'backfill_ended' }>['data']): void {
    const backfill = this.#backfills.get(id)!;
    this.#must(backfill.isOpen, `I10 backfill ${id} ends twice`);
    backfill.isOpen = false;
    this.#options.saw(`backfill ${outcome}`);
    if (outcome === 'cancelled') {
      this.#must(reason === 'asked for', `X9 backfill ${id} is cancelled: ${reason}`);
      return;
    }
    const { left, runs, slices, made, hasFailed } = backfill;
    this.#must(runs.size === 0, `I13 backfill ${id} ends while ${[...runs]} are open`);
    const expected = hasFailed || reason !== null ? 'failed' : 'succeeded';
    this.#must(outcome === expected, `I13 backfill ${id} ended ${outcome}, its runs say ${expected}`);
    if (outcome === 'failed') return;
    this.#must(left.size === 0, `L1 backfill ${id} left ${[...left]}`);
    for (const slice of slices)
      this.#must(made.get(slice) === 1, `I6 backfill ${id} made ${slice} ${made.get(slice) ?? 0} times`);
  }

  #backfillOf(runId: string): Backfill | undefined {
    return this.#backfills.get(this.#runs.get(runId)?.backfill ?? '');
  }

  #must(holds: boolean, violation: string): void {
    if (!holds) this.#options.report(`seq ${this.#seq}: ${violation}`);
  }
}
