import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { asset } from '../../src/control/definition/asset.ts';
import { assetCheck } from '../../src/control/definition/asset-check.ts';
import { job } from '../../src/control/definition/job.ts';
import { type OpServices, op } from '../../src/control/definition/op.ts';
import { gridPartitions, sessionPartitions, staticPartitions } from '../../src/control/definition/partitions.ts';
import { pipeline } from '../../src/control/definition/pipeline.ts';
import { defineProject } from '../../src/control/definition/project.ts';
import { schedule } from '../../src/control/definition/schedule.ts';
import { assetStatus } from '../../src/control/partition/asset-status.ts';
import { PartitionKeeper } from '../../src/control/partition/keeper.ts';
import { readMaterializations } from '../../src/control/state/partition/read.ts';
import type { StateStore } from '../../src/control/state/store.ts';
import type { PartitionAsk, RunPartitions } from '../../src/core/partition.ts';
import { partitionCalendar } from '../../src/runtime/partition-calendar.ts';
import { openDesk } from './desk.ts';
import { openScheduledDesk } from './scheduled-desk.ts';

const sessions = sessionPartitions('XSHG', { from: '2026-11-02' });
const SESSIONS_SO_FAR = 15;

const fileOf = (name: string) => ({ path: `lake/${name}`, partition: name, rows: 1, bytes: 1, sha256: name });

/** Publishes one file a call, and says nothing of slices: they are those the run was asked for. */
function publishAs(name: string, { publish, runId }: OpServices): void {
  publish({ asset: name, removed: [], added: [fileOf(`${name}/${runId}`)] });
}

function desk(options: { readonly isEmpty?: () => boolean } = {}) {
  const asked: (RunPartitions | null)[] = [];
  const closed = assetCheck({
    name: 'not_empty',
    judge: ({ made }) => ({ passed: options.isEmpty?.() !== true, about: `${made?.from} .. ${made?.to}` }),
  });
  const bars = asset({ name: 'bars', partitions: sessions, checks: [closed] });
  const tech = asset({ name: 'tech', partitions: sessions, deps: { bars: { points: { lookback: 2 } } } });
  const sync = op({
    name: 'sync',
    writes: ['bars'],
    run: (_, context) => {
      asked.push(context.partitions);
      publishAs('bars', context);
    },
  });
  const technical = op({
    name: 'technical',
    reads: ['bars'],
    writes: ['tech'],
    run: (_, context) => publishAs('tech', context),
  });
  const jobs = [
    job(
      pipeline('sync', (p) => p.add(sync)),
      { partitions: sessions },
    ),
    job(
      pipeline('tech', (p) => p.add(technical)),
      { partitions: sessions },
    ),
  ];
  return { asked, assets: [bars, tech], jobs };
}

async function open(defined: ReturnType<typeof desk>) {
  const opened = await openDesk(defined);
  const run = (name: string, from: string | null, to: string | null = from) => {
    const partitions: PartitionAsk = { from, to, lanes: null };
    return opened.run(name, { partitions });
  };
  return { ...opened, run, asked: defined.asked, status: (name: string) => statusOf(opened.store, defined, name) };
}

async function statusOf(store: StateStore, { assets }: ReturnType<typeof desk>, name: string) {
  const keeper = new PartitionKeeper({ assets, calendar: partitionCalendar, store });
  const found = assets.find((each) => each.name === name)!;
  const { counts, stale } = await assetStatus(found, { store, keeper, nowMs: Date.UTC(2026, 10, 20, 11) });
  return { ...counts, because: stale.map((part) => part.reason.because) };
}

describe('a run of a partitioned job', () => {
  test('makes the newest slice unless it is asked for others', async () => {
    await using here = asDisposable(await open(desk()));
    await here.engineRun('sync');
    assert.deepEqual(here.asked[0]!.spans, [{ from: '2026-11-20', to: '2026-11-20', count: 1 }]);
    await here.run('sync', '2026-11-02', '2026-11-08');
    assert.deepEqual(here.asked[1]!.spans, [{ from: '2026-11-02', to: '2026-11-06', count: 5 }]);
    assert.deepEqual(await here.status('bars'), {
      existing: SESSIONS_SO_FAR,
      current: 6,
      absent: 0,
      missing: SESSIONS_SO_FAR - 6,
      stale: 0,
      because: [],
    });
  });

  test('is refused for slices that are not there yet, and where a job has none', async () => {
    await using here = asDisposable(await open(desk()));
    const { request } = await here.refused('sync', '2026-11-23');
    assert.match(request.answer!.error!.message, /None of these partitions exists yet.*2026-11-23/);
  });

  test('makes what is made from it stale exactly where its own content changed', async () => {
    await using here = asDisposable(await open(desk()));
    await here.run('sync', '2026-11');
    await here.run('tech', '2026-11');
    assert.equal((await here.status('tech')).stale, 0);
    await here.run('sync', '2026-11-10');
    const { stale, because } = await here.status('tech');
    assert.deepEqual([stale, because], [3, ['input_revised']], 'the session and the two that look back on it');
    await here.run('tech', '2026-11-10', '2026-11-12');
    assert.equal((await here.status('tech')).stale, 0);
  });

  test('records why, from what and by which step, with the verdicts of the checks', async () => {
    await using here = asDisposable(await open(desk()));
    await here.run('sync', '2026-11-10');
    await here.run('tech', '2026-11-10');
    const [bars] = await readMaterializations(here.store, 'bars', 1);
    assert.deepEqual(bars!.checks, { not_empty: { verdict: 'passed', about: '2026-11-10 .. 2026-11-10' } });
    const [tech] = await readMaterializations(here.store, 'tech', 1);
    assert.deepEqual(
      [tech!.stepKey, tech!.reason, tech!.inputs.bars?.version, tech!.version],
      ['technical', 'asked for', 1, 1],
    );
  });

  test('whose check fails publishes nothing, and leaves with the code of a quality gate', async () => {
    let isEmpty = true;
    await using here = asDisposable(await open(desk({ isEmpty: () => isEmpty })));
    const { steps } = await here.run('sync', '2026-11-10');
    assert.deepEqual([steps.sync!.error!.code, steps.sync!.error!.exit], ['quality.blocked', 4]);
    assert.match(steps.sync!.error!.message, /check "not_empty" failed: 2026-11-10 \.\. 2026-11-10/);
    assert.equal((await here.store.snapshot('bars')).version, 0);
    assert.equal((await here.status('bars')).current, 0);
    isEmpty = false;
    await here.run('sync', '2026-11-10');
    assert.equal((await here.status('bars')).current, 1);
  });
});

describe('an op that says itself what it made', () => {
  const markets = staticPartitions('markets', ['XSHE', 'XSHG', 'XHKG']);
  const grid = gridPartitions(markets, sessions);
  const quotes = asset({ name: 'quotes', partitions: grid });
  const jobOf = (say: (context: OpServices) => void) => {
    const fetch = op({ name: 'fetch', writes: ['quotes'], run: (_, context) => say(context) });
    return {
      asked: [],
      assets: [quotes],
      jobs: [
        job(
          pipeline('fetch', (p) => p.add(fetch)),
          { partitions: grid },
        ),
      ],
    };
  };

  test('has made just that, name by name', async () => {
    const defined = jobOf(({ made }) => {
      made({ asset: 'quotes', spans: [{ from: '2026-11-16', to: '2026-11-18' }], lanes: ['XSHE'] });
      made({ asset: 'quotes', spans: [{ from: '2026-11-17', to: '2026-11-20' }], lanes: ['XSHG', 'XHKG'] });
    });
    await using here = asDisposable(await open(defined as never));
    await here.run('fetch', '2026-11-16', '2026-11-20');
    assert.equal((await here.status('quotes')).current, 3 + 2 * 4);
  });

  test('fails when it names what does not exist', async () => {
    const defined = jobOf(({ made }) => made({ asset: 'quotes', spans: [{ from: '2026-11-14', to: '2026-11-16' }] }));
    await using here = asDisposable(await open(defined as never));
    const { steps } = await here.run('fetch', '2026-11-16');
    assert.equal(steps.fetch!.error!.code, 'step.output_invalid');
    assert.match(steps.fetch!.error!.message, /2026-11-14/);
  });
});

test('a tick makes the slice that is the newest at its own moment, however late it is decided', async () => {
  const defined = desk();
  const at = { calendar: 'XSHG', at: 'close+1h' } as const;
  const daily = schedule(defined.jobs[0]!, { ...at, coalesce: 'none', overlap: { queueAll: 9 } });
  const here = await openScheduledDesk({ ...defined, schedules: [daily], pollMs: 3_600_000 });
  // From Friday evening over the weekend to Monday; then the wall clock jumps by three days.
  await here.pass(72 * 3_600_000);
  here.clock.setNow(here.clock.nowMs() + 72 * 3_600_000);
  await here.pass(6 * 3_600_000);
  await here.stop();
  const made = defined.asked.map((asked) => asked!.spans.map(({ from, to }) => [from, to]));
  const days = ['2026-11-23', '2026-11-24', '2026-11-25', '2026-11-26'];
  const each = days.map((day) => [[day, day]]);
  assert.deepEqual(made, each);
});

test('assets that do not fit each other are refused when they are defined', () => {
  const bars = asset({ name: 'bars', partitions: sessions });
  const byMarket = gridPartitions(staticPartitions('markets', ['XSHE']), sessions);
  const deps = { bars: 'same' } as const;
  const refusals: readonly (readonly [RegExp, Parameters<typeof asset>[0]])[] = [
    [/made from "bar", which is not an asset .*did you mean "bars"/, { name: 'tech', deps: { bar: 'same' } }],
    [/its slices of time are not those of "bars"/, { name: 'tech', deps }],
    [/its names are not those of "bars"/, { name: 'tech', deps, partitions: byMarket }],
  ];
  for (const [sentence, spec] of refusals)
    assert.throws(() => defineProject({ jobs: [], assets: [bars, asset(spec)] }), sentence);
  const maker = op({ name: 'maker', writes: ['tech'], run: () => null });
  const tech = asset({ name: 'tech', partitions: sessions, deps });
  const blind = { jobs: [job(pipeline('make', (p) => p.add(maker)))], assets: [bars, tech] };
  assert.throws(() => defineProject(blind), /op "maker" makes it without reading "bars"/);
});

type Opened = Awaited<ReturnType<typeof open>>;

function asDisposable(opened: Opened) {
  return {
    ...opened,
    engineRun: (name: string) =>
      opened.submit({ kind: 'run', data: { job: name, ...NOTHING_ASKED } }).then(() => opened.serve()),
    async refused(name: string, from: string) {
      const partitions = { from, to: from, lanes: null };
      const id = await opened.submit({ kind: 'run', data: { job: name, ...NOTHING_ASKED, partitions } });
      await opened.serve();
      return { request: (await opened.store.request(id))! };
    },
    async [Symbol.asyncDispose]() {
      await opened.store[Symbol.asyncDispose]();
    },
  };
}

const NOTHING_ASKED = {
  settings: {},
  selection: { until: null, from: null, only: [] },
  profile: null,
  concurrency: null,
  tags: {},
  by: 'test',
  asker: null,
} as const;
